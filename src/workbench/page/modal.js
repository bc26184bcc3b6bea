import { act } from './api.js';
import { blockNodes } from './blocks.js';
import { byId, el } from './dom.js';
import { textObject } from './mrkdwn.js';
import { state } from './state.js';

/** @typedef {import('./state.js').PageView} PageView */
/** @typedef {Extract<import('../blocks/schema.ts').Block, {type: 'input'}>} Input */
/** @typedef {Record<string, Record<string, string | string[]>>} FormState */

let shown = '';

/** Shows the topmost modal of the acting person, or none; what was typed survives error messages. */
export function renderModal() {
  const open = [...state.views.values()].filter((view) => view.user === state.actor).at(-1);
  const signature = open ? JSON.stringify([open.id, open.hash, open.errors]) : '';
  if (signature === shown) return;
  const before = document.querySelector('dialog.modal');
  const typed = before && open && before.getAttribute('data-view') === open.id ? readForm(before) : {};
  before?.remove();
  shown = signature;
  if (open) show(open, typed);
}

/**
 * @param {PageView} open
 * @param {FormState} typed
 */
function show(open, typed) {
  const { view } = open;
  const user = state.actor;
  const close = () => void act('close', { user, viewId: open.id });
  const submit = view.submit ? el('button', { type: 'submit', class: 'button primary' }, view.submit.text) : undefined;
  const form = el(
    'form',
    {
      method: 'dialog',
      novalidate: true,
      async onsubmit(/** @type {SubmitEvent} */ event) {
        event.preventDefault();
        if (submit) submit.disabled = true;
        await act('submit', { user, viewId: open.id, state: readForm(form) });
        if (submit) submit.disabled = false;
      },
    },
    el('header', { class: 'dialog-head' }, el('h2', { id: 'modal-title' }, view.title.text), closeButton(close)),
    el(
      'div',
      { class: 'dialog-body' },
      ...view.blocks.map((block) =>
        block.type === 'input' ? input(block, open, typed) : (blockNodes([block], { channel: '', ts: '' })[0] ?? ''),
      ),
    ),
    el(
      'footer',
      { class: 'dialog-foot' },
      el('button', { type: 'button', class: 'button', onclick: close }, view.close?.text ?? 'Close'),
      submit,
    ),
  );
  const dialog = el(
    'dialog',
    {
      class: 'dialog modal',
      'data-view': open.id,
      'aria-labelledby': 'modal-title',
      oncancel(/** @type {Event} */ event) {
        event.preventDefault();
        close();
      },
    },
    form,
  );
  byId('dialogs').append(dialog);
  dialog.showModal();
}

/** @param {() => void} close */
function closeButton(close) {
  return el('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close dialog', onclick: close }, '✕');
}

/**
 * @param {Input} block
 * @param {PageView} open
 * @param {FormState} typed
 */
function input(block, open, typed) {
  const blockId = block.block_id ?? '';
  const error = open.errors[blockId];
  const given = typed[blockId]?.[block.element.action_id ?? ''];
  const id = `input-${open.id}-${blockId}`;
  const label = el(
    'label',
    { for: id, class: 'label' },
    block.label.text,
    block.optional ? el('span', { class: 'muted' }, ' (optional)') : undefined,
  );
  const hint = block.hint ? el('p', { class: 'hint' }, block.hint.text) : undefined;
  const problem = error ? el('p', { class: 'error', role: 'alert' }, error) : undefined;
  const field = el(
    'div',
    { class: 'field', 'data-block': blockId, 'data-action': block.element.action_id ?? '' },
    control(block.element, id, given),
  );
  return el('div', { class: error ? 'input wrong' : 'input' }, label, field, problem ?? hint);
}

/**
 * @param {Input['element']} element
 * @param {string} id
 * @param {string | string[] | undefined} given
 */
function control(element, id, given) {
  if (element.type === 'plain_text_input') {
    const node = element.multiline
      ? el('textarea', { id, rows: 4 })
      : el('input', { id, type: 'text', autocomplete: 'off' });
    node.placeholder = element.placeholder?.text ?? '';
    node.value = typeof given === 'string' ? given : (element.initial_value ?? '');
    return node;
  }
  if (element.type === 'static_select') {
    const options = element.options.map((option) => el('option', { value: option.value }, option.text.text));
    const node = el(
      'select',
      { id, class: 'select' },
      el('option', { value: '' }, element.placeholder?.text ?? 'Choose…'),
      ...options,
    );
    node.value = typeof given === 'string' ? given : (element.initial_option?.value ?? '');
    return node;
  }
  const chosen = given ?? element.initial_options?.map((option) => option.value) ?? [];
  const boxes = element.options.map((option) => {
    const box = el('input', { type: 'checkbox', value: option.value });
    box.checked = chosen.includes(option.value);
    return el('label', { class: 'check' }, box, ...textObject(option.text));
  });
  return el('div', { id, class: 'checks', role: 'group' }, ...boxes);
}

/**
 * What a form holds now, by block and action.
 * @param {Element} form
 * @returns {FormState}
 */
function readForm(form) {
  /** @type {FormState} */
  const values = {};
  for (const field of form.querySelectorAll('.field')) {
    const boxes = field.querySelector('.checks');
    const checked = [...field.querySelectorAll('input:checked')].map((box) => box.getAttribute('value') ?? '');
    const single = field.querySelector('input, textarea, select');
    const value =
      single instanceof HTMLInputElement || single instanceof HTMLTextAreaElement || single instanceof HTMLSelectElement
        ? single.value
        : '';
    values[field.getAttribute('data-block') ?? ''] = {
      [field.getAttribute('data-action') ?? '']: boxes ? checked : value,
    };
  }
  return values;
}
