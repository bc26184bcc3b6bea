import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import express, { type Response, Router } from 'express';
import { z } from 'zod';
import type { Context } from './context.ts';
import type { Driver } from './driver.ts';
import { fieldsOf } from './http.ts';
import { type PageHints, pageChange, pageSnapshot } from './page-view.ts';

const PAGE_FOLDER = fileURLToPath(new URL('./page/', import.meta.url));

/** The library that draws the page, as browsers load it: modules that import each other by relative paths. */
const LIT_FOLDER = fileURLToPath(new URL('.', import.meta.resolve('lit-html')));

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
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

/** Without any caching, for a page that is edited while it is looked at. */
const files = (folder: string) =>
  express.static(folder, { index: false, cacheControl: false, etag: false, lastModified: false });

function hostsNote({ recorded }: PageHints): string {
  if (recorded === undefined) return '';
  return recorded ? '; hosts are recordings' : '; hosts are real: a change changes them';
}

/** The web page of the workbench: its files, its live updates, and the actions of whoever it acts as. */
export interface PageServer {
  readonly routes: Router;
  close(): void;
}

/** Creates the page of one workbench; its requests carry a token minted at this start. */
export function createPageServer(context: Context, driver: Driver, hints: PageHints): PageServer {
  const token = randomBytes(18).toString('base64url');
  const words: Readonly<Record<string, string>> = { token, hosts: hostsNote(hints) };
  const streams = new Set<Response>();
  const send = (stream: Response, value: unknown) => stream.write(`data: ${JSON.stringify(value)}\n\n`);
  const stop = context.store.subscribe((change) => {
    const value = pageChange(context, change);
    for (const stream of streams) send(stream, value);
  });
  const routes = Router();

  routes.get(['/', '/archives/{*rest}'], async (_request, response) => {
    const text = await readFile(`${PAGE_FOLDER}index.html`, 'utf8');
    response
      .set(HEADERS)
      .type('html')
      .send(text.replace(/\{\{(\w+)\}\}/g, (_mark, word) => words[word] ?? ''));
  });

  routes.get('/page/events', (_request, response) => {
    response.type('text/event-stream').flushHeaders();
    streams.add(response);
    response.on('close', () => streams.delete(response));
    send(response, { kind: 'snapshot', snapshot: pageSnapshot(context, hints) });
  });

  routes.get('/page/file/:id', (request, response, next) => {
    const file = context.store.files.get(request.params.id);
    if (!file?.shared) next();
    else response.type(file.name.endsWith('.png') ? 'png' : 'text').send(file.content ?? Buffer.alloc(0));
  });

  routes.use('/page/lit-html', files(LIT_FOLDER));
  routes.use('/page', files(PAGE_FOLDER));

  routes.post('/page/:action', async (request, response) => {
    if (request.get('origin') === undefined || request.get('x-workbench-token') !== token) {
      const failure = 'reload the page: it belongs to another start of the workbench';
      response.status(403).json({ ok: false, failure });
      return;
    }
    const outcome = runAction(driver, request.params.action, fieldsOf(request));
    if (outcome) response.json(await outcome);
    else response.status(400).json({ ok: false, failure: 'malformed request' });
  });

  return {
    routes,
    close() {
      stop();
      for (const stream of streams) stream.end();
    },
  };
}
