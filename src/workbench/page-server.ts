import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Context } from './context.ts';
import type { Driver } from './driver.ts';
import { readBody, readFields, sendJson, sendText } from './http.ts';
import { type PageHints, pageChange, pageSnapshot } from './page-view.ts';

const PAGE_FOLDER = new URL('./page/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

const id = z.string().min(1).max(100);
const Typed = z.strictObject({ user: id, channel: id, threadTs: id.optional(), text: z.string().min(1).max(12_000) });
const Click = z.strictObject({
  user: id,
  channel: id,
  ts: id,
  actionId: z.string(),
  value: z.string().optional(),
  confirm: z.boolean().optional(),
});
const Submission = z.strictObject({
  user: id,
  viewId: id,
  state: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())]))),
});
const Closing = z.strictObject({ user: id, viewId: id });
const Shortcut = z.strictObject({ user: id, channel: id, ts: id, callbackId: id });

/** Runs the driver call a page request names; answers undefined for an unknown name or malformed fields. */
function runAction(driver: Driver, name: string, fields: unknown): Promise<unknown> | undefined {
  const call = <T>(schema: z.ZodType<T>, run: (input: T) => Promise<unknown>) => {
    const parsed = schema.safeParse(fields);
    return parsed.success ? run(parsed.data) : undefined;
  };
  if (name === 'command') return call(Typed, (input) => driver.command(input));
  if (name === 'say') return call(Typed, (input) => driver.say(input));
  if (name === 'click') return call(Click, (input) => driver.click(input));
  if (name === 'submit') return call(Submission, (input) => driver.submitModal(input));
  if (name === 'close') return call(Closing, (input) => driver.closeModal(input));
  return name === 'shortcut' ? call(Shortcut, (input) => driver.shortcut(input)) : undefined;
}

async function sendFile(
  response: ServerResponse,
  name: string,
  words: Readonly<Record<string, string>>,
): Promise<void> {
  const type = TYPES[name.split('.').at(-1) ?? ''];
  if (!type || !/^[a-z-]+\.(?:html|css|js)$/.test(name)) return sendText(response, 404, 'not found');
  const text = await readFile(new URL(name, PAGE_FOLDER), 'utf8').catch(() => undefined);
  if (text === undefined) return sendText(response, 404, 'not found');
  response.writeHead(200, { ...HEADERS, 'content-type': type });
  response.end(name === 'index.html' ? text.replace(/\{\{(\w+)\}\}/g, (_mark, word) => words[word] ?? '') : text);
}

function sendSharedFile(context: Context, response: ServerResponse, id: string): void {
  const file = context.store.files.get(id);
  if (file?.shared) sendText(response, 200, file.content?.toString('utf8') ?? '');
  else sendText(response, 404, 'not found');
}

function hostsNote({ recorded }: PageHints): string {
  if (recorded === undefined) return '';
  return recorded ? '; hosts are recordings' : '; hosts are real: a change changes them';
}

/** The web page of the workbench: its files, its live updates, and the actions of whoever it acts as. */
export interface PageServer {
  get(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  post(request: IncomingMessage, response: ServerResponse, action: string): Promise<void>;
  close(): void;
}

/** Creates the page of one workbench; its requests carry a token minted at this start. */
export function createPageServer(context: Context, driver: Driver, hints: PageHints): PageServer {
  const token = randomBytes(18).toString('base64url');
  const words = { token, hosts: hostsNote(hints) };
  const streams = new Set<ServerResponse>();
  const send = (stream: ServerResponse, value: unknown) => stream.write(`data: ${JSON.stringify(value)}\n\n`);
  const stop = context.store.subscribe((change) => {
    const value = pageChange(context, change);
    for (const stream of streams) send(stream, value);
  });

  function events(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    streams.add(response);
    response.on('close', () => streams.delete(response));
    send(response, { kind: 'snapshot', snapshot: pageSnapshot(context, hints) });
  }

  return {
    async get(_request, response, path) {
      if (path === '/page/events') return events(response);
      if (path.startsWith('/page/file/')) return sendSharedFile(context, response, path.slice('/page/file/'.length));
      if (path.startsWith('/page/')) return sendFile(response, path.slice('/page/'.length), words);
      return path === '/' || path.startsWith('/archives/')
        ? sendFile(response, 'index.html', words)
        : sendText(response, 404, 'not found');
    },
    async post(request, response, action) {
      if (request.headers.origin === undefined || request.headers['x-workbench-token'] !== token) {
        return sendJson(response, 403, {
          ok: false,
          failure: 'reload the page: it belongs to another start of the workbench',
        });
      }
      const body = await readBody(request);
      const outcome = body && runAction(driver, action, readFields('application/json', body));
      if (!outcome) return sendJson(response, 400, { ok: false, failure: 'malformed request' });
      sendJson(response, 200, await outcome);
    },
    close() {
      stop();
      for (const stream of streams) stream.end();
    },
  };
}
