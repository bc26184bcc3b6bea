import { avatar } from './avatar.js';
import { byId, el } from './dom.js';
import { state } from './state.js';

/** @typedef {import('./state.js').Channel} Channel */
/** @typedef {import('./state.js').Person} Person */
/** @typedef {{onLook: (where: {actor?: string, channel?: string}) => void, onHost: (name: string) => void}} Handlers */

let drawn = '';

/**
 * Shows the workspace, its channels, the practice hosts and the people one can act as.
 * @param {Handlers} handlers
 */
export function renderSidebar(handlers) {
  const direct = [...state.channels.values()].filter((channel) => channel.imUser === state.actor);
  const channels = [...state.channels.values()].filter((channel) => !channel.imUser);
  const signature = JSON.stringify([
    channels,
    direct,
    state.actor,
    state.channel,
    [...state.unread],
    state.connections,
    state.hints.hosts,
  ]);
  if (signature === drawn) return;
  drawn = signature;
  const online = state.connections > 0;
  const status = online ? 'connected' : 'not connected';
  byId('sidebar').replaceChildren(
    el(
      'div',
      { class: 'workspace' },
      el('span', { class: 'workspace-mark', 'aria-hidden': 'true' }, '🪶'),
      el('span', { class: 'workspace-name' }, state.workspace),
    ),
    el(
      'div',
      { class: 'sidebar-scroll' },
      group(
        'Channels',
        channels.map((channel) => channelButton(channel, handlers)),
      ),
      direct.length > 0
        ? group(
            'Direct messages',
            direct.map((channel) => channelButton(channel, handlers)),
          )
        : undefined,
      group('Apps', [
        el(
          'div',
          { class: 'side-row app-row' },
          avatar(state.bot.id, 'small'),
          state.bot.name,
          el('span', { class: online ? 'dot on' : 'dot', role: 'img', 'aria-label': status, title: status }),
        ),
      ]),
      state.hints.hosts.length > 0
        ? group(
            'Hosts',
            state.hints.hosts.map((host) => hostButton(host, handlers)),
          )
        : undefined,
    ),
    el(
      'div',
      { class: 'people', role: 'radiogroup', 'aria-label': 'Act as' },
      el('h2', {}, 'Act as'),
      ...[...state.people.values()].map((person) => personButton(person, handlers)),
    ),
  );
}

/**
 * @param {string} title
 * @param {HTMLElement[]} rows
 */
function group(title, rows) {
  return el('section', { class: 'side-group' }, el('h2', {}, title), ...rows);
}

/**
 * @param {Channel} channel
 * @param {Handlers} handlers
 */
function channelButton(channel, handlers) {
  const current = channel.id === state.channel;
  const classes = [
    'side-row',
    current ? 'current' : '',
    state.unread.has(channel.id) ? 'unread' : '',
    channel.isMember === false ? 'absent' : '',
  ];
  const sign = channel.imUser ? '✉' : channel.isPrivate ? '🔒' : '#';
  return el(
    'button',
    {
      type: 'button',
      class: classes.join(' '),
      'aria-current': current ? 'page' : undefined,
      onclick: () => handlers.onLook({ channel: channel.id }),
    },
    el('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
    channel.name,
    channel.isExtShared ? el('span', { class: 'tag' }, 'shared') : undefined,
  );
}

/**
 * @param {{name: string, about: string, origin?: string}} host
 * @param {Handlers} handlers
 */
function hostButton(host, handlers) {
  return el(
    'button',
    {
      type: 'button',
      class: 'side-row host',
      title: host.origin === undefined ? `Diagnose ${host.name}` : `Diagnose ${host.name}, recorded: ${host.origin}`,
      onclick: () => handlers.onHost(host.name),
    },
    el('span', { class: 'host-name' }, host.name),
    el('span', { class: 'host-about' }, host.about),
  );
}

/**
 * @param {Person} person
 * @param {Handlers} handlers
 */
function personButton(person, handlers) {
  const current = person.id === state.actor;
  return el(
    'button',
    {
      type: 'button',
      class: current ? 'person current' : 'person',
      role: 'radio',
      'aria-checked': String(current),
      'aria-label': `Act as ${person.realName} (${person.role})`,
      onclick: () => handlers.onLook({ actor: person.id }),
    },
    avatar(person.id, 'medium'),
    el('span', { class: 'person-name' }, person.realName),
    el('span', { class: 'person-role' }, person.role),
  );
}
