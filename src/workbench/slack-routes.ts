import { type Request, type Response, Router } from 'express';
import type { Context } from './context.ts';
import { bodyOf, fieldsOf } from './http.ts';
import { respondTo } from './respond.ts';
import { receiveUpload } from './web-api/files.ts';
import { type ApiAnswer, createWebApi } from './web-api/web-api.ts';

/** What an app calls at Slack: the Web API, uploads and response addresses. */
export function slackRoutes(context: Context): Router {
  const callApi = createWebApi(context);
  const routes = Router();

  routes.post('/api/:method', async (request, response) => {
    const fields = fieldsOf(request);
    if (!fields) response.json({ ok: false, error: 'invalid_json' });
    else write(response, await callApi(request.params.method, tokenOf(request, fields), fields));
  });

  routes.post('/upload/v1/:id', async (request, response) => {
    const body = bodyOf(request);
    const status = await receiveUpload(context, request.params.id, request.get('content-type') ?? '', body);
    response
      .status(status)
      .type('text')
      .send(status === 200 ? `OK - ${body.length}` : 'refused');
  });

  routes.post('/respond/{*rest}', (request, response) => {
    const fields = fieldsOf(request);
    const target = fields && context.responseUrls.use(request.path);
    if (target === undefined) response.json({ ok: false, error: 'invalid_json' });
    else if (typeof target === 'string') response.status(404).json({ ok: false, error: target });
    else {
      const error = respondTo(context, target, fields);
      response.status(error ? 400 : 200).json(error ? { ok: false, error } : { ok: true });
    }
  });

  return routes;
}

function write(response: Response, answer: ApiAnswer): void {
  if (answer === 'hang') return;
  if (answer === 'reset') response.destroy();
  else response.status(answer.status).set(answer.headers).json(answer.body);
}

function tokenOf(request: Request, fields: Readonly<Record<string, unknown>>): string | undefined {
  const header = /^Bearer (.+)$/.exec(request.get('authorization') ?? '')?.[1];
  return header ?? (typeof fields['token'] === 'string' ? fields['token'] : undefined);
}
