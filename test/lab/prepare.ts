import { LabSkipped, prepareMachine } from './machine.ts';
import { rootFileSystem } from './rootfs.ts';

let preparing: Promise<void> = Promise.resolve();

/** Begins what all test files of the laboratory need, while other tests run; each file waits for it by its lock. */
export function setup(): void {
  preparing = prepare();
  preparing.catch(() => undefined);
}

/** Ends when the preparation has, and fails with it. */
export async function teardown(): Promise<void> {
  await preparing;
}

/** Where a laboratory cannot be, each file says so itself. */
async function prepare(): Promise<void> {
  try {
    await prepareMachine();
    await rootFileSystem();
  } catch (error) {
    if (!(error instanceof LabSkipped)) throw error;
  }
}
