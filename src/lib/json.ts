/** A value that survives JSON text unchanged; a member that is `undefined` counts as absent, as `JSON.stringify` treats it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object; a member that is `undefined` counts as absent. */
export type JsonObject = { readonly [key: string]: Json | undefined };

/** A fresh copy of a value that is JSON, without its `undefined` members; throws a `TypeError` that names the place of anything JSON cannot carry. */
export function toJson(value: unknown): Json {
  return copy(value, '$');
}

/** True exactly when {@link toJson} accepts the value. */
export function isJson(value: unknown): value is Json {
  try {
    copy(value, '$');
    return true;
  } catch {
    return false;
  }
}

/** The value a JSON text stands for; throws a `SyntaxError` on anything else. */
export function parseJson(text: string): Json {
  const value: unknown = JSON.parse(text);
  return toJson(value);
}

/** True for arrays; narrows read-only arrays too, which `Array.isArray` does not. */
export function isJsonArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function copy(value: unknown, place: string): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return finite(value, place);
  if (Array.isArray(value)) return Array.from(value, (item: unknown, index) => copy(item, `${place}[${index}]`));
  if (typeof value === 'object' && isPlain(value)) return copyObject(value, place);
  throw new TypeError(`not JSON: ${describe(value)} at ${place}`);
}

function copyObject(value: object, place: string): JsonObject {
  const members = Object.entries(value)
    .filter(([, member]: [string, unknown]) => member !== undefined)
    .map(([key, member]: [string, unknown]): [string, Json] => [key, copy(member, `${place}.${key}`)]);
  return Object.fromEntries(members);
}

function finite(value: number, place: string): number {
  if (!Number.isFinite(value)) throw new TypeError(`not JSON: ${value} at ${place}`);
  return value === 0 ? 0 : value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? value.constructor.name : typeof value;
}
