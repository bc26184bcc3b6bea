import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { startBot } from './app.ts';
import { verbs } from './commands/verbs.ts';
import { loadConfig } from './config/config.ts';
import { problemText } from './config/problem.ts';
import { loadInventory } from './hosts/inventory.ts';
import { createSshTransport } from './hosts/transport.ts';
import { defined } from './lib/defined.ts';
import { untilStopped } from './until-stopped.ts';
import { type BenchHosts, startPracticeHosts } from './workbench/practice/hosts.ts';
import { startWorkbench, type Workbench } from './workbench/server.ts';

const usage = 'usage: npm run workbench [-- [--port N] [--state DIRECTORY]]\n';

/** A running workbench: the stand-in for Slack, its hosts and the bot, all in this process. */
export interface Practice {
  readonly workbench: Workbench;
  readonly hosts: BenchHosts;
  readonly settingsPath: string;
  stop(): Promise<void>;
}

/** Starts everything below a state directory; the bot is the very one that runs against Slack. */
export async function openPractice(options: {
  readonly state: string;
  readonly port?: number;
  readonly logLevel?: string;
  readonly hosts?: BenchHosts;
}): Promise<Practice> {
  mkdirSync(options.state, { recursive: true, mode: 0o700 });
  const hosts = options.hosts ?? (await startPracticeHosts(options.state));
  const hints = {
    verbs: verbs.map(({ name, usage: use, summary }) => ({ verb: name, usage: use, description: summary })),
    hosts: hosts.about,
    recorded: hosts.recorded,
    shortcuts: [{ callbackId: 'explain', name: 'Explain this' }],
  };
  const workbench = await startWorkbench({ ...defined({ port: options.port }), hints });
  const settingsPath = writeSettings(options.state, hosts);
  const environment = { ...process.env, ONCALL_CONFIG: settingsPath, LOG_LEVEL: options.logLevel ?? 'warn' };
  const config = loadConfig(environment, options.state);
  const inventory = config.ok ? loadInventory(config.value.hostsPath, environment) : undefined;
  if (!config.ok || inventory?.ok !== true)
    throw new Error(
      problemText([...(config.ok ? [] : config.problems), ...(inventory?.ok === false ? inventory.problems : [])]),
    );
  const log = pino({ level: config.value.logLevel });
  const started = await startBot({
    config: config.value,
    tokens: { botToken: workbench.botToken, appToken: workbench.appToken, apiUrl: workbench.slackApiUrl },
    inventory: inventory.value,
    transport: createSshTransport({ environment }),
    log,
    onFault(error) {
      log.fatal({ err: error }, 'the record can no longer be written');
      process.exit(1);
    },
  });
  if (!started.ok) throw new Error(started.problem);
  return {
    workbench,
    hosts,
    settingsPath,
    async stop() {
      await started.bot.stop();
      await workbench.close();
      await hosts.close();
    },
  };
}

/** The workbench as a program, with the practice hosts unless others are given: prints one address and runs until it is told to end. */
export async function startPractice(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  openHosts?: () => Promise<BenchHosts>,
): Promise<number> {
  const call = readCall(args);
  if (call === undefined) {
    process.stderr.write(usage);
    return 2;
  }
  const temporary = call.state === undefined ? mkdtempSync(join(tmpdir(), 'apache-oncall-')) : undefined;
  const practice = await openPractice({
    ...call,
    ...defined({ hosts: await openHosts?.() }),
    state: call.state ?? temporary ?? '',
    ...defined({ logLevel: environment['LOG_LEVEL'] }),
  });
  process.stdout.write(`\n  The workbench is at ${practice.workbench.url}  (a stand-in for Slack; Ctrl-C ends it)\n`);
  for (const { name, about } of practice.hosts.about) process.stdout.write(`    ${name}  ${about}\n`);
  process.stdout.write(
    `  The same in a terminal: ONCALL_CONFIG=${practice.settingsPath} npm run -s oncall -- diagnose ${practice.hosts.about[0]?.name ?? 'HOST'}\n\n`,
  );
  await untilStopped();
  await practice.stop();
  if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  return 0;
}

function readCall(args: readonly string[]): { port?: number; state?: string } | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { port: { type: 'string' }, state: { type: 'string' } },
    });
    const port = Number(values.port ?? '0');
    if (!Number.isInteger(port) || port < 0 || port > 65_535) return undefined;
    return {
      port,
      ...defined({ state: values.state }),
    };
  } catch {
    return undefined;
  }
}

/**
 * People of the practice workspace: Alex and Sam approve, through the user group the stand-in has. Robin, who asks, is among those who may pass by
 * the usual approvals.
 */
const practiceSettings = `hosts: hosts.yml
record: oncall.db
approvals:
  rules:
    - tiers: [reversible, disruptive]
      groups: [S0APPROVERS]
    - tiers: [break-glass]
      users: [U0ROBIN]
      groups: [S0APPROVERS]
`;

function writeSettings(state: string, { inventoryYaml }: BenchHosts): string {
  writeFileSync(join(state, 'hosts.yml'), inventoryYaml, { mode: 0o600 });
  const path = join(state, 'oncall.yml');
  writeFileSync(path, practiceSettings, { mode: 0o600 });
  return path;
}
