import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Face } from '../../src/model/face/face.ts';
import { type Conversation, isSameMessage, MessageRef, type Place } from '../../src/model/face/places.ts';
import type { Click } from '../../src/model/face/requests.ts';
import { everything, question, samples, say } from './face-messages.ts';

/** A face with somebody who looks at it from the other side. */
export interface FaceWorld {
  readonly face: Face;
  readonly conversation: Conversation;
  /** Who can be told something alone, and somebody else. */
  readonly person: string;
  readonly other: string;
  /** What stands at a place now, as it is read there, oldest first; a face that scrolls keeps what was replaced. */
  readonly seen: (place: Place) => readonly string[];
  /** What only this person was told. */
  readonly told: (person: string) => readonly string[];
  readonly files: (thread: MessageRef) => readonly { readonly title: string; readonly content: string }[];
  /** Text that a face would have to obey, such as a mention of everybody, and how to find in what was sent that it is still alive. */
  readonly hostile: { readonly text: string; readonly alive: RegExp };
  /** Everything that was sent, as it went over the wire. */
  readonly raw: () => string;
  /** Somebody who may presses Approve on this message; only where decisions are taken. */
  readonly approve?: (at: MessageRef) => Promise<Click>;
  /** From here on nobody answers on the other side. */
  readonly leave: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What every face promises to the commands. */
export function faceContract(name: string, open: () => Promise<FaceWorld>): void {
  describe(`${name} as a face`, () => {
    let world: FaceWorld;
    beforeEach(async () => {
      world = await open();
    });
    afterEach(() => world.close());

    saying(() => world);
    tellingOne(() => world);
    deciding(() => world);
    failing(() => world);
  });
}

async function posted({ face }: FaceWorld, place: Place, words: string): Promise<MessageRef> {
  const sent = await face.post(place, say(words));
  if (!sent.sent) throw new Error(`${sent.reason}: ${sent.detail}`);
  return sent.ref;
}

function saying(here: () => FaceWorld): void {
  it('posts into a conversation, and below a message into its thread', async () => {
    const { conversation, face, seen } = here();
    const root = await posted(here(), { conversation }, 'the first');
    const reply = await posted(here(), { thread: root }, 'the second');

    expect(seen({ conversation }).join('\n')).toContain('the first');
    expect(seen({ thread: root }).join('\n')).toMatch(/the first[\s\S]*the second/);
    expect(face.conversationOf(root)).toBe(conversation);
    expect(face.conversationOf(reply)).toBe(conversation);
    expect(isSameMessage(root, reply)).toBe(false);
  });

  it('keeps each thread to itself', async () => {
    const { conversation, files, face } = here();
    const [one, other] = [
      await posted(here(), { conversation }, 'one'),
      await posted(here(), { conversation }, 'other'),
    ];
    await face.attach(one, { filename: 'one.txt', title: 'Of the one', text: 'line\n' });

    expect(files(one).map(({ title }) => title)).toEqual(['Of the one']);
    expect(isSameMessage(one, other)).toBe(false);
  });

  it('edits what was posted, also by a reference that was on record', async () => {
    const { conversation, face, seen } = here();
    const ref = await posted(here(), { conversation }, 'before');
    const recalled = MessageRef.parse(JSON.parse(JSON.stringify(ref)));

    const edited = await face.edit(recalled, say('after'));

    expect(edited.sent && isSameMessage(edited.ref, ref)).toBe(true);
    expect(seen({ conversation }).at(-1)).toContain('after');
  });

  it('shows progress when it can, and never after what replaced it', async () => {
    const { conversation, face, seen } = here();
    const ref = await posted(here(), { conversation }, 'start');
    for (let step = 1; step <= 20; step += 1) face.progress(ref, say(`step ${step}`));

    await face.edit(ref, say('the verdict'));

    expect(seen({ conversation }).at(-1)).toContain('the verdict');
  });

  it('attaches text and bytes to a thread', async () => {
    const { conversation, face, files } = here();
    const thread = await posted(here(), { conversation }, 'root');

    const text = await face.attach(thread, { filename: 'error.log', title: 'Error log', text: 'AH00526\n' });
    const bytes = await face.attach(thread, { filename: 'a.png', title: 'Picture', bytes: Uint8Array.from([1, 2, 3]) });

    expect([text.sent, bytes.sent]).toEqual([true, true]);
    expect(files(thread)[0]).toMatchObject({ title: 'Error log', content: expect.stringContaining('AH00526') });
  });

  it.each(everything)('has a form for $kind', async (message) => {
    const { conversation, face } = here();

    expect(await face.post({ conversation }, message)).toMatchObject({ sent: true });
  });

  it('says what is too long as far as it can', async () => {
    const { conversation, face, seen } = here();
    const { report } = samples.report;
    const long = { ...report, cases: report.cases.flatMap((one) => Array.from({ length: 300 }, () => one)) };

    expect(await face.post({ conversation }, { ...samples.report, report: long })).toMatchObject({ sent: true });
    expect(seen({ conversation }).join('\n')).toContain(report.host);
  });

  it('keeps hostile text dead', async () => {
    const { conversation, face, hostile, raw } = here();
    const { text, alive } = hostile;
    const { report } = samples.report;
    await face.post({ conversation }, say(`no host ${text}`));
    await face.post({ conversation }, { ...samples.report, report: { ...report, host: text, state: [text] } });
    await face.post({ conversation }, { ...samples.following, fresh: [text], newest: [text] });

    expect(raw()).not.toMatch(alive);
  });
}

function tellingOne(here: () => FaceWorld): void {
  it('tells one person alone', async () => {
    const { conversation, person, other, face, told } = here();

    expect(await face.whisper({ person, conversation }, say('for you'))).toEqual({ sent: true });

    expect(told(person).join('\n')).toContain('for you');
    expect(told(other)).toEqual([]);
  });
}

function deciding(here: () => FaceWorld): void {
  it('asks for a decision, or says that nobody can decide there', async () => {
    const { conversation, face, seen, approve } = here();
    const thread = await posted(here(), { conversation }, 'root');
    const looking = await posted(here(), { thread }, 'looking');
    const before = seen({ thread }).length;

    const asked = await face.ask(thread, looking, question);

    expect(asked.sent).toBe(face.decides);
    expect(seen({ thread })).toHaveLength(before);
    if (!asked.sent) return expect(asked.reason).toBe('impossible');
    expect(isSameMessage(asked.ref, looking)).toBe(true);
    const click = await approve?.(asked.ref);
    expect(click?.approval).toMatchObject({ approval: question.approvalId, digest: question.digest });
    expect(isSameMessage(click?.message, asked.ref)).toBe(true);
    expect(isSameMessage(click?.thread, thread)).toBe(true);
    expect(click?.conversation).toBe(conversation);
  });
}

function failing(here: () => FaceWorld): void {
  it('never rejects when the other side is away, and says that nothing was sent', async () => {
    const { conversation, person, face, leave } = here();
    const ref = await posted(here(), { conversation }, 'root');
    await leave();

    const answers = await Promise.all([
      face.post({ conversation }, say('x')),
      face.edit(ref, say('x')),
      face.whisper({ person, conversation }, say('x')),
      face.attach(ref, { filename: 'x.txt', title: 'X', text: 'x' }),
    ]);

    for (const answer of answers)
      expect(answer).toMatchObject({ sent: false, reason: expect.stringMatching(/^not-sent|unknown$/) });
    expect(() => face.progress(ref, say('x'))).not.toThrow();
  });
}
