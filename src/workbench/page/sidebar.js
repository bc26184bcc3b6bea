import { avatar } from './avatar.js';
import { html, nothing } from './lit.js';
import { look, state } from './state.js';

/** @typedef {import('./state.js').Channel} Channel */
/** @typedef {import('./state.js').Person} Person */
/** @typedef {import('./lit.js').Drawn} Drawn */

/**
 * The workspace, its channels, the practice hosts and the people one can act as.
 * @param {(host: string) => void} onHost
 */
export function sidebar(onHost) {
  const channels = [...state.channels.values()];
  const direct = channels.filter((channel) => channel.imUser === state.actor);
  const shared = channels.filter((channel) => !channel.imUser);
  const online = state.connections > 0;
  const status = online ? 'connected' : 'not connected';
  const app = html`<div class="side-row app-row">
    ${avatar(state.bot.id, 'small')}${state.bot.name}
    <span class=${online ? 'dot on' : 'dot'} role="img" aria-label=${status} title=${status}></span>
  </div>`;
  return html`<nav id="sidebar" class="sidebar" aria-label="Workspace">
    <div class="workspace">
      <span class="workspace-mark" aria-hidden="true">🪶</span>
      <span class="workspace-name">${state.workspace}</span>
    </div>
    <div class="sidebar-scroll">
      ${group('Channels', shared.map(channelButton))}
      ${group('Direct messages', direct.map(channelButton))}
      ${group('Apps', [app])}
      ${group(
        'Hosts',
        state.hints.hosts.map((host) => hostButton(host, onHost)),
      )}
    </div>
    <div class="people" role="radiogroup" aria-label="Act as">
      <h2>Act as</h2>
      ${[...state.people.values()].map(personButton)}
    </div>
  </nav>`;
}

/**
 * @param {string} title
 * @param {Drawn[]} rows
 */
function group(title, rows) {
  return rows.length === 0 ? nothing : html`<section class="side-group"><h2>${title}</h2>${rows}</section>`;
}

/** @param {Channel} channel */
function channelButton(channel) {
  const current = channel.id === state.channel;
  const classes = [
    'side-row',
    current ? 'current' : '',
    state.unread.has(channel.id) ? 'unread' : '',
    channel.isMember === false ? 'absent' : '',
  ];
  const sign = channel.imUser ? '✉' : channel.isPrivate ? '🔒' : '#';
  return html`<button
    type="button"
    class=${classes.join(' ')}
    aria-current=${current ? 'page' : nothing}
    @click=${() => look({ channel: channel.id })}
  ><span class="sign" aria-hidden="true">${sign}</span>${channel.name}${
    channel.isExtShared ? html`<span class="tag">shared</span>` : nothing
  }</button>`;
}

/**
 * @param {{name: string, about: string, origin?: string}} host
 * @param {(name: string) => void} onHost
 */
function hostButton({ name, about, origin }, onHost) {
  return html`<button
    type="button"
    class="side-row host"
    title=${origin === undefined ? `Diagnose ${name}` : `Diagnose ${name}, recorded: ${origin}`}
    @click=${() => onHost(name)}
  ><span class="host-name">${name}</span><span class="host-about">${about}</span></button>`;
}

/** @param {Person} person */
function personButton(person) {
  const current = person.id === state.actor;
  return html`<button
    type="button"
    class=${current ? 'person current' : 'person'}
    role="radio"
    aria-checked=${current}
    aria-label="Act as ${person.realName} (${person.role})"
    @click=${() => look({ actor: person.id })}
  >${avatar(person.id, 'medium')}<span class="person-name">${person.realName}</span><span class="person-role">${person.role}</span></button>`;
}
