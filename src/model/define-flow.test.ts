import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { declareAction, defineFlow, implement } from './define-flow.ts';
import type { StepInfo, StepOutcome } from './engine-port.ts';

const greet = declareAction({
  name: 'greet',
  effect: 'read',
  args: z.object({ who: z.string() }),
  result: z.object({ words: z.string() }),
});
const part = declareAction({ name: 'part', effect: 'write', args: z.null(), result: z.null() });

const info: StepInfo = {
  runId: 'r1',
  step: 'say hello',
  who: { surface: 'system', id: 'test' },
  attempt: 1,
  uncertain: false,
  signal: new AbortController().signal,
};

describe('an action', () => {
  it('gets what it takes and gives what it promises', async () => {
    const done = implement(greet, async ({ who }) => ({ words: `hello ${who}` }));

    await expect(done.perform({ who: 'kim' }, info)).resolves.toEqual({ words: 'hello kim' });
  });

  it('is not performed with arguments that do not fit', async () => {
    let performed = false;
    const done = implement(greet, async () => {
      performed = true;
      return { words: '' };
    });

    await expect(done.perform({ who: 7 }, info)).rejects.toThrow(
      'the record holds the arguments of say hello in a shape this version does not know (who: ',
    );
    expect(performed).toBe(false);
  });

  it('fails with a result that does not fit', async () => {
    const short = declareAction({ ...greet, result: z.string().max(3) });

    await expect(implement(short, async () => 'too long').perform({ who: 'kim' }, info)).rejects.toThrow('Too big');
  });
});

describe('a flow', () => {
  it('is refused by the compiler where it names an action that is not in its list, or gives it something else', () => {
    const flow = defineFlow({
      name: 'polite',
      version: '1',
      actions: [greet],
      input: z.object({ who: z.string() }),
      result: z.string(),
      async run(context) {
        const said = await context.step('say hello', greet, { who: context.input.who });
        expectTypeOf(said).toEqualTypeOf<StepOutcome<{ words: string }>>();
        // @ts-expect-error `part` is not in the list.
        await context.step('say goodbye', part, null);
        // @ts-expect-error A greeting takes a name.
        await context.step('say hello again', greet, { who: 7 });
        return said.ok ? said.value.words : said.reason;
      },
    });

    expect(flow.actions).toEqual([greet]);
  });
});
