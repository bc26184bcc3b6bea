import type { ReadContext } from '../../model/source.ts';
import { looksLikeTime, readTime } from './time.ts';

/** The fields of one httpd error log line. `known` is false when nothing of httpd's grammar was found. */
export interface Message {
  readonly known: boolean;
  readonly message: string;
  readonly at?: string | undefined;
  readonly code?: string | undefined;
  readonly module?: string | undefined;
  readonly level?: string | undefined;
  readonly pid?: number | undefined;
  readonly tid?: string | undefined;
  readonly errno?: number | undefined;
  readonly errnoText?: string | undefined;
  readonly client?: string | undefined;
}

type Fields = { -readonly [K in keyof Message]?: Message[K] } & { anonymous?: boolean };

const LEVELS = 'emerg|alert|crit|error|warn|notice|info|debug|trace[1-8]';
const levelGroup = new RegExp(`^(?:([\\w.+-]*):)?(${LEVELS})$`);
const group = /^\[([^\]\n]{0,300})\] */;
const pidGroup = /^pid (\d{1,10})(?::tid (\d{1,20}))?$/;
const tidGroup = /^tid (\d{1,20})$/;
const clientGroup = /^(?:client|remote) (\S.{0,120})$/;
const sourceFile = /^[\w./-]{1,80}\.(?:c|cc|cpp|h)\(\d{1,6}\): /;
const status = /^\((?:(EAI|OS) )?(-?\d{1,9})\)([^:\n]{1,200}): ?/;
const codeStart = /^(AH\d{5}): ?/;
const plainHead = /^[\w:.,|=@/()[\] -]{0,200}$/;
/** Modules that log what a script chose to say, so that a code at its start proves nothing. */
const scripted = /^(?:php\d?|perl|lua|wsgi|ruby|python|security2)$/;

function readGroup(content: string, fields: Fields, context: ReadContext): boolean {
  const level = levelGroup.exec(content);
  if (level !== null) {
    if (level[1] === '') fields.anonymous = true;
    else fields.module = level[1];
    fields.level = level[2];
    return true;
  }
  const pid = pidGroup.exec(content);
  if (pid !== null) {
    fields.pid = Number(pid[1]);
    fields.tid = pid[2];
    return true;
  }
  const tid = tidGroup.exec(content);
  if (tid !== null) fields.tid = tid[1];
  const client = clientGroup.exec(content);
  if (client !== null) fields.client = client[1];
  if (tid !== null || client !== null) return true;
  if (fields.at !== undefined || !looksLikeTime(content)) return false;
  fields.at = readTime(content, context);
  return true;
}

/** Groups such as a log id, which only stand between known groups and hold no spaces. */
function isIdentifier(content: string): boolean {
  return /^[\w.:@+/=-]{1,80}$/.test(content);
}

function readGroups(text: string, fields: Fields, context: ReadContext): { rest: string; seen: number } {
  let rest = text;
  let seen = 0;
  for (let found = group.exec(rest); found !== null && seen < 12; found = group.exec(rest)) {
    const content = found[1] ?? '';
    const known = readGroup(content, fields, context);
    if (!known && !(seen > 0 && fields.client === undefined && isIdentifier(content))) break;
    rest = rest.slice(found[0].length);
    seen += 1;
  }
  return { rest, seen };
}

function readStatus(text: string, fields: Fields): string {
  const found = status.exec(text);
  if (found === null) return text;
  if (found[1] !== 'EAI') fields.errno = Number(found[2]);
  fields.errnoText = (found[3] ?? '').trim();
  return text.slice(found[0].length);
}

function readHead(text: string, fields: Fields, context: ReadContext): { rest: string; seen: number } {
  let { rest, seen } = readGroups(text, fields, context);
  for (let turn = 0; turn < 3; turn += 1) {
    const before = rest;
    if (seen > 0) rest = rest.replace(sourceFile, '');
    const expected = fields.client === undefined || fields.pid === undefined;
    if (fields.errno === undefined && fields.errnoText === undefined && expected) rest = readStatus(rest, fields);
    if (seen > 0 && fields.client === undefined) {
      const more = readGroups(rest, fields, context);
      if (fields.client !== undefined) rest = more.rest;
    }
    if (rest === before) break;
    seen += 1;
  }
  return { rest, seen };
}

/** Formats without brackets: httpd's code is looked for behind plain words only, so that no quoted client text is passed over. */
function readBare(text: string, fields: Fields, context: ReadContext): string | undefined {
  const start = text.slice(0, 240).search(/AH\d{5}: /);
  if (start < 0) return undefined;
  const head = text.slice(0, start);
  if (!plainHead.test(head) || /client|remote|referer|request|uri/i.test(head)) return undefined;
  const time = /^[\d-]{10}[T ][\d:]{8}(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?/.exec(head)?.[0] ?? '';
  if (time !== '') fields.at = readTime(time, context);
  const words = head.slice(time.length);
  fields.level = new RegExp(`(?:^|[\\s:\\[])(${LEVELS})(?=[\\s:\\]]|$)`).exec(words)?.[1];
  const pid = /(?:^|[\s[]|pid[ =:])(\d{1,10})(?=[\s:\]]|$)/.exec(words)?.[1];
  if (pid !== undefined) fields.pid = Number(pid);
  return text.slice(head.length);
}

/** True when the text may have been chosen by a script, so that a code at its start proves nothing. */
function isScripted({ client, module, anonymous = false }: Fields): boolean {
  return client !== undefined && (anonymous || scripted.test(module ?? ''));
}

/** Reads httpd's own grammar, 2.2 and 2.4, with or without time and brackets; the AH code only where httpd itself writes it. */
export function readMessage(text: string, context: ReadContext): Message {
  const fields: Fields = {};
  const head = readHead(text, fields, context);
  let { rest } = head;
  const open = fields.level === undefined && fields.pid === undefined && fields.client === undefined;
  if (open && !codeStart.test(rest)) rest = readBare(rest, fields, context) ?? rest;
  const code = isScripted(fields) ? null : codeStart.exec(rest);
  const { anonymous: _, ...named } = fields;
  const known = fields.level !== undefined || fields.errno !== undefined || (head.seen > 0 && fields.at !== undefined);
  if (code === null) return { ...named, known, message: rest };
  return { ...named, known: true, code: code[1], message: rest.slice(code[0].length) };
}
