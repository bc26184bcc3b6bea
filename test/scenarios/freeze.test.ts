import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { openWithHands } from '../support/bench-open.ts';
import { audited, readRecord } from '../support/bench-record.ts';
import { readable } from '../support/bench-text.ts';

const approve = 'approval:approve';
const deny = 'approval:deny';

describe.concurrent('a freeze', () => {
  it('stops planning, is told to the channel, and ends by an approver alone', async ({ expect, onTestFinished }) => {
    const { hands, hosts, state } = await openWithHands({}, onTestFinished);
    const told = await hands.ask('U0KIM', 'freeze "disks are moved"');
    expect(told.root()).toMatch(/^🧊 All changes are frozen by @U0KIM: disks are moved/u);
    const path = join(state, 'frozen.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ by: { id: 'U0KIM' }, reason: 'disks are moved' });

    for (const line of ['reload web-06', 'reload web-06 --break-glass "it burns"']) {
      const no = readable(await hands.whispered('U0ROBIN', line));
      expect(no).toMatch(/⛔ All changes are frozen since .* UTC, by @U0KIM: disks are moved\nLooking still works/u);
    }
    const again = readable(await hands.whispered('U0ALEX', 'freeze'));
    expect(again).toContain('by @U0KIM: disks are moved');
    const dry = await hands.ask('U0ROBIN', 'reload web-06 --dry-run');
    await dry.rootSays(/dry run/);

    const shared = readable(await hands.whispered('U0ALEX', 'unfreeze', 'C0PARTNER'));
    expect(shared).toContain('This channel is shared with another organisation');
    const refused = readable(await hands.whispered('U0KIM', 'unfreeze'));
    expect(refused).toContain('Ask @S0APPROVERS.');
    expect(existsSync(path)).toBe(true);
    const lifted = await hands.ask('U0SAM', 'unfreeze');
    expect(lifted.root()).toContain('The freeze was lifted by @U0SAM.');
    expect(existsSync(path)).toBe(false);
    expect(readable(await hands.whispered('U0SAM', 'unfreeze'))).toContain('Nothing is frozen');
    await hands.card('web-06');
    expect(hosts.host('web-06').changes()).toBe(0);
  });

  it('by a touched file stops the click, and the card can still be denied', async ({ expect, onTestFinished }) => {
    const { hands, hosts, state, stopBot } = await openWithHands({}, onTestFinished);
    const card = await hands.card('web-06');
    writeFileSync(join(state, 'frozen.json'), '');
    const no = await hands.whisperAfter('U0ALEX', () => hands.press('U0ALEX', card.message, approve));
    expect(readable(no)).toMatch(/^⛔ All changes are frozen since .* UTC, by somebody\n/u);
    await hands.press('U0ALEX', card.message, deny);
    await card.thread.rootSays(/denied/);
    expect(hosts.host('web-06').changes()).toBe(0);
    await stopBot();
    const left = await readRecord({ state });
    expect(audited(left, 'click-refused').map(({ body }) => (body as { reason: string }).reason)).toEqual(['frozen']);
  });

  it('is only for a time: the same card can be approved afterwards', async ({ expect, onTestFinished }) => {
    const { hands, hosts, state } = await openWithHands({}, onTestFinished);
    const card = await hands.card('web-06');
    writeFileSync(join(state, 'frozen.json'), '');
    await hands.whisperAfter('U0ALEX', () => hands.press('U0ALEX', card.message, approve));
    rmSync(join(state, 'frozen.json'));
    await hands.press('U0ALEX', card.message, approve);
    await card.thread.rootSays(/^✅/u);
    expect(hosts.host('web-06').changes()).toBe(1);
  });

  it('after the click stops what has not begun', async ({ expect, onTestFinished }) => {
    const { hands, hosts, state } = await openWithHands({}, onTestFinished);
    const card = await hands.card('web-06');
    const held = hosts.host('web-06').hold(() => true);
    await hands.press('U0ALEX', card.message, approve);
    await held.arrived;
    writeFileSync(join(state, 'frozen.json'), 'disks are moved\n');
    held.release();
    await card.thread.rootSays(/refused right before the run/);
    expect(card.thread.replies().join('\n')).toMatch(/All changes are frozen since .*, by somebody: disks are moved/);
    expect(hosts.host('web-06').changes()).toBe(0);
  });
});
