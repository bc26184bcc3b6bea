import type { Context } from '../context.ts';
import { teamOf } from '../payloads.ts';
import { ApiFailure, type Method, requiredText } from './method.ts';

const authTest: Method = (_args, context) => {
  const { identity } = context;
  return {
    url: `${context.url()}/`,
    team: identity.teamName,
    user: identity.botName,
    team_id: identity.teamId,
    user_id: identity.botUserId,
    bot_id: identity.botId,
    is_enterprise_install: false,
  };
};

function appUser(context: Context): Record<string, unknown> {
  const { identity } = context;
  return {
    id: identity.botUserId,
    team_id: identity.teamId,
    name: identity.botName,
    real_name: identity.botName,
    deleted: false,
    is_bot: true,
    is_restricted: false,
    is_ultra_restricted: false,
    profile: { real_name: identity.botName, display_name: '', bot_id: identity.botId },
  };
}

const usersInfo: Method = (args, context) => {
  const id = requiredText(args, 'user');
  if (id === context.identity.botUserId) return { user: appUser(context) };
  const person = context.store.people.get(id);
  if (!person) throw new ApiFailure('user_not_found');
  return {
    user: {
      id: person.id,
      team_id: teamOf(context, person),
      name: person.name,
      real_name: person.realName,
      deleted: person.deleted ?? false,
      tz: 'Etc/UTC',
      profile: { real_name: person.realName, display_name: person.name, team: teamOf(context, person) },
      is_admin: false,
      is_owner: false,
      is_restricted: person.isRestricted ?? false,
      is_ultra_restricted: person.isUltraRestricted ?? false,
      is_bot: person.isBot ?? false,
      is_app_user: false,
      ...(person.isStranger ? { is_stranger: true } : {}),
    },
  };
};

const userGroupUsers: Method = (args, context) => {
  const group = context.store.userGroups.get(requiredText(args, 'usergroup'));
  if (!group) throw new ApiFailure('no_such_subteam');
  return { users: group.users };
};

/** The methods about people and the app itself. */
export const peopleMethods: Readonly<Record<string, Method>> = {
  'auth.test': authTest,
  'users.info': usersInfo,
  'usergroups.users.list': userGroupUsers,
};
