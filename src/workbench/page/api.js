import { changed, state } from './state.js';

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
  show(text);
  window.clearTimeout(hide);
  hide = window.setTimeout(() => show(''), 5_000);
}

/** @param {string} text */
function show(text) {
  state.notice = text;
  changed();
}

/**
 * Where the content of an attached file is.
 * @param {string} id
 */
export function fileAddress(id) {
  return `/page/file/${encodeURIComponent(id)}`;
}

/**
 * The text of an attached file.
 * @param {string} id
 */
export async function fileText(id) {
  const response = await fetch(fileAddress(id));
  return response.ok ? response.text() : 'This file is not there any more.';
}
