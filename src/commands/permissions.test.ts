import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Person } from '../model/face/face.ts';
import { type ApproverQuestion, denyApproving, denyAsking, type NamingRule } from './permissions.ts';

const alex: Person = { id: 'U0ALEX', team: 'T0US', guest: false, stranger: false, bot: false, deactivated: false };
const rule: NamingRule = { users: ['U0ALEX'], groups: [], members: [], selfApproval: false };
const question: ApproverQuestion = {
  person: alex,
  ourTeam: 'T0US',
  conversationShared: false,
  verdict: 'approve',
  requesterId: 'U0ROBIN',
  tier: 'reversible',
  rules: [rule],
  approvedById: undefined,
};
const group: NamingRule = { users: [], groups: ['S1'], members: ['U0ALEX'], selfApproval: false };
const sam: NamingRule = { ...rule, users: ['U0SAM'] };
const own: NamingRule = { ...rule, selfApproval: true };

describe('who may approve', () => {
  it.each([
    ['a listed approver', {}, undefined],
    ['a member of a listed group', { rules: [group] }, undefined],
    ['somebody whom only one of the rules names', { rules: [sam, group] }, undefined],
    ['nobody, where there is no rule', { rules: [] }, 'no-approvers'],
    ['nobody else', { rules: [sam] }, 'not-approver'],
    ['nobody by a group that could not be read', { rules: [{ ...group, members: undefined }] }, 'group-unavailable'],
    [
      'a listed approver while another rule’s group cannot be read',
      { rules: [{ ...group, members: undefined }, rule] },
      undefined,
    ],
    ['not the requester', { requesterId: 'U0ALEX' }, 'self-approval'],
    ['the requester whose rule allows it', { requesterId: 'U0ALEX', rules: [own] }, undefined],
    [
      'not the requester whom a rule of others allows it',
      { requesterId: 'U0ALEX', rules: [rule, { ...sam, selfApproval: true }] },
      'self-approval',
    ],
    ['a listed requester of a break-glass plan', { requesterId: 'U0ALEX', tier: 'break-glass' }, undefined],
    [
      'no requester of a break-glass plan who is not listed',
      { requesterId: 'U0ALEX', tier: 'break-glass', rules: [sam] },
      'not-approver',
    ],
    ['not the same person twice', { approvedById: 'U0ALEX' }, 'already-approved'],
    [
      'not the same person twice, where they may approve their own',
      { approvedById: 'U0ALEX', requesterId: 'U0ALEX', rules: [own] },
      'already-approved',
    ],
    ['another person after the first', { approvedById: 'U0SAM' }, undefined],
    ['no guest', { person: { ...alex, guest: true } }, 'guest'],
    ['no bot', { person: { ...alex, bot: true } }, 'bot'],
    ['no leaver', { person: { ...alex, deactivated: true } }, 'deleted'],
    ['no other workspace', { person: { ...alex, team: 'T0THEM' } }, 'foreign-team'],
    ['no unknown workspace', { person: { ...alex, team: null } }, 'foreign-team'],
    ['no stranger', { person: { ...alex, stranger: true } }, 'foreign-team'],
    ['nobody Slack does not know', { person: undefined }, 'identity-unknown'],
    ['nobody in a shared channel', { conversationShared: true }, 'shared-channel'],
    ['nobody in a channel that could not be asked about', { conversationShared: undefined }, 'not-in-channel'],
  ] as const)('%s', (_name, changed, answer) => {
    expect(denyApproving({ ...question, ...changed })).toBe(answer);
  });

  it('never lets anybody through whom no rule names', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('U1', 'U2')),
        fc.option(fc.array(fc.constantFrom('U3', 'U4')), { nil: undefined }),
        fc.constantFrom('reversible', 'disruptive', 'break-glass'),
        fc.constantFrom('approve', 'deny'),
        fc.boolean(),
        (users, members, tier, verdict, selfApproval) => {
          const rules = [{ users, groups: ['S1'], members, selfApproval }];
          expect(denyApproving({ ...question, requesterId: 'U0ALEX', rules, tier, verdict })).toBeDefined();
        },
      ),
    );
  });
});

describe('who may deny', () => {
  it('is every approver, also who asked and who has approved already', () => {
    expect(denyApproving({ ...question, verdict: 'deny', requesterId: 'U0ALEX' })).toBeUndefined();
    expect(denyApproving({ ...question, verdict: 'deny', approvedById: 'U0ALEX' })).toBeUndefined();
    expect(denyApproving({ ...question, verdict: 'deny', rules: [sam] })).toBe('not-approver');
  });
});

describe('who may ask', () => {
  it('lets people look in a shared channel only where that was configured', () => {
    const asker = { person: alex, ourTeam: 'T0US', conversationShared: true };
    expect(denyAsking(asker, false)).toBe('shared-channel');
    expect(denyAsking(asker, true)).toBeUndefined();
  });
});
