import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { changeActions } from './changes/change-actions.ts';
import { changeFlow } from './changes/flow.ts';
import type { ChangeDependencies } from './changes/look.ts';
import { rolloutFlow } from './changes/rollout.ts';
import { rolloutActions } from './changes/rollout-actions.ts';
import { presentationActions } from './commands/change-thread.ts';
import { createCommands } from './commands/commands.ts';
import type { Collects, Investigates } from './commands/dependencies.ts';
import { startPeriodic } from './commands/periodic.ts';
import { showInterrupted } from './commands/restart.ts';
import { rolloutPresentationActions } from './commands/rollout-show.ts';
import { kept } from './commands/stored.ts';
import { createWork } from './commands/work.ts';
import type { Config, SlackTokens } from './config/config.ts';
import { type FreezeSwitch, freezeSwitch } from './config/freeze.ts';
import { collect } from './diagnosis/collect.ts';
import { investigate } from './diagnosis/investigate.ts';
import { openSqliteRecord, type SqliteRecord } from './engine/sqlite-engine.ts';
import { connectBalancers } from './hosts/hooks/load-balancers.ts';
import { createClock } from './lib/clock.ts';
import type { Engine } from './model/engine-port.ts';
import type { Face } from './model/face/face.ts';
import { freezeSentence } from './model/freeze.ts';
import type { Inventory } from './model/inventory.ts';
import type { ChangeTransport, ReadTransport } from './model/ports.ts';
import type { LoadBalancers } from './model/rollout.ts';
import type { Survey } from './probes/survey/facts.ts';
import { lightRequests } from './runbooks/changes/server/light-requests.ts';
import { changeDefinition } from './runbooks/changes.ts';
import { hostSurvey } from './runbooks/host-survey.ts';
import { investigationFor } from './runbooks/investigation.ts';
import { health } from './runbooks/rollout/health.ts';
import { type Connection, connect } from './slack/connection.ts';
import { createDirectory } from './slack/directory.ts';
import { createSlackFace } from './slack/face.ts';
import { createGateway } from './slack/gateway.ts';
import { registerListeners } from './slack/listeners.ts';
import { boltLogger } from './slack/logger.ts';

/** How long runs may go on after the program was asked to end: less than the ten seconds container runtimes give. */
const DRAIN_MS = 6_000;

/** How long messages under way may take to reach Slack at the end. */
const SENDING_MS = 2_000;

export interface Bot {
  /** Sockets to Slack that are connected now. */
  connected(): number;
  stop(): Promise<void>;
}

export type Started = { readonly ok: true; readonly bot: Bot } | { readonly ok: false; readonly problem: string };

export interface BotParts {
  readonly config: Config;
  readonly tokens: SlackTokens;
  readonly inventory: Inventory;
  readonly transport: ChangeTransport & { closeAll(): Promise<void> };
  readonly log: Logger;
  /** The changes there are; absent means all of the product. */
  readonly runbook?: ChangeDependencies<Survey>['runbook'];
  /** How often what is due by the clock alone is looked for, in milliseconds; absent means the usual. */
  readonly periodMs?: number;
  /** How many times faster than usual it pauses and sends, for tests that wait for it. */
  readonly speed?: number;
  /** Called when the record can no longer be written: nothing may go on then. */
  readonly onFault: (error: unknown) => void;
}

/** Wires hosts, record, Slack and commands, goes on with what the last process left, and starts listening. */
export async function startBot(parts: BotParts): Promise<Started> {
  const { config, tokens, inventory, transport, log } = parts;
  mkdirSync(dirname(config.recordPath), { recursive: true, mode: 0o700 });
  const connection = connect({ ...tokens, logger: boltLogger(log) });
  const freeze = freezeSwitch(config.freezePath);
  const changes = changesOf(parts, freeze);
  const balancers = connectBalancers({ transport, host: (name) => inventory.find(name) });
  const opened = openSqliteRecord({ path: config.recordPath, log });
  if (!opened.ok) return { ok: false, problem: opened.detail };
  const { record } = opened;
  const { client } = connection.app;
  const gateway = createGateway({ client, log, speed: parts.speed ?? 1 });
  const face = createSlackFace(gateway);
  const engine = engineOn(record, { ...parts, changes, balancers, face });

  const team = await teamOf(client);
  if (typeof team !== 'string') {
    await engine.close();
    return { ok: false, problem: team.problem };
  }
  const work = createWork();
  const everything = {
    record,
    engine,
    face,
    directory: createDirectory(client),
    inventory,
    changes,
    clock: changes.clock,
    ...looksOf(transport),
    approvals: config.approvals,
    freeze,
    rollouts: config.rollouts,
    balancers,
    sharedConversations: config.sharedChannels,
    team,
    log,
    work,
  };
  registerListeners(connection.app, { commands: createCommands(everything), face, log });
  const left = await engine.resume();
  const refused = await listen(connection);
  if (refused !== undefined) {
    await engine.close();
    return { ok: false, problem: refused };
  }
  await showInterrupted(everything, [...left.interrupted, ...left.stopped]);
  const stopPeriodic = startPeriodic(everything, parts.periodMs);
  return {
    ok: true,
    bot: {
      connected: () => connection.connected(),
      async stop() {
        stopPeriodic();
        await connection.stop();
        await work.drain(DRAIN_MS);
        await engine.close();
        await Promise.race([gateway.idle(), wait(SENDING_MS, undefined, { ref: false })]);
        await transport.closeAll();
      },
    },
  };
}

/** The flows of the product, with all they may ask for. */
function engineOn(
  record: SqliteRecord,
  parts: Pick<BotParts, 'log' | 'onFault'> & {
    readonly changes: ChangeDependencies<Survey>;
    readonly balancers: LoadBalancers;
    readonly face: Face;
  },
): Engine {
  const { changes, balancers, face, log, onFault } = parts;
  const showing = { record, face };
  const control = (runId: string) => record.recall(runId, kept.control);
  return record.runFlows({
    flows: [changeFlow, rolloutFlow],
    actions: [
      ...changeActions(changes),
      ...presentationActions(showing),
      ...rolloutActions({ ...changes, health, balancers, control }),
      ...rolloutPresentationActions(showing),
    ],
    onFault,
    onStopped: (run) => void showInterrupted({ ...showing, log }, [run]),
  });
}

/** The two ways of looking at a host. */
function looksOf(transport: ReadTransport): Collects & Investigates {
  return {
    investigate: (host, verb, options, onOutcome, signal) =>
      investigate({
        host,
        investigation: investigationFor(verb, options),
        transport,
        survey: hostSurvey,
        onOutcome,
        signal,
      }),
    collect: (host, probes, signal) => collect({ host, probes, transport, survey: hostSurvey, signal }),
  };
}

function changesOf(
  { inventory, transport, runbook, speed }: BotParts,
  freeze: FreezeSwitch,
): ChangeDependencies<Survey> {
  return {
    transport,
    survey: hostSurvey,
    runbook: runbook ?? changeDefinition,
    host: (name) => inventory.find(name),
    requests: lightRequests,
    clock: createClock(speed),
    frozen() {
      const frozen = freeze.read();
      return frozen === undefined ? undefined : freezeSentence(frozen);
    },
  };
}

/** The workspace the bot token belongs to; Slack's refusal as a sentence with the setting to fix. */
async function teamOf(client: WebClient): Promise<string | { readonly problem: string }> {
  try {
    const { team_id: team } = await client.auth.test();
    return team ?? { problem: 'Slack did not say which workspace SLACK_BOT_TOKEN belongs to.' };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return {
      problem: `Slack does not accept SLACK_BOT_TOKEN, or cannot be reached: ${said}. Check the token and the way to Slack.`,
    };
  }
}

/** Opens the sockets; undefined once Slack has greeted the first. */
async function listen(connection: Connection): Promise<string | undefined> {
  try {
    await connection.start();
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return `Slack does not accept SLACK_APP_TOKEN: ${said}. It needs the scope connections:write.`;
  }
}
