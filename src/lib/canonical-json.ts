import { createHash } from 'node:crypto';
import { isJsonArray, type Json, type JsonObject } from './json.ts';

/**
 * The one text of a JSON value, by RFC 8785: members sorted by UTF-16 code units, no white space, ECMAScript's numbers; throws a `TypeError` on what
 * JSON cannot carry. Lone surrogates, which the RFC refuses, are escaped: a text that was cut through an emoji must not keep a row from the record.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return scalar(value);
  if (isJsonArray(value)) return `[${Array.from(value, canonicalJson).join(',')}]`;
  return canonicalObject(value);
}

/** Lower-case hexadecimal SHA-256 of a value's canonical text in UTF-8; equal values have equal digests, whatever order their members were written in. */
export function sha256Of(value: Json): string {
  return sha256OfText(canonicalJson(value));
}

/** Lower-case hexadecimal SHA-256 of a text in UTF-8. */
export function sha256OfText(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function canonicalObject(value: JsonObject): string {
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

function scalar(value: null | boolean | number | string): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`not JSON: ${value}`);
  const text: unknown = JSON.stringify(value);
  if (typeof text !== 'string') throw new TypeError(`not JSON: ${typeof value}`);
  return text;
}
