import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from './context.ts';
import { isLocal, readBody, readFields, sendJson, sendText } from './http.ts';
import type { PageServer } from './page-server.ts';
import { respondTo } from './respond.ts';
import { receiveUpload } from './web-api/files.ts';
import { type ApiAnswer, createWebApi } from './web-api/web-api.ts';

/** Answers one request made to a port. */
export type Router = (request: IncomingMessage, response: ServerResponse, port: number) => Promise<void>;

interface Posted {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly body: Buffer;
}

function writeAnswer(response: ServerResponse, answer: ApiAnswer): void {
  if (answer === 'hang') return;
  if (answer === 'reset') response.destroy();
  else sendJson(response, answer.status, answer.body, answer.headers);
}

function bearer(request: IncomingMessage, fields: Readonly<Record<string, unknown>>): string | undefined {
  const header = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return header ?? (typeof fields['token'] === 'string' ? fields['token'] : undefined);
}

async function answerUpload(context: Context, { request, response, path, body }: Posted): Promise<void> {
  const id = path.slice('/upload/v1/'.length);
  const status = await receiveUpload(context, id, request.headers['content-type'] ?? '', body);
  sendText(response, status, status === 200 ? `OK - ${body.length}` : 'refused');
}

function answerResponseUrl(context: Context, response: ServerResponse, path: string, fields: unknown): void {
  const target = context.responseUrls.use(path);
  if (typeof target === 'string') {
    sendJson(response, 404, { ok: false, error: target });
    return;
  }
  const error = respondTo(context, target, fields);
  sendJson(response, error ? 400 : 200, error ? { ok: false, error } : { ok: true });
}

/** Creates the router of one workbench: the Web API, uploads, response addresses and the page, for local requests only. */
export function createRouter(context: Context, page: PageServer): Router {
  const callApi = createWebApi(context);

  async function answerFields({ request, response, path, body }: Posted): Promise<void> {
    const fields = readFields(request.headers['content-type'] ?? '', body);
    if (!fields) return sendJson(response, 200, { ok: false, error: 'invalid_json' });
    if (path.startsWith('/respond/')) return answerResponseUrl(context, response, path, fields);
    if (!path.startsWith('/api/')) return sendText(response, 404, 'not found');
    writeAnswer(response, await callApi(path.slice('/api/'.length), bearer(request, fields), fields));
  }

  async function post(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (path.startsWith('/page/')) return page.post(request, response, path.slice('/page/'.length));
    const body = await readBody(request);
    if (!body) return sendText(response, 413, 'too large');
    const posted = { request, response, path, body };
    return path.startsWith('/upload/v1/') ? answerUpload(context, posted) : answerFields(posted);
  }

  return async (request, response, port) => {
    if (!isLocal(request, port)) return sendText(response, 403, 'this is a local practice server');
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (request.method === 'POST') return post(request, response, path);
    if (request.method === 'GET') return page.get(request, response, path);
    sendText(response, 405, 'method not allowed');
  };
}
