import { act } from './api.js';
import { drawBlock } from './blocks.js';
import { selectOptions } from './controls.js';
import { html, keyed, nothing, repeat } from './lit.js';
import { textObject } from './mrkdwn.js';
import { state } from './state.js';

/** @typedef {import('./state.js').PageView} PageView */
/** @typedef {Extract<import('../blocks/schema.ts').Block, {type: 'input'}>} Input */
/** @typedef {Record<string, Record<string, string | string[]>>} FormState */

/** The topmost modal of the acting person, if any; what was typed survives messages about errors. */
export function modal() {
  const open = [...state.views.values()].filter((view) => view.user === state.actor).at(-1);
  return open ? keyed(open.id, dialog(open)) : nothing;
}

/** @param {PageView} open */
function dialog({ id, view, errors }) {
  const user = state.actor;
  const close = () => void act('close', { user, viewId: id });
  const cancel = (/** @type {Event} */ event) => {
    event.preventDefault();
    close();
  };
  /** @param {SubmitEvent & {currentTarget: HTMLFormElement}} event */
  const submit = async (event) => {
    const { currentTarget: form, submitter } = event;
    event.preventDefault();
    submitter?.toggleAttribute('disabled', true);
    await act('submit', { user, viewId: id, state: readForm(form) });
    submitter?.toggleAttribute('disabled', false);
  };
  return html`<dialog class="dialog modal" aria-labelledby="modal-title" @cancel=${cancel}>
    <form method="dialog" novalidate @submit=${submit}>
      <header class="dialog-head">
        <h2 id="modal-title">${view.title.text}</h2>
        <button type="button" class="icon-button" aria-label="Close dialog" @click=${close}>✕</button>
      </header>
      <div class="dialog-body">
        ${repeat(
          view.blocks,
          (block, index) => block.block_id ?? index,
          (block) => (block.type === 'input' ? input(block, id, errors) : drawBlock(block, { channel: '', ts: '' })),
        )}
      </div>
      <footer class="dialog-foot">
        <button type="button" class="button" @click=${close}>${view.close?.text ?? 'Close'}</button>
        ${view.submit ? html`<button type="submit" class="button primary">${view.submit.text}</button>` : nothing}
      </footer>
    </form>
  </dialog>`;
}

/**
 * @param {Input} block
 * @param {string} viewId
 * @param {PageView['errors']} errors
 */
function input({ block_id: blockId = '', label, optional, hint, element }, viewId, errors) {
  const error = errors[blockId];
  const id = `input-${viewId}-${blockId}`;
  return html`<div class=${error ? 'input wrong' : 'input'}>
    <label for=${id} class="label">${label.text}${optional ? html`<span class="muted"> (optional)</span>` : nothing}</label>
    <div class="field" data-block=${blockId} data-action=${element.action_id ?? ''}>${control(element, id)}</div>
    ${
      error ? html`<p class="error" role="alert">${error}</p>` : hint ? html`<p class="hint">${hint.text}</p>` : nothing
    }
  </div>`;
}

/**
 * A control with what it holds at first; what is typed afterwards stays the browser's.
 * @param {Input['element']} element
 * @param {string} id
 */
function control(element, id) {
  if (element.type === 'static_select')
    return html`<select id=${id} class="select">${selectOptions(element, element.initial_option?.value)}</select>`;
  if (element.type === 'plain_text_input') {
    const placeholder = element.placeholder?.text ?? '';
    const initial = element.initial_value ?? '';
    return element.multiline
      ? html`<textarea id=${id} rows="4" placeholder=${placeholder} .defaultValue=${initial}></textarea>`
      : html`<input id=${id} type="text" autocomplete="off" placeholder=${placeholder} .defaultValue=${initial}>`;
  }
  const chosen = element.initial_options?.map((option) => option.value) ?? [];
  return html`<div id=${id} class="checks" role="group">${element.options.map(
    ({ value, text }) =>
      html`<label class="check"><input type="checkbox" value=${value} ?checked=${chosen.includes(value)}>${textObject(text)}</label>`,
  )}</div>`;
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
