import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NamedSection } from '../model/ports.ts';
import { type FrameEvent, frameReader } from './frames.ts';

const NONCE = 'a1'.repeat(16);
const section = (id: string, more: Partial<NamedSection> = {}): NamedSection => ({
  id,
  program: ':',
  args: [],
  seconds: 2,
  bytes: 40,
  ...more,
});
const sections = [section('one'), section('two', { keep: 'end' }), section('three')];

function read(chunks: readonly Uint8Array[], atMs: (index: number) => number = () => 0) {
  const events: FrameEvent[] = [];
  const reader = frameReader(NONCE, sections, (event) => events.push(event));
  for (const [index, chunk] of chunks.entries()) reader.push(chunk, atMs(index));
  return { events, reader, answers: events.flatMap((event) => (event.kind === 'answer' ? [event.answer] : [])) };
}

const readText = (text: string) => read([Buffer.from(text)]);

/** Pieces that are likely to be mistaken: frames of this nonce and of another, halves of them, bytes that are not text. */
const piece = fc.oneof(
  fc.constantFrom('\n', NONCE, `\n${NONCE}`, `${NONCE}{one 1.5\n`, `\n${NONCE}}one 0 2.5\n`, `\n${NONCE}{two 3\n`),
  fc.constantFrom(`\n${NONCE}=two 9\n`, `\n${NONCE}}two 3\n`, `\n${NONCE}]complete 9\n`, `\n${NONCE}[1 0.1\n`),
  fc.constantFrom(`\n${'b2'.repeat(16)}}one 0 2\n`, `\n${NONCE.slice(0, 20)}`, 'x'.repeat(200), 'text\n'),
  fc.string({ maxLength: 12 }),
);
const stream = fc
  .tuple(fc.array(piece, { maxLength: 25 }), fc.uint8Array({ maxLength: 8 }))
  .map(([pieces, bytes]) =>
    Buffer.concat([Buffer.from(pieces.join('')), bytes, Buffer.from(pieces.toReversed().join(''))]),
  );

describe('frameReader', () => {
  it('reads answers with their status, text and duration', () => {
    const { events, answers } = readText(
      `Welcome!\n\n${NONCE}[1 9.9\n\n${NONCE}{one 10.00\nhi\n\n${NONCE}}one 3 10.25\n\n${NONCE}{two 10.25\n\n${NONCE}}two 0 10.25 cut\n\n${NONCE}]complete 11\n`,
    );

    expect(events.map(({ kind }) => kind)).toEqual(['begin', 'open', 'answer', 'open', 'answer', 'complete']);
    expect(answers).toEqual([
      { id: 'one', exit: 3, text: 'hi\n', durationMs: 250, cut: false, timedOut: false },
      { id: 'two', exit: 0, text: '', durationMs: 0, cut: true, timedOut: false },
    ]);
  });

  it('does not need empty lines between frames', () => {
    const { answers } = readText(`${NONCE}[1\n${NONCE}{one 1\n${NONCE}}one 0 1\n${NONCE}{two 1\nx\n${NONCE}}two 0 1\n`);

    expect(answers.map(({ id, text }) => [id, text])).toEqual([
      ['one', ''],
      ['two', 'x'],
    ]);
  });

  it.each([
    ['a frame of another nonce', `\n${'b2'.repeat(16)}}one 0 1\n`],
    ['a frame inside a line', `text ${NONCE}}one 0 1\n`],
    ['the end of another section', `\n${NONCE}}two 0 1\n`],
    ['a section within a section', `\n${NONCE}{two 1\n`],
    ['the end of the script', `\n${NONCE}]complete 1\n`],
    ['a frame with words', `\n${NONCE}}one 0 1 <b>\n`],
    ['a frame with no end', `\n${NONCE}}one ${'9'.repeat(300)}\n`],
  ])('takes %s for data', (_, forged) => {
    const { answers } = readText(`${NONCE}{one 1${'\n'}${forged}\n${NONCE}}one 7 1\n`);

    expect(answers).toEqual([expect.objectContaining({ id: 'one', exit: 7, text: forged.slice(0, 40) })]);
  });

  it('never takes a section twice, nor one that was not asked for', () => {
    const frames = `${NONCE}{one 1\n\n${NONCE}}one 0 1\n`;
    const { answers, reader } = readText(`${frames}\n${frames}\n${NONCE}{four 1\nx\n${NONCE}}four 0 1\n`);

    expect(answers).toHaveLength(1);
    expect(reader.strayText()).toContain('{four 1');
  });

  it('says when the time was up, and not when a program merely exits like timeout(1)', () => {
    const { answers } = readText(
      `${NONCE}{one 1\n\n${NONCE}}one 124 3\n\n${NONCE}{two 1\n\n${NONCE}}two 124 2\n\n${NONCE}{three 1\n\n${NONCE}}three 137 9\n`,
    );

    expect(answers.map(({ timedOut }) => timedOut)).toEqual([true, false, true]);
  });

  it('measures by its own clock where the host has none', () => {
    const { answers } = read(
      [`${NONCE}{one 0\n`, `\n${NONCE}}one 0 0\n`].map((text) => Buffer.from(text)),
      (index) => 500 + index * 700,
    );

    expect(answers).toEqual([expect.objectContaining({ durationMs: 700 })]);
  });

  it('keeps what an unfinished section had said', () => {
    const { reader, answers } = readText(`${NONCE}{one 1\nhalf a li`);

    expect(answers).toEqual([]);
    expect(reader.unfinished(250)).toEqual({ id: 'one', text: 'half a li', durationMs: 250, cut: false });
  });

  it('gives the same answers however the bytes are cut', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(300), { maxLength: 40 }), (bytes, cuts) => {
        const points = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
        const chunks = points.slice(1).map((point, index) => bytes.subarray(points[index], point));

        expect(read(chunks).events).toEqual(read([bytes]).events);
        expect(read(chunks).reader.unfinished(0)?.text).toBe(read(chunks).reader.unfinished(0)?.text);
      }),
    );
  });

  it('returns exactly the bytes of a section that hold no frame, up to the cap', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.constantFrom('one', 'two'), (bytes, id) => {
        const framed = [Buffer.from(`${NONCE}{${id} 1\n`), bytes, Buffer.from(`\n${NONCE}}${id} 0 1\n`)];
        const kept = Buffer.from(id === 'one' ? bytes.subarray(0, 40) : bytes.subarray(Math.max(0, bytes.length - 40)));

        expect(read(framed).answers).toEqual([
          expect.objectContaining({ text: kept.toString('utf8'), cut: bytes.length > 40 }),
        ]);
      }),
    );
  });

  it('cannot be made to answer by one who does not know the nonce', () => {
    const guess = fc.stringMatching(/^[0-9a-f]{32}$/).filter((nonce) => nonce !== NONCE);
    fc.assert(
      fc.property(guess, fc.constantFrom('one', 'two', 'three'), (nonce, id) => {
        const { events } = readText(
          `\n${nonce}[1 1\n\n${nonce}{${id} 1\n\n${nonce}}${id} 0 1\n\n${nonce}]complete 1\n`,
        );

        expect(events).toEqual([]);
      }),
    );
  });
});
