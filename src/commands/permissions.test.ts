import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ApproverQuestion, denyApproving, denyAsking, type Person } from './permissions.ts';

const alex: Person = { id: 'U0ALEX', team: 'T0US', guest: false, stranger: false, bot: false, deactivated: false };
const question: ApproverQuestion = {
  person: alex,
  ourTeam: 'T0US',
  channelShared: false,
  requesterId: 'U0ROBIN',
  tier: 'reversible',
  policy: { users: ['U0ALEX'], groups: [], selfApproval: [] },
  groupMembers: [],
};

describe('who may approve', () => {
  it.each([
    ['a listed approver', {}, undefined],
    [
      'a member of a listed group',
      { policy: { users: [], groups: ['S1'], selfApproval: [] }, groupMembers: ['U0ALEX'] },
      undefined,
    ],
    ['nobody, when no list is filled', { policy: { users: [], groups: [], selfApproval: [] } }, 'no-approvers'],
    ['nobody else', { policy: { users: ['U0SAM'], groups: [], selfApproval: [] } }, 'not-approver'],
    [
      'nobody by a group that could not be read',
      { policy: { users: [], groups: ['S1'], selfApproval: [] }, groupMembers: undefined },
      'group-unavailable',
    ],
    ['not the requester', { requesterId: 'U0ALEX' }, 'self-approval'],
    [
      'the requester where the tier allows it',
      { requesterId: 'U0ALEX', policy: { users: ['U0ALEX'], groups: [], selfApproval: ['reversible'] } },
      undefined,
    ],
    ['no guest', { person: { ...alex, guest: true } }, 'guest'],
    ['no bot', { person: { ...alex, bot: true } }, 'bot'],
    ['no leaver', { person: { ...alex, deactivated: true } }, 'deleted'],
    ['no other workspace', { person: { ...alex, team: 'T0THEM' } }, 'foreign-team'],
    ['no unknown workspace', { person: { ...alex, team: null } }, 'foreign-team'],
    ['no stranger', { person: { ...alex, stranger: true } }, 'foreign-team'],
    ['nobody Slack does not know', { person: undefined }, 'identity-unknown'],
    ['nobody in a shared channel', { channelShared: true }, 'shared-channel'],
    ['nobody in a channel that could not be asked about', { channelShared: undefined }, 'not-in-channel'],
  ])('%s', (_name, changed, answer) => {
    expect(denyApproving({ ...question, ...changed })).toBe(answer);
  });

  it('never lets anybody through who is on no list', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('U1', 'U2')),
        fc.array(fc.constantFrom('U3', 'U4')),
        (users, groupMembers) => {
          const denied = denyApproving({
            ...question,
            policy: { users, groups: ['S1'], selfApproval: ['reversible'] },
            groupMembers,
          });
          expect(denied).toBeDefined();
        },
      ),
    );
  });
});

describe('who may ask', () => {
  it('lets people look in a shared channel only where that was configured', () => {
    const asker = { person: alex, ourTeam: 'T0US', channelShared: true };
    expect(denyAsking(asker, false)).toBe('shared-channel');
    expect(denyAsking(asker, true)).toBeUndefined();
  });
});
