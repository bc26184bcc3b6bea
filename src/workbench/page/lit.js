/** Where the view library is served; strings become text, so nothing that a chat or a host says is ever read as HTML. */
export { keyed } from '/page/lit-html/directives/keyed.js';
export { live } from '/page/lit-html/directives/live.js';
export { repeat } from '/page/lit-html/directives/repeat.js';
export { html, nothing, render } from '/page/lit-html/lit-html.js';

/** @typedef {import('/page/lit-html/lit-html.js').TemplateResult | string} Drawn */
