import { act } from './api.js';
import { el } from './dom.js';
import { state } from './state.js';

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
 * @param {HTMLElement} list
 * @param {readonly Suggestion[]} offered
 * @param {number} active
 * @param {(item: Suggestion) => void} pick
 */
function drawSuggestions(list, offered, active, pick) {
  list.hidden = offered.length === 0;
  const option = (/** @type {Suggestion} */ item, /** @type {number} */ index) => {
    const onmousedown = (/** @type {Event} */ event) => {
      event.preventDefault();
      pick(item);
    };
    const chosen = index === active;
    const props = {
      role: 'option',
      'aria-selected': String(chosen),
      class: chosen ? 'active' : undefined,
      onmousedown,
    };
    return el('li', props, el('span', { class: 'usage' }, item.usage), el('span', { class: 'about' }, item.about));
  };
  list.replaceChildren(...offered.map(option));
}

/** @param {HTMLTextAreaElement} box */
function grow(box) {
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
}

/**
 * The choosing side of a composer: what is offered for the text so far, and which of it the keys take.
 * @param {HTMLElement} list
 * @param {HTMLTextAreaElement} box
 * @param {(text: string) => void} fill
 */
function createChooser(list, box, fill) {
  let active = -1;
  /** @type {Suggestion[]} */
  let offered = [];
  const draw = () => drawSuggestions(list, offered, active, (item) => fill(item.text));
  /** @param {1 | -1} step */
  const move = (step) => {
    const from = active < 0 && step < 0 ? 0 : active;
    active = (from + step + offered.length) % offered.length;
    draw();
  };
  const take = () => {
    const chosen = offered[Math.max(active, 0)];
    if (chosen) fill(chosen.text);
  };
  const close = () => {
    list.hidden = true;
  };
  return {
    close,
    offer() {
      offered = suggestions(box.value);
      active = -1;
      draw();
    },
    /**
     * What a key does to the list, or undefined where it is not for the list.
     * @param {string} key
     */
    action(key) {
      if (list.hidden) return undefined;
      if (key === 'ArrowDown') return () => move(1);
      if (key === 'ArrowUp') return () => move(-1);
      if (key === 'Escape') return close;
      return key === 'Tab' || (key === 'Enter' && active >= 0) ? take : undefined;
    },
  };
}

/**
 * A composer; Enter sends, Shift+Enter breaks the line, arrows and Tab choose from the suggestions.
 * @param {{label: () => string, threadTs: () => string, listId: string}} options
 */
export function createComposer(options) {
  const list = el('ul', {
    class: 'suggestions',
    id: options.listId,
    role: 'listbox',
    'aria-label': 'Commands',
    hidden: true,
  });
  const box = el('textarea', {
    rows: 1,
    'aria-controls': options.listId,
    'aria-autocomplete': 'list',
    spellcheck: 'false',
  });
  const button = el('button', { type: 'submit', class: 'send', 'aria-label': 'Send', disabled: true }, '➤');
  const foot = el('div', { class: 'composer-foot' }, el('span', { class: 'composer-hint' }), button);
  const form = el('form', { class: 'composer' }, list, box, foot);
  const chooser = createChooser(list, box, fill);

  function changed() {
    chooser.offer();
    button.disabled = box.value.trim() === '';
    grow(box);
  }

  /** @param {string} text */
  function fill(text) {
    box.value = text;
    box.focus();
    changed();
  }

  async function submit() {
    const text = box.value.trim();
    if (text === '') return;
    fill('');
    await send(text, options.threadTs());
  }

  box.addEventListener('input', changed);
  box.addEventListener('focus', changed);
  box.addEventListener('blur', chooser.close);
  box.addEventListener('keydown', (event) => {
    const sends = event.key === 'Enter' && !event.shiftKey && !event.isComposing;
    const action = chooser.action(event.key) ?? (sends ? submit : undefined);
    if (!action) return;
    event.preventDefault();
    void action();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });

  return {
    node: form,
    fill,
    /** Shows where the composer sends to. */
    relabel() {
      box.setAttribute('aria-label', options.label());
      box.placeholder = options.label();
    },
  };
}
