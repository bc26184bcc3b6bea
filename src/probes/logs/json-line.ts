import { isJsonArray, type Json, type JsonObject, parseJson } from '../../lib/json.ts';
import type { ReadContext } from '../../model/source.ts';
import type { Unwrapped } from './prefix.ts';
import { fromEpoch, readTime } from './time.ts';

const LONGEST = 262_144;

function parseObject(line: string): JsonObject | undefined {
  if (line.length > LONGEST) return undefined;
  try {
    const value = parseJson(line);
    return value === null || typeof value !== 'object' || isJsonArray(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Journal fields that are not UTF-8 arrive as arrays of bytes. */
function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null || typeof value !== 'object' || !isJsonArray(value)) return undefined;
  return Buffer.from(value.filter((byte) => typeof byte === 'number')).toString('utf8');
}

function first(fields: JsonObject, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = textOf(fields[name]);
    if (text !== undefined) return text;
  }
  return undefined;
}

function timeOf(fields: JsonObject, context: ReadContext): string | undefined {
  const stamp = first(fields, '_SOURCE_REALTIME_TIMESTAMP', '__REALTIME_TIMESTAMP');
  if (stamp !== undefined) return fromEpoch(Number(stamp) / 1000);
  const text = first(fields, 'time', 'timestamp', '@timestamp');
  return text === undefined ? undefined : readTime(text, context);
}

/** One line of `journalctl -o json`, of docker's json-file log, or of an ErrorLogFormat that writes JSON; undefined for anything else. */
export function unwrapJson(line: string, context: ReadContext): Unwrapped | undefined {
  if (!line.startsWith('{') || !line.endsWith('}')) return undefined;
  const fields = parseObject(line);
  const body = fields === undefined ? undefined : first(fields, 'MESSAGE', 'log', 'message', 'msg');
  if (fields === undefined || body === undefined) return undefined;
  const pid = first(fields, '_PID', 'SYSLOG_PID');
  return {
    body: body.replace(/\n$/, ''),
    wrapped: true,
    at: timeOf(fields, context),
    program: first(fields, 'SYSLOG_IDENTIFIER', '_COMM'),
    pid: pid !== undefined && /^\d{1,10}$/.test(pid) ? Number(pid) : undefined,
  };
}
