import { z } from 'zod';

/*
 * One host at one moment, as a text that people read and compare:
 *
 *     origin: laboratory, config-error-waiting: Apache/2.4.71 (Debian), Debian GNU/Linux 12 (bookworm), 2026-11-21
 *     now: 2026-11-21T12:25:11.000Z
 *     zoneMinutes: 0
 *     #### configtest: exit 1
 *     apache2: Syntax error on line 1 of /etc/apache2/conf-enabled/broken.conf: …
 *     #### version: as on web-01
 *
 * Below its mark stands what a section answered, to the letter. A line of an answer that looks like a mark has a backslash before it.
 */

const MARK = /^#### ([a-z][a-z0-9-]*)(?:: (.+))?$/;
const LIKE_MARK = /^\\*#### /;
const UNENDED = 'no newline at the end';

const Line = z.string().regex(/^[^\n]+$/);
const Name = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/);

const RecordedSection = z.strictObject({
  exit: z.int().nonnegative().default(0),
  durationMs: z.int().nonnegative().default(0),
  cut: z.boolean().default(false),
  timedOut: z.boolean().default(false),
  text: z.string(),
  /** The recording that holds the text of this section, which is the same there; `text` is empty then. */
  asOn: Name.optional(),
});
export type RecordedSection = z.infer<typeof RecordedSection>;

/** What one host answered at one moment, by section, in the order in which it was asked. */
const Recording = z.strictObject({
  /** Where and when it was recorded: real host, fault, httpd version, system, date; or the source a text was written after. */
  origin: Line.min(10),
  /** What is the matter with the host, where it is offered to people for practice. */
  title: Line.optional(),
  /** The host's clock, as ISO 8601. */
  now: Line.optional(),
  /** Offset of the host's local time from UTC. */
  zoneMinutes: z.int().optional(),
  sections: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), RecordedSection),
});
export type Recording = z.infer<typeof Recording>;

const headKeys = ['origin', 'title', 'now', 'zoneMinutes'] as const;

/**
 * Reads a recording. Any line but a head or a mark that is not understood belongs to an answer.
 * @throws {Error} that names the line.
 */
export function parseRecording(text: string): Recording {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('the last line has no end');
  const first = lines.findIndex((line) => LIKE_MARK.test(line));
  const end = first === -1 ? lines.length : first;
  return Recording.parse({ ...readHead(lines.slice(0, end)), sections: readSections(lines, end) });
}

function readHead(lines: readonly string[]): Record<string, string | number> {
  return Object.fromEntries(
    lines.map((line, index) => {
      const key = headKeys.find((one) => line.startsWith(`${one}: `));
      if (key === undefined) throw new Error(`line ${index + 1} should be one of ${headKeys.join(', ')}: ${line}`);
      const value = line.slice(key.length + 2);
      return [key, key === 'zoneMinutes' ? Number(value) : value];
    }),
  );
}

function readSections(lines: readonly string[], start: number): Record<string, z.input<typeof RecordedSection>> {
  const marks = lines.flatMap((line, at) => (at >= start && (at === start || line.startsWith('#### ')) ? [at] : []));
  const sections: Record<string, z.input<typeof RecordedSection>> = {};
  for (const [index, at] of marks.entries()) {
    const [mark = '', ...answer] = lines.slice(at, marks[index + 1]);
    const [, id, words] = MARK.exec(mark) ?? [];
    if (id === undefined) throw new Error(`line ${at + 1} is not a mark: ${mark}`);
    if (Object.hasOwn(sections, id)) throw new Error(`line ${at + 1} has ${id} again`);
    sections[id] = readSection(words?.split(', ') ?? [], answer, at + 1);
  }
  return sections;
}

function readSection(
  words: readonly string[],
  answer: readonly string[],
  lineNumber: number,
): z.input<typeof RecordedSection> {
  const lines = answer.map((line) => (LIKE_MARK.test(line) ? line.slice(1) : line));
  const end = lines.length === 0 || words.includes(UNENDED) ? '' : '\n';
  return { ...Object.assign({}, ...words.map((word) => readWord(word, lineNumber))), text: lines.join('\n') + end };
}

function readWord(word: string, lineNumber: number): Partial<RecordedSection> {
  const [, exit] = /^exit (\d+)$/.exec(word) ?? [];
  if (exit !== undefined) return { exit: Number(exit) };
  const [, durationMs] = /^(\d+) ms$/.exec(word) ?? [];
  if (durationMs !== undefined) return { durationMs: Number(durationMs) };
  const [, asOn] = /^as on (.+)$/.exec(word) ?? [];
  if (asOn !== undefined) return { asOn };
  if (word === 'cut') return { cut: true };
  if (word === 'timed out') return { timedOut: true };
  if (word === UNENDED) return {};
  throw new Error(`line ${lineNumber} says what nobody knows: ${word}`);
}

/** Writes a recording so that `parseRecording` gives it back. */
export function formatRecording(recording: Recording): string {
  const { sections, ...head } = Recording.parse(recording);
  const heads = headKeys.flatMap((key) => (head[key] === undefined ? [] : [`${key}: ${head[key]}\n`]));
  return [...heads, ...Object.entries(sections).map(formatSection)].join('');
}

function formatSection([id, section]: [string, RecordedSection]): string {
  const { exit, durationMs, cut, timedOut, text, asOn } = section;
  const unended = text !== '' && !text.endsWith('\n');
  const words = [
    ...(exit === 0 ? [] : [`exit ${exit}`]),
    ...(durationMs === 0 ? [] : [`${durationMs} ms`]),
    ...(cut ? ['cut'] : []),
    ...(timedOut ? ['timed out'] : []),
    ...(unended ? [UNENDED] : []),
    ...(asOn === undefined ? [] : [`as on ${asOn}`]),
  ];
  const body = asOn === undefined ? text.replace(/(?<=^|\n)(?=\\*#### )/g, '\\') : '';
  return `#### ${id}${words.length === 0 ? '' : `: ${words.join(', ')}`}\n${body}${unended ? '\n' : ''}`;
}

/** Puts the texts in that stand in another recording. @throws {Error} where there is none. */
export function withSharedTexts(recording: Recording, find: (name: string) => Recording | undefined): Recording {
  const sections = Object.entries(recording.sections).map(([id, section]) => {
    const { asOn, ...own } = section;
    if (asOn === undefined) return [id, own];
    const there = find(asOn)?.sections[id];
    if (there === undefined || there.asOn !== undefined)
      throw new Error(`${id} should be as on ${asOn}, which does not hold it: put the text in here`);
    return [id, { ...own, text: there.text }];
  });
  return { ...recording, sections: Object.fromEntries(sections) };
}
