import { act } from './api.js';
import { askConfirmation } from './confirm.js';
import { withEmoji } from './emoji.js';
import { html, nothing } from './lit.js';
import { textObject } from './mrkdwn.js';
import { state } from './state.js';

/** @typedef {import('../blocks/read.ts').Control} Control */
/** @typedef {import('./blocks.js').Place} Place */

/**
 * A control of a message; using it asks for confirmation where the control wants that, then tells the app.
 * @param {Control} control
 * @param {Place} at
 */
export function drawControl(control, at) {
  if (control.type === 'button') return button(control, at);
  return control.type === 'static_select' ? select(control, at) : checkboxes(control, at);
}

/**
 * @param {Control} control
 * @param {Place} at
 * @param {string | undefined} value
 */
async function use(control, at, value) {
  if (control.confirm && !(await askConfirmation(control.confirm))) return;
  const confirm = control.confirm ? true : undefined;
  await act('click', { user: state.actor, ...at, actionId: control.action_id, value, confirm });
}

/**
 * @param {Extract<Control, {type: 'button'}>} control
 * @param {Place} at
 */
function button(control, at) {
  const press = async (/** @type {{currentTarget: HTMLButtonElement}} */ { currentTarget }) => {
    currentTarget.disabled = true;
    await use(control, at, control.value);
    currentTarget.disabled = false;
  };
  return html`<button
    type="button"
    class="button ${control.style}"
    aria-label=${control.accessibility_label ?? nothing}
    @click=${press}
  >${withEmoji(control.text.text)}</button>`;
}

/**
 * @param {Extract<Control, {type: 'static_select'}>} control
 * @param {Place} at
 */
function select(control, at) {
  const chosen = (/** @type {{currentTarget: HTMLSelectElement}} */ event) =>
    void use(control, at, event.currentTarget.value);
  return html`<select class="select" aria-label=${control.placeholder?.text ?? 'Choose'} @change=${chosen}>
    ${selectOptions(control, control.initial_option?.value)}
  </select>`;
}

/**
 * The options of a select, after one for none of them.
 * @param {Pick<Extract<Control, {type: 'static_select'}>, 'placeholder' | 'options'>} control
 * @param {string | undefined} initial
 */
export function selectOptions({ placeholder, options }, initial) {
  return html`<option value="">${placeholder?.text ?? 'Choose…'}</option>
    ${options.map(
      ({ value, text }) => html`<option value=${value} ?selected=${value === initial}>${text.text}</option>`,
    )}`;
}

/**
 * @param {Extract<Control, {type: 'checkboxes'}>} control
 * @param {Place} at
 */
function checkboxes(control, at) {
  return html`<div class="checks">${control.options.map(
    (option) =>
      html`<label class="check"><input type="checkbox" @change=${() => use(control, at, option.value)}>${textObject(option.text)}</label>`,
  )}</div>`;
}
