import { type Bench, openBench, type Setting } from './bench.ts';
import { type Hands, handsOn } from './bench-hands.ts';

/** The product with `web-06`, which can be reloaded, and the hands of its people; closed when the test ends. */
export async function openWithHands(
  setting: Partial<Setting>,
  onTestFinished: (close: () => Promise<void>) => void,
): Promise<Bench & { readonly hands: Hands }> {
  const bench = await openBench({ hosts: ['web-06'], ...setting });
  onTestFinished(() => bench.close());
  return { ...bench, hands: handsOn(bench.workbench) };
}
