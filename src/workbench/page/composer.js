import { act } from './api.js';
import { html, live } from './lit.js';
import { changed, state } from './state.js';

/** @typedef {{text: string, usage: string, about: string}} Suggestion */

/**
 * What may follow a typed command: the command itself, then a verb, then a host.
 * @param {string} text
 * @returns {Suggestion[]}
 */
function suggestions(text) {
  if (!text.startsWith('/') || text.includes('\n')) return [];
  const [command = '', verb, host, ...rest] = text.split(' ');
  if (verb === undefined) {
    return state.commands
      .filter((name) => name.startsWith(command))
      .map((name) => ({ text: `${name} `, usage: name, about: 'Apache on call' }));
  }
  if (!state.commands.includes(command) || rest.length > 0) return [];
  if (host === undefined) {
    return state.hints.verbs
      .filter((hint) => hint.verb.startsWith(verb) && hint.verb !== verb)
      .map((hint) => ({
        text: `${command} ${hint.verb} `,
        usage: `${command} ${hint.usage}`,
        about: hint.description,
      }));
  }
  return state.hints.hosts
    .filter(({ name }) => name.startsWith(host) && name !== host)
    .map(({ name, about }) => ({ text: `${command} ${verb} ${name}`, usage: name, about }));
}

/**
 * Sends what was typed: a command where it starts with a slash, a message otherwise.
 * @param {string} text
 * @param {string} threadTs
 */
function send(text, threadTs) {
  const fields = { user: state.actor, channel: state.channel, text, ...(threadTs ? { threadTs } : {}) };
  return act(text.startsWith('/') ? 'command' : 'say', fields);
}

/**
 * A composer; Enter sends, Shift+Enter breaks the line, arrows and Tab choose from the suggestions.
 * @param {{id: string, label: () => string, threadTs: () => string}} options
 */
export function createComposer({ id, label, threadTs }) {
  let text = '';
  /** @type {Suggestion[]} */
  let offered = [];
  let active = -1;

  /**
   * Takes in a text and offers what may follow it.
   * @param {string} typed
   */
  function take(typed) {
    text = typed;
    offered = suggestions(text);
    active = -1;
    changed();
  }

  /** @param {string} wanted */
  function fill(wanted) {
    document.getElementById(id)?.focus();
    take(wanted);
  }

  /** @param {number} index */
  function choose(index) {
    active = index;
    changed();
  }

  function close() {
    offered = [];
    changed();
  }

  async function submit() {
    const sent = text.trim();
    if (sent === '') return;
    fill('');
    await send(sent, threadTs());
  }

  /**
   * What a key does to the suggestions, or undefined where it is not for them.
   * @param {string} key
   */
  function chooserAction(key) {
    if (offered.length === 0) return undefined;
    const chosen = offered[Math.max(active, 0)];
    if (key === 'ArrowDown') return () => choose((active + 1) % offered.length);
    if (key === 'ArrowUp') return () => choose((Math.max(active, 0) - 1 + offered.length) % offered.length);
    if (key === 'Escape') return close;
    return chosen && (key === 'Tab' || (key === 'Enter' && active >= 0)) ? () => fill(chosen.text) : undefined;
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const sends = event.key === 'Enter' && !event.shiftKey && !event.isComposing;
    const action = chooserAction(event.key) ?? (sends ? submit : undefined);
    if (!action) return;
    event.preventDefault();
    void action();
  }

  /** @param {Event} event */
  function onSubmit(event) {
    event.preventDefault();
    void submit();
  }

  /**
   * @param {Suggestion} item
   * @param {number} index
   */
  function option(item, index) {
    const chosen = index === active;
    const pick = (/** @type {Event} */ event) => {
      event.preventDefault();
      fill(item.text);
    };
    return html`<li role="option" aria-selected=${chosen} class=${chosen ? 'active' : ''} @mousedown=${pick}>
      <span class="usage">${item.usage}</span><span class="about">${item.about}</span>
    </li>`;
  }

  return {
    fill,
    draw() {
      const onInput = (/** @type {{currentTarget: HTMLTextAreaElement}} */ event) => take(event.currentTarget.value);
      return html`<form class="composer" @submit=${onSubmit}>
        <ul class="suggestions" id="${id}-list" role="listbox" aria-label="Commands" ?hidden=${offered.length === 0}>
          ${offered.map(option)}
        </ul>
        <textarea
          id=${id}
          rows="1"
          aria-controls="${id}-list"
          aria-autocomplete="list"
          spellcheck="false"
          aria-label=${label()}
          placeholder=${label()}
          .value=${live(text)}
          @input=${onInput}
          @focus=${onInput}
          @blur=${close}
          @keydown=${onKey}
        ></textarea>
        <div class="composer-foot">
          <span class="composer-hint"></span>
          <button type="submit" class="send" aria-label="Send" ?disabled=${text.trim() === ''}>➤</button>
        </div>
      </form>`;
    },
  };
}
