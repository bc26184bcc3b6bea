import { describe, expect, it } from 'vitest';
import { renderBreakGlass, renderReview } from './break-glass.ts';
import { renderExported, renderNoSuchRun } from './exported.ts';
import { renderFrozen } from './freeze.ts';
import type { SlackMessage } from './message.ts';
import { renderOtherChanges } from './other-changes.ts';
import { renderDenial } from './refusal.ts';
import { checkMessage } from './schema.ts';
import { renderWhy } from './why.ts';

const evil = '<!here> <@U0EVIL> ```\u202e<https://evil.example|click>\n*bold*'.repeat(30);
const stranger = { surface: 'terminal', id: evil } as const;
const change = {
  verb: 'restart',
  host: evil,
  options: {},
  reason: evil,
  requestedBy: stranger,
  approvedBy: stranger,
} as const;
const link =
  'https://practice.slack.com/archives/C0INCIDENTS/p1795259697000100?thread_ts=1795259690.000100&cid=C0INCIDENTS';

const messages: Readonly<Record<string, SlackMessage>> = {
  'break-glass': renderBreakGlass(change, link),
  'break-glass without a link': renderBreakGlass(change, undefined),
  review: renderReview(change, { v: 1, run: 'change-1' }),
  reviewed: renderReview(change, undefined, stranger),
  frozen: renderFrozen(stranger, evil),
  'frozen for one': renderDenial({ code: 'frozen', by: stranger, at: 0, reason: evil }),
  'other changes': renderOtherChanges(evil, [{ what: evil, who: stranger, state: 'running', since: 0, link }]),
  exported: renderExported(evil, link),
  'no such run': renderNoSuchRun(evil, evil),
  why: renderWhy({
    host: evil,
    groups: [evil],
    verb: 'restart',
    frozen: { by: stranger, at: null, reason: evil },
    answers: [
      {
        tier: 'disruptive',
        needed: 2,
        rules: [1, 2],
        users: [evil],
        groups: [evil],
        denied: 'self-approval',
        own: false,
      },
    ],
  }),
};

describe('what people are told about changes', () => {
  it.each(Object.entries(messages))('%s keeps hostile text as text, and Slack takes it', (name, message) => {
    expect(checkMessage(message)).toEqual([]);
    expect(message.text).not.toMatch(/<!|<@|<http/);
    const broadcasts = JSON.stringify(message.blocks).match(/"broadcast"/g) ?? [];
    expect(broadcasts).toHaveLength(name.startsWith('break-glass') ? 1 : 0);
    expect(JSON.stringify(message.blocks)).not.toContain('\u202e');
  });

  it('never links anything but a message of Slack', () => {
    for (const address of [
      'https://evil.example/',
      'https://evil.example/archives/../x',
      'javascript:/archives/C0A/p1',
    ])
      expect(checkMessage(renderBreakGlass(change, address))).not.toEqual([]);
  });
});
