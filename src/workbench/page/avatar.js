import { html } from './lit.js';
import { nameOf, state } from './state.js';

const COLOURS = 8;

/**
 * A person's square with initials; the bot carries a feather.
 * @param {string} id
 * @param {'small' | 'medium' | ''} [size]
 */
export function avatar(id, size = '') {
  const isBot = id === state.bot.id;
  const place = [...state.people.keys()].indexOf(id);
  const colour = isBot ? 'bot' : `c${(place + COLOURS) % COLOURS}`;
  const text = isBot ? '🪶' : nameOf(id).slice(0, 1).toUpperCase();
  return html`<span class="avatar ${size} ${colour}" aria-hidden="true">${text}</span>`;
}
