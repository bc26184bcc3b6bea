import type { Workbench } from '../../src/workbench/server.ts';

/** What a Web API call answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A plain caller of the Web API: JSON body, the bot token unless another (or none, as '') is given. */
export function caller(workbench: Workbench) {
  return async (method: string, args: object, token = workbench.botToken): Promise<Answer> => {
    const response = await fetch(workbench.slackApiUrl + method, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(args),
    });
    const body: unknown = await response.json().catch(() => ({}));
    return { status: response.status, headers: response.headers, body: { ...(typeof body === 'object' ? body : {}) } };
  };
}
