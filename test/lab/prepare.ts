import { LabSkipped, prepareMachine } from './machine.ts';
import { rootFileSystem } from './rootfs.ts';

/** Once before all test files of the laboratory: what they share is installed and built by one alone. Where it cannot be, each file says so itself. */
export async function setup(): Promise<void> {
  try {
    await prepareMachine();
    await rootFileSystem();
  } catch (error) {
    if (!(error instanceof LabSkipped)) throw error;
  }
}
