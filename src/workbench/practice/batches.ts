import { readFirstLine } from '../../hosts/script.ts';

/** One script that was sent, as far as a recording needs to know it. */
export interface Batch {
  readonly version: number;
  readonly nonce: string;
  readonly sections: readonly string[];
  /** True for the script of an approved change. */
  readonly changes: boolean;
}

/** What the script of a change answers with: the lock, then the command. */
const changeSections = ['lock', 'command'] as const;

function readChangeLine(line: string): Omit<Batch, 'changes'> | undefined {
  const [, version, nonce] = /^# apache-oncall change (\d+) nonce=([0-9a-f]{32})$/.exec(line) ?? [];
  return version === undefined || nonce === undefined
    ? undefined
    : { version: Number(version), nonce, sections: changeSections };
}

/** The scripts in a stream of shell input, each as soon as its last line has arrived; ends at `exit`. */
export async function* readBatches(input: AsyncIterable<Buffer | string>): AsyncGenerator<Batch> {
  let open: Omit<Batch, 'changes'> | undefined;
  for await (const line of linesOf(input)) {
    if (open === undefined && line === 'exit') return;
    open = readFirstLine(line) ?? readChangeLine(line) ?? open;
    if (open === undefined || !line.startsWith(`oncall_${open.nonce} <`)) continue;
    yield { ...open, changes: open.sections === changeSections };
    open = undefined;
  }
}

async function* linesOf(input: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
