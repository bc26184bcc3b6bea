import { act } from './api.js';
import { askConfirmation } from './confirm.js';
import { el } from './dom.js';
import { withEmoji } from './emoji.js';
import { textObject } from './mrkdwn.js';
import { state } from './state.js';

/** @typedef {import('../blocks/read.ts').Control} Control */

/**
 * Draws a control of a message; using it asks for confirmation where the control wants that, then tells the app.
 * @param {Control} control
 * @param {{channel: string, ts: string}} at
 * @returns {HTMLElement}
 */
export function controlNode(control, at) {
  if (control.type === 'button') return button(control, at);
  return control.type === 'static_select' ? select(control, at) : checkboxes(control, at);
}

/**
 * @param {Control} control
 * @param {{channel: string, ts: string}} at
 * @param {string | undefined} value
 */
async function use(control, at, value) {
  if (control.confirm && !(await askConfirmation(control.confirm))) return;
  const confirm = control.confirm ? true : undefined;
  await act('click', { user: state.actor, ...at, actionId: control.action_id, value, confirm });
}

/**
 * @param {Extract<Control, {type: 'button'}>} control
 * @param {{channel: string, ts: string}} at
 */
function button(control, at) {
  const node = el(
    'button',
    {
      type: 'button',
      class: `button ${control.style ?? ''}`,
      'aria-label': control.accessibility_label,
      async onclick() {
        node.disabled = true;
        await use(control, at, control.value);
        node.disabled = false;
      },
    },
    withEmoji(control.text.text),
  );
  return node;
}

/**
 * @param {Extract<Control, {type: 'static_select'}>} control
 * @param {{channel: string, ts: string}} at
 */
function select(control, at) {
  const placeholder = el('option', { value: '' }, control.placeholder?.text ?? 'Choose…');
  const options = control.options.map((option) => el('option', { value: option.value }, option.text.text));
  const label = control.placeholder?.text ?? 'Choose';
  const node = el(
    'select',
    { class: 'select', 'aria-label': label, onchange: () => void use(control, at, node.value) },
    placeholder,
    ...options,
  );
  node.value = control.initial_option?.value ?? '';
  return node;
}

/**
 * @param {Extract<Control, {type: 'checkboxes'}>} control
 * @param {{channel: string, ts: string}} at
 */
function checkboxes(control, at) {
  const boxes = control.options.map((option) =>
    el(
      'label',
      { class: 'check' },
      el('input', { type: 'checkbox', onchange: () => void use(control, at, option.value) }),
      ...textObject(option.text),
    ),
  );
  return el('div', { class: 'checks' }, ...boxes);
}
