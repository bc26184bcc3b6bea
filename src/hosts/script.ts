import { loadProgram } from '../lib/program.ts';
import { shellQuote } from '../lib/shell-quote.ts';
import type { NamedSection } from '../model/ports.ts';

/** Version of the script's first line and of its frames; a host that answers with another one is not understood. */
export const SCRIPT_VERSION = 1;

/** Ends the shell of a session. */
export const EXIT_LINE = 'exit\n';

const sectionId = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const nonceShape = /^[0-9a-f]{32}$/;
const firstLine = /^# apache-oncall script (\d+) nonce=([0-9a-f]{32}) sections=([a-z0-9._,-]*)$/;

const settings = loadProgram(import.meta.dirname, 'settings.sh');
const prelude = loadProgram(import.meta.dirname, 'prelude.sh');
const mark = loadProgram(import.meta.dirname, 'mark.sh');
const runners = loadProgram(import.meta.dirname, 'sections.sh');

/**
 * The one POSIX sh script that runs these sections, in the order its first line names them: built-in ones first, as only those survive a host that
 * cannot fork. It answers with lines `NONCE[1 uptime`, per section `NONCE{id uptime`, output, `NONCE}id status uptime`, and at the end
 * `NONCE]complete uptime`, each after a newline of its own. It is one function, so that nothing runs before everything has arrived; several scripts may follow each other in one shell.
 * What several sections carry travels once.
 * @throws {RangeError} for an id or nonce that could not be framed, or a NUL in what is sent.
 */
export function buildScript(nonce: string, sections: readonly NamedSection[]): string {
  checkIds(sections);
  const here = sections.filter((section) => section.builtinOnly === true);
  const piped = sections.filter((section) => section.builtinOnly !== true);
  const ids = [...here, ...piped].map(({ id }) => id).join(',');
  const carried = [...new Set(piped.flatMap(({ carries = [] }) => carries))];
  const texts = carried.map((text, index) => `oncall_carried_${index}=${shellQuote(text)}\n`);
  return `# apache-oncall script ${SCRIPT_VERSION} nonce=${nonce} sections=${ids}
${wrapScript(
  nonce,
  `oncall_prelude=${shellQuote(prelude)}\n${texts.join('')}${runners}`,
  here.map(hereLine).join('') + piped.map((section) => pipedLine(section, carried)).join(''),
)}`;
}

/**
 * One function around `body`, run with nothing on its stdin and the settings above, between the first and the last frame; `functions` may define more.
 * @throws {RangeError} for a nonce that is not 128 bits in hexadecimal.
 */
export function wrapScript(nonce: string, functions: string, body: string): string {
  if (!nonceShape.test(nonce)) throw new RangeError('a nonce is 32 hexadecimal digits');
  const name = `oncall_${nonce}`;
  return `${name}() {
${settings}oncall_nonce=${nonce}
${prelude}${mark}${functions}oncall_mark '[${SCRIPT_VERSION}'
${body}oncall_mark ']complete'
unset -f ${name} oncall_mark
}
${name} </dev/null 2>&1
`;
}

/** What the first line of a script says, for those who answer scripts without a shell; undefined for any other line. */
export function readFirstLine(
  line: string,
): { version: number; nonce: string; sections: readonly string[] } | undefined {
  const match = firstLine.exec(line);
  if (match === null) return undefined;
  const [, version = '', nonce = '', sections = ''] = match;
  return { version: Number(version), nonce, sections: sections === '' ? [] : sections.split(',') };
}

function checkIds(sections: readonly NamedSection[]): void {
  const seen = new Set<string>();
  for (const { id } of sections) {
    if (!sectionId.test(id)) throw new RangeError(`not a section id: ${id}`);
    if (seen.has(id)) throw new RangeError(`two sections named ${id}`);
    seen.add(id);
  }
}

function hereLine({ id, program, args }: NamedSection): string {
  return `oncall_do oncall_here ${[id, program, ...args].map(shellQuote).join(' ')}\n`;
}

/** One byte more than the cap is asked for, so that the client can tell a full answer from a cut one. */
function pipedLine(
  { id, program, args, seconds, bytes, keep = 'start', carries = [] }: NamedSection,
  carried: readonly string[],
): string {
  const limits = [String(Math.ceil(seconds)), String(Math.ceil(bytes) + 1), keep];
  const needed = carries.map((one) => `$oncall_carried_${carried.indexOf(one)}`).join('');
  const call = `oncall_do oncall_piped ${[id, ...limits, program, ...args].map(shellQuote).join(' ')}\n`;
  return needed === '' ? call : `oncall_carried=${needed}\n${call}`;
}
