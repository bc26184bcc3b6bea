import { readFirstLine } from '../../hosts/script.ts';

/** One script that was sent, as far as a recording needs to know it. */
export interface Batch {
  readonly version: number;
  readonly nonce: string;
  readonly sections: readonly string[];
  /** True for the script that runs a command of an approved change. */
  readonly changes: boolean;
  /** True for every script of a change: also its lock, and the lock's release. */
  readonly ofChange: boolean;
}

/** The script of an approved change: its lock, one command, or the lock's release. */
function readChangeLine(line: string): Batch | undefined {
  const [, version, nonce, section] =
    /^# apache-oncall change (\d+) nonce=([0-9a-f]{32}) section=(lock|command|release)$/.exec(line) ?? [];
  if (version === undefined || nonce === undefined || section === undefined) return undefined;
  return { version: Number(version), nonce, sections: [section], changes: section === 'command', ofChange: true };
}

function readLook(line: string): Batch | undefined {
  const first = readFirstLine(line);
  return first === undefined ? undefined : { ...first, changes: false, ofChange: false };
}

/** The scripts in a stream of shell input, each as soon as its last line has arrived; ends at `exit`. */
export async function* readBatches(input: AsyncIterable<Buffer | string>): AsyncGenerator<Batch> {
  let open: Batch | undefined;
  for await (const line of linesOf(input)) {
    if (open === undefined && line === 'exit') return;
    open = readLook(line) ?? readChangeLine(line) ?? open;
    if (open === undefined || !line.startsWith(`oncall_${open.nonce} <`)) continue;
    yield open;
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
