import { App, type Logger, SocketModeReceiver } from '@slack/bolt';
import { defined } from '../lib/defined.ts';

/** Waits between two attempts to reach Slack again grow to fifteen seconds and never end; refused credentials still end the process. */
const socketRetries = { forever: true, factor: 1.3, minTimeout: 500, maxTimeout: 15_000 } as const;
/** A second socket keeps commands flowing while Slack refreshes the first: a refreshed one is gone for about five seconds. */
const STAGGER_MS = 2_000;

export interface Connection {
  readonly app: App;
  start(): Promise<void>;
  /** Stops taking commands; does not wait for what runs. */
  stop(): Promise<void>;
  /** Sockets that are connected now. */
  connected(): number;
}

/** A Bolt app over two sockets, each with its own client options: shared ones would send the wrong token (see docs/architecture.md). */
export function connect(settings: {
  readonly botToken: string;
  readonly appToken: string;
  readonly apiUrl?: string;
  readonly logger: Logger;
}): Connection {
  const { botToken, appToken, apiUrl, logger } = settings;
  const base = defined({ slackApiUrl: apiUrl });
  const live = new Set<SocketModeReceiver>();
  const receivers = [receiver(), receiver()] as const;
  const app = new App({
    token: botToken,
    receiver: receivers[0],
    logger,
    convoStore: false,
    clientOptions: { ...base, retryConfig: { retries: 0 }, timeout: 10_000, rejectRateLimitedCalls: true },
  });
  receivers[1].init(app);
  let second: NodeJS.Timeout | undefined;
  return {
    app,
    async start() {
      await receivers[0].start();
      second = setTimeout(() => {
        receivers[1].start().catch((error: unknown) => logger.error('second socket failed', error));
      }, STAGGER_MS);
    },
    async stop() {
      clearTimeout(second);
      await Promise.all(receivers.map((one) => one.stop()));
    },
    connected: () => live.size,
  };

  function receiver(): SocketModeReceiver {
    const made = new SocketModeReceiver({
      appToken,
      logger,
      installerOptions: { clientOptions: { ...base, retryConfig: socketRetries } },
    });
    made.client.on('connected', () => live.add(made));
    made.client.on('disconnected', () => live.delete(made));
    made.client.on('reconnecting', () => live.delete(made));
    return made;
  }
}
