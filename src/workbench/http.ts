import type { IncomingMessage } from 'node:http';
import express, { type ErrorRequestHandler, type Express, type Request, type Router } from 'express';

/** The largest request body the workbench reads; Slack's own requests and snippets are far smaller. */
const MAX_BODY_BYTES = 4_194_304;

/** Answers requests that name this server itself, by these routes in turn; bodies stay bytes, because Slack's strictness is about them. */
export function createApp(port: () => number, ...routes: readonly Router[]): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use((request, response, next) => {
    response.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    if (isLocal(request, port())) next();
    else response.status(403).type('text').send('this is a local practice server');
  });
  app.use(express.raw({ type: () => true, limit: MAX_BODY_BYTES }), ...routes);
  app.use((_request, response) => void response.status(404).type('text').send('not found'));
  app.use(failed);
  return app;
}

/** Express knows an error handler by its four parameters. */
const failed: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  const isTheirs = status >= 400 && status < 500;
  if (response.headersSent) response.destroy();
  else if (isTheirs) response.status(status).type('text').send('refused');
  else response.status(500).type('text').send('the workbench failed');
};

/** The bytes of a request's body; none where it has no body. */
export function bodyOf(request: Request): Buffer {
  const body: unknown = request.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** The fields of a JSON or urlencoded body; undefined for anything else. */
export function fieldsOf(request: Request): Record<string, unknown> | undefined {
  const text = bodyOf(request).toString();
  if (!request.get('content-type')?.includes('json')) return Object.fromEntries(new URLSearchParams(text));
  try {
    const parsed: unknown = JSON.parse(text || '{}');
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a request names this server itself: its `Host`, and its `Origin` where a browser sent one. */
export function isLocal(request: IncomingMessage, port: number): boolean {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host, origin } = request.headers;
  if (!host || !hosts.includes(host)) return false;
  return origin === undefined || hosts.some((name) => origin === `http://${name}`);
}
