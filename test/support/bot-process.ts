import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Stage } from './bench.ts';

const program = fileURLToPath(new URL('bot-main.ts', import.meta.url));

/** The bot as `npm start` runs it but for its pauses, in a process of its own. */
export interface BotProcess {
  /** Ends it by SIGKILL and waits until it is gone. */
  kill(): Promise<void>;
  /** What it printed until now. */
  printed(): string;
}

/** Starts the bot on a stage and waits until it listens; `laterMs` sets its clock forward. */
export async function startBotProcess(
  stage: Pick<Stage, 'state' | 'settingsPath' | 'workbench'>,
  laterMs = 0,
): Promise<BotProcess> {
  const clock = `data:text/javascript,const now=Date.now;Date.now=()=>now()+${laterMs}`;
  const { workbench } = stage;
  const child = spawn(process.execPath, ['--import', clock, program], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: stage.state,
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
      ONCALL_CONFIG: stage.settingsPath,
      SLACK_API_URL: workbench.slackApiUrl,
      SLACK_BOT_TOKEN: workbench.botToken,
      SLACK_APP_TOKEN: workbench.appToken,
    },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  await listening(child, () => printed);
  return {
    printed: () => printed,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

function listening(child: ChildProcess, printed: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', () => {
      if (printed().includes('"msg":"listening"')) resolve();
    });
    child.once('exit', () => reject(new Error(`the bot ended before it listened:\n${printed()}`)));
  });
}
