import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { actions, verbButton } from './button.ts';
import { mrkdwn } from './mrkdwn.ts';
import { context, paragraph, preformatted, rich } from './rich.ts';
import { checkMessage } from './schema.ts';

const [button] = verbButton('status', 'web-03');

function section(text: string): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

describe('checkMessage', () => {
  it('accepts what is built from our own parts', () => {
    const blocks = [
      rich(paragraph('x <!channel>'), preformatted('```')),
      context(mrkdwn`a ${'<b>'}`),
      ...actions(button ? [button] : []),
    ];

    expect(checkMessage({ text: mrkdwn`said ${'<@U0EVIL> & <!here>'}`.mrkdwn, blocks })).toEqual([]);
  });

  it.each<[string, string, readonly KnownBlock[]]>([
    ['a kind of block that is not emitted', 'x', [section('x')]],
    ['more blocks than the budget', 'x', Array.from({ length: 41 }, () => context('x'))],
    ['more characters than the budget', 'x', Array.from({ length: 4 }, () => rich(preformatted('x'.repeat(3_000))))],
    ['a long text', 'x'.repeat(2_501), []],
    ['no text', '', []],
    ['a mention of everybody in the text', 'x <!channel>', []],
    ['a link in the text', '<http://evil.example|x>', []],
    ['a date that hides a link', '<!date^1^{date}^http://evil.example|x>', []],
    [
      'markup in a context',
      'x',
      [{ type: 'context', elements: [{ type: 'mrkdwn', text: '<!here>', verbatim: true }] }],
    ],
    ['mrkdwn that Slack may link', 'x', [{ type: 'context', elements: [{ type: 'mrkdwn', text: 'x' }] }]],
    ['two buttons of one action', 'x', [{ type: 'actions', elements: button ? [button, button] : [] }]],
    ['a broadcast', 'x', [rich({ type: 'rich_text_section', elements: [{ type: 'broadcast', range: 'channel' }] })]],
    [
      'a link element',
      'x',
      [rich({ type: 'rich_text_section', elements: [{ type: 'link', url: 'http://evil.example' }] })],
    ],
    ['an empty paragraph', 'x', [rich({ type: 'rich_text_section', elements: [] })]],
  ])('refuses %s', (_what, text, blocks) => {
    expect(checkMessage({ text, blocks })).not.toEqual([]);
  });
});
