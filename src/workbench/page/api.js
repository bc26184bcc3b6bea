import { byId } from './dom.js';
import { state } from './state.js';

const token = document.querySelector('meta[name="workbench-token"]')?.getAttribute('content') ?? '';

/** @typedef {{ok: true} | {ok: false, failure: string, errors?: Record<string, string>}} Outcome */

/**
 * Whether a failure already stands where the person looks: in the form, or as Slack's own sentence in the chat.
 * @param {{failure: string, errors?: Record<string, string>}} outcome
 */
function isShown(outcome) {
  return (
    outcome.errors !== undefined ||
    [...state.messages.values()].some(
      (message) => message.recipient === state.actor && message.text === outcome.failure,
    )
  );
}

/**
 * Does something as a person and tells what came of it; failures not shown elsewhere appear as a short notice.
 * @param {'command' | 'say' | 'click' | 'submit' | 'close' | 'shortcut'} action
 * @param {object} fields
 * @returns {Promise<Outcome>}
 */
export async function act(action, fields) {
  const outcome = await send(action, fields);
  if (!outcome.ok && !isShown(outcome)) notice(outcome.failure);
  return outcome;
}

/**
 * @param {string} action
 * @param {object} fields
 * @returns {Promise<Outcome>}
 */
async function send(action, fields) {
  try {
    const response = await fetch(`/page/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-workbench-token': token },
      body: JSON.stringify(fields),
    });
    return await response.json();
  } catch {
    return { ok: false, failure: 'The practice server does not answer. Is it still running?' };
  }
}

let hide = 0;

/**
 * Shows a short notice for a few seconds.
 * @param {string} text
 */
function notice(text) {
  const toast = byId('toast');
  toast.textContent = text;
  toast.classList.add('shown');
  window.clearTimeout(hide);
  hide = window.setTimeout(() => toast.classList.remove('shown'), 5_000);
}

/**
 * The text of an attached file.
 * @param {string} id
 */
export async function fileText(id) {
  const response = await fetch(`/page/file/${encodeURIComponent(id)}`);
  return response.ok ? response.text() : 'This file is not there any more.';
}
