import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { startWorkbench, type Workbench, type WorkbenchOptions } from '../../src/workbench/server.ts';

/** A workbench with a real Bolt app connected to it over Socket Mode. */
export interface Running {
  readonly workbench: Workbench;
  readonly app: App;
  readonly receiver: SocketModeReceiver;
  stop(): Promise<void>;
}

/** Starts a workbench and a Bolt app set up as facts about Bolt's shared options demand: a receiver with its own options. */
export async function startWithBolt(options: WorkbenchOptions, register: (app: App) => void): Promise<Running> {
  const workbench = await startWorkbench(options);
  const { slackApiUrl } = workbench;
  const receiver = new SocketModeReceiver({
    appToken: workbench.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: {
      clientOptions: { slackApiUrl, retryConfig: { forever: true, minTimeout: 20, maxTimeout: 50 } },
    },
  });
  const app = new App({
    token: workbench.botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    convoStore: false,
    clientOptions: { slackApiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
  });
  register(app);
  await app.start();
  return {
    workbench,
    app,
    receiver,
    async stop() {
      await app.stop();
      await workbench.close();
    },
  };
}
