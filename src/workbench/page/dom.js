/**
 * Builds an element. `class` and attributes come by name, functions become listeners (`onclick`), and children are
 * nodes or strings; strings become text nodes, so nothing a chat or a host says is ever read as HTML.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | undefined | ((event: any) => unknown)>} [props]
 * @param {...(Node | string | undefined | (Node | string)[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat()) if (child !== undefined) node.append(child);
  return node;
}

/**
 * Finds an element the page itself declares.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`the page has no #${id}`);
  return node;
}

/**
 * Makes a container show exactly these items, replacing only what changed, so that focus and hover survive updates.
 * @template T
 * @param {HTMLElement} container
 * @param {readonly T[]} items
 * @param {{key: (item: T) => string, signature: (item: T) => string, render: (item: T) => HTMLElement}} how
 */
export function reconcile(container, items, how) {
  const old = new Map([...container.children].map((node) => [node.getAttribute('data-key'), node]));
  const nodes = items.map((item) => {
    const signature = how.signature(item);
    const known = old.get(how.key(item));
    if (known && signatures.get(known) === signature) return known;
    const node = how.render(item);
    node.setAttribute('data-key', how.key(item));
    signatures.set(node, signature);
    return node;
  });
  const kept = new Set(nodes);
  for (const node of old.values()) if (!kept.has(node)) node.remove();
  nodes.forEach((node, index) => {
    if (container.children[index] !== node) container.insertBefore(node, container.children[index] ?? null);
  });
}

/** @type {WeakMap<Element, string>} */
const signatures = new WeakMap();
