import { open } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Explanation, explain } from '../diagnosis/explain.ts';
import { decodePaste } from '../diagnosis/paste.ts';
import { defined } from '../lib/defined.ts';
import { nearestOf } from '../lib/nearest.ts';
import { rules } from '../rules/index.ts';
import { isKind, kinds, probeOfKind } from '../runbooks/kinds.ts';
import { findingLines } from './report-text.ts';
import { type ExitCode, exitCodes, type Streams } from './streams.ts';
import { type Style, styleFor } from './style.ts';

/** At most this many bytes are judged, the newest ones, and it says so. Sixteen MiB is a day of a busy error log. */
const MOST_BYTES = 16 * 1_048_576;

const usage = `usage: explain --kind KIND [--json] [FILE|-]
  KIND is one of ${kinds.join(' ')}
  reads standard input when no FILE is given\n`;

/** Judges pasted text without any host. Exit code 0 when it was judged and nothing is wrong, 1 when something is, 2 for a wrong call, 3 when the text is not of that kind. */
export async function explainCommand(args: readonly string[], streams: Streams): Promise<ExitCode> {
  const call = readCall(args);
  if ('problem' in call) {
    streams.err.write(`${call.problem}\n${usage}`);
    return exitCodes.usage;
  }
  const input = await readInput(call.file, streams);
  if ('problem' in input) {
    streams.err.write(`${input.problem}\n`);
    return exitCodes.usage;
  }
  if (input.cut) streams.err.write(`Only the last ${MOST_BYTES} bytes were judged.\n`);
  const explanation = explain(input.text, probeOfKind(call.kind), rules);
  streams.out.write(call.json ? asJson(call.kind, explanation) : asText(call.kind, explanation, styleFor(streams.out)));
  return exitCodeOf(explanation);
}

function exitCodeOf({ findings, refused }: Explanation): ExitCode {
  if (findings.some(({ severity }) => severity !== 'notice')) return exitCodes.wrong;
  const unknown = findings.some(({ id }) => id === 'unexplained-errors');
  return refused !== undefined || unknown ? exitCodes.unseen : exitCodes.fine;
}

function asJson(kind: string, { findings, unrecognised, refused }: Explanation): string {
  const shown = findings.map(({ id, severity, certainty, summary, cause, evidence, facts, remedy, at }) => ({
    id,
    severity,
    certainty,
    summary,
    cause,
    evidence,
    facts,
    remedy,
    ...defined({ at }),
  }));
  return `${JSON.stringify({ kind, findings: shown, unrecognised, ...defined({ refused }) }, null, 2)}\n`;
}

function asText(kind: string, { findings, unrecognised, refused }: Explanation, style: Style): string {
  const parts = findings.map((finding) => `${findingLines(finding, style).join('\n')}\n\n`);
  if (refused !== undefined) parts.push(`This does not read as ${kind}: ${refused}\n`);
  else if (findings.length === 0) parts.push('Nothing wrong found in this text. What is not in it is not known.\n');
  if (unrecognised > 0)
    parts.push(`${unrecognised} ${unrecognised === 1 ? 'line was' : 'lines were'} not recognised.\n`);
  return parts.join('');
}

type Call =
  | { readonly kind: Parameters<typeof probeOfKind>[0]; readonly json: boolean; readonly file: string }
  | { readonly problem: string };

function readCall(args: readonly string[]): Call {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { kind: { type: 'string' }, json: { type: 'boolean' } },
      allowPositionals: true,
    });
    if (values.kind === undefined) return { problem: 'Name the kind of text with --kind.' };
    if (!isKind(values.kind)) {
      const [near] = nearestOf(values.kind, kinds);
      return {
        problem: `There is no kind ${JSON.stringify(values.kind)}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
      };
    }
    if (positionals.length > 1) return { problem: 'Give one FILE at most.' };
    return { kind: values.kind, json: values.json ?? false, file: positionals[0] ?? '-' };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

type Input = { readonly text: string; readonly cut: boolean } | { readonly problem: string };

async function readInput(file: string, streams: Streams): Promise<Input> {
  if (file === '-') return readStream(streams.in);
  try {
    await using handle = await open(file, 'r');
    return await readStream(handle.createReadStream({ autoClose: false }));
  } catch (error) {
    return { problem: `Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Keeps the end when there is too much: in every log the newest lines come last. */
async function readStream(stream: AsyncIterable<Buffer | string>): Promise<Input> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    chunks.push(bytes);
    size += bytes.length;
    for (let [oldest] = chunks; oldest !== undefined && size - oldest.length >= MOST_BYTES; [oldest] = chunks) {
      chunks.shift();
      size -= oldest.length;
    }
  }
  const whole = Buffer.concat(chunks);
  return { text: decodePaste(whole.subarray(-MOST_BYTES)), cut: size > MOST_BYTES };
}
