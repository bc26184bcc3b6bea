import { byId, el } from './dom.js';
import { textObject } from './mrkdwn.js';

/** @typedef {import('../blocks/text-objects.ts').Confirm} Confirm */

/**
 * Shows a confirmation dialog and answers whether the person accepted it.
 * @param {Confirm} confirm
 * @returns {Promise<boolean>}
 */
export function askConfirmation(confirm) {
  const dialog = el('dialog', { class: 'dialog confirm', 'aria-labelledby': 'confirm-title' });
  /**
   * @param {string} label
   * @param {string} style
   * @param {'yes' | 'no'} answer
   */
  const choice = (label, style, answer) =>
    el('button', { type: 'button', class: `button ${style}`, onclick: () => dialog.close(answer) }, label);
  const title = el('h2', { id: 'confirm-title' }, confirm.title?.text ?? 'Are you sure?');
  const deny = choice(confirm.deny?.text ?? 'Cancel', '', 'no');
  const accept = choice(confirm.confirm?.text ?? 'Yes', confirm.style ?? 'primary', 'yes');
  dialog.append(
    el('header', { class: 'dialog-head' }, title),
    el('div', { class: 'dialog-body' }, ...textObject(confirm.text)),
    el('footer', { class: 'dialog-foot' }, deny, accept),
  );
  byId('dialogs').append(dialog);
  dialog.showModal();
  accept.focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}
