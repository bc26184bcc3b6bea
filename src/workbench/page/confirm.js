import { html, nothing } from './lit.js';
import { textObject } from './mrkdwn.js';
import { changed } from './state.js';

/** @typedef {import('../blocks/text-objects.ts').Confirm} Confirm */

/** @type {{confirm: Confirm, answer: (accepted: boolean) => void} | undefined} */
let question;

/**
 * Shows a confirmation dialog and answers whether the person accepted it.
 * @param {Confirm} confirm
 * @returns {Promise<boolean>}
 */
export async function askConfirmation(confirm) {
  const accepted = await new Promise((/** @type {(accepted: boolean) => void} */ answer) => {
    question = { confirm, answer };
    changed();
  });
  question = undefined;
  changed();
  return accepted;
}

/** The confirmation that is asked for now, if any. */
export function confirmation() {
  if (!question) return nothing;
  const { confirm, answer } = question;
  return html`<dialog class="dialog confirm" aria-labelledby="confirm-title" @close=${() => answer(false)}>
    <header class="dialog-head"><h2 id="confirm-title">${confirm.title?.text ?? 'Are you sure?'}</h2></header>
    <div class="dialog-body">${textObject(confirm.text)}</div>
    <footer class="dialog-foot">
      <button type="button" class="button" @click=${() => answer(false)}>${confirm.deny?.text ?? 'Cancel'}</button>
      <button type="button" class="button ${confirm.style ?? 'primary'}" autofocus @click=${() => answer(true)}>
        ${confirm.confirm?.text ?? 'Yes'}
      </button>
    </footer>
  </dialog>`;
}
