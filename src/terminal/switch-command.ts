import { type ExitCode, exitCodes, type Streams } from './streams.ts';

/** The switch that stops all changes, as a terminal uses it. */
export interface TerminalSwitch {
  /** Why no change may run, as a sentence; undefined when changes may. */
  frozen(): string | undefined;
  /** Throws when it cannot be written. */
  freeze(reason: string | null): void;
  lift(): void;
}

/** Stops all changes, also those of a running bot, which reads the same file. */
export function freezeCommand(reason: string | undefined, freeze: TerminalSwitch, streams: Streams): ExitCode {
  return switched(streams, () => {
    freeze.freeze(reason ?? null);
    streams.out.write(`${freeze.frozen() ?? 'The freeze was lifted at once by somebody else.'}\n`);
  });
}

/** Allows changes again. */
export function unfreezeCommand(freeze: TerminalSwitch, streams: Streams): ExitCode {
  return switched(streams, () => {
    const was = freeze.frozen();
    freeze.lift();
    streams.out.write(was === undefined ? 'Nothing was frozen.\n' : `Changes are allowed again. It was: ${was}\n`);
  });
}

function switched(streams: Streams, act: () => void): ExitCode {
  try {
    act();
    return exitCodes.fine;
  } catch (error) {
    streams.err.write(`The freeze could not be switched: ${error instanceof Error ? error.message : String(error)}\n`);
    return exitCodes.wrong;
  }
}
