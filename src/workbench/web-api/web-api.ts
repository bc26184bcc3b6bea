import type { Context } from '../context.ts';
import type { ApiFault } from '../faults.ts';
import { createRateLimiter } from '../rate-limits.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { ApiFailure, type Args, type Method, optionalText } from './method.ts';
import { peopleMethods } from './people.ts';
import { viewMethods } from './views.ts';

/** An answer to write, or what to do with the connection instead. */
export type ApiAnswer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: unknown }
  | 'reset'
  | 'hang';

const SOCKET_METHOD = 'apps.connections.open';

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  [SOCKET_METHOD, (_args, context) => ({ url: context.sockets.open(context.url()) })],
  ...Object.entries({ ...chatMethods, ...conversationMethods, ...fileMethods, ...peopleMethods, ...viewMethods }),
]);

function checkToken(context: Context, method: string, token: string | undefined): void {
  const { appToken, botToken } = context.identity;
  if (!token) throw new ApiFailure('not_authed');
  if (token !== appToken && token !== botToken) throw new ApiFailure('invalid_auth');
  const wanted = method === SOCKET_METHOD ? appToken : botToken;
  if (token !== wanted) throw new ApiFailure('not_allowed_token_type');
}

function answer(body: Readonly<Record<string, unknown>>): ApiAnswer {
  return { status: 200, headers: {}, body: { ok: true, ...body } };
}

function failure(error: ApiFailure): ApiAnswer {
  const details =
    error.messages.length > 0 ? { errors: error.messages, response_metadata: { messages: error.messages } } : {};
  return { status: 200, headers: {}, body: { ok: false, error: error.code, ...details } };
}

function rateLimited(seconds: number): ApiAnswer {
  return { status: 429, headers: { 'retry-after': String(seconds) }, body: { ok: false, error: 'ratelimited' } };
}

/** The answer a fault gives in place of the method, or undefined where the method runs first. */
function instead(fault: ApiFault | undefined): ApiAnswer | undefined {
  if (fault?.kind === 'rate-limited') return rateLimited(fault.retryAfterSeconds);
  if (fault?.kind === 'server-error') return { status: 500, headers: {}, body: 'Internal Server Error' };
  if (fault?.kind === 'refused') return failure(new ApiFailure(fault.error));
  return fault?.kind === 'hang' ? 'hang' : undefined;
}

/** Creates the Web API: method name, token and arguments in, the answer out. */
export function createWebApi(context: Context) {
  const limit = createRateLimiter(context.now);

  async function run(name: string, method: Method, token: string | undefined, args: Args): Promise<ApiAnswer> {
    checkToken(context, name, token);
    const fault = context.faults.takeApiFault(name);
    const replaced = instead(fault);
    if (replaced) return replaced;
    const wait = limit(name, optionalText(args, 'channel'));
    if (wait !== undefined) return rateLimited(wait);
    const done = answer(await method(args, context));
    return fault?.kind === 'reset-after-accept' ? 'reset' : done;
  }

  return async (name: string, token: string | undefined, args: Args): Promise<ApiAnswer> => {
    try {
      const method = METHODS.get(name);
      if (!method) throw new ApiFailure('unknown_method');
      return await run(name, method, token, args);
    } catch (error) {
      if (error instanceof ApiFailure) return failure(error);
      throw error;
    }
  };
}
