import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type Bot, type BotParts, startBot } from '../../src/app.ts';
import { type Config, loadConfig } from '../../src/config/config.ts';
import type { ApprovalPolicy, ApprovalRule } from '../../src/config/policy.ts';
import { loadInventory } from '../../src/hosts/inventory.ts';
import { createSshTransport } from '../../src/hosts/transport.ts';
import { defined } from '../../src/lib/defined.ts';
import type { RolloutSettings } from '../../src/model/rollout.ts';
import { type PracticeHosts, startPracticeHosts } from '../../src/workbench/practice/hosts.ts';
import type { Recording } from '../../src/workbench/practice/recording.ts';
import { type PracticeRecording, readPracticeRecordings } from '../../src/workbench/practice/recordings.ts';
import { startWorkbench, type Workbench } from '../../src/workbench/server.ts';
import { type Channel, DEFAULT_CHANNELS, DEFAULT_PEOPLE, type Person } from '../../src/workbench/workspace.ts';
import { SPEED } from './bench-speed.ts';

/** Robin asks, Alex and Sam may approve, Kim is a member who may not. */
export const people: readonly Person[] = [
  ...DEFAULT_PEOPLE,
  { id: 'U0KIM', name: 'kim', realName: 'Kim', role: 'engineer' },
];

/** The channel of most scenarios. */
export const incidents = 'C0INCIDENTS';

/** A rule as a scenario writes it: everybody in the approvers' group for what is reversible, unless it says otherwise. */
export function ruled(rule: Partial<ApprovalRule> = {}): ApprovalRule {
  return { tiers: ['reversible'], users: [], groups: ['S0APPROVERS'], selfApproval: false, ...rule };
}

/** What a scenario needs. */
export interface Setting {
  /** Practice hosts to start; a twin is a copy under another name, a changed one a copy whose sections have other texts, by section. */
  readonly hosts: readonly (string | Twin | ChangedHost)[];
  /** How changes over groups go. */
  readonly rollouts?: readonly Partial<RolloutSettings>[];
  /** Without rules the approvers' group may approve what is reversible. */
  readonly approvals?: Partial<ApprovalPolicy>;
  /** The changes there are; absent means all of the product. */
  readonly runbook?: BotParts['runbook'];
  readonly channels?: readonly Channel[];
  /** More entries for the inventory, as YAML. */
  readonly moreHosts?: (hosts: PracticeHosts) => string;
}

/** A practice host under another name, with all that it can become. */
export interface Twin {
  readonly name: string;
  readonly twinOf: string;
}

/** A practice host under another name, some of whose sections answer something else; `after` makes it a host that can be switched. */
export interface ChangedHost {
  readonly name: string;
  readonly like: string;
  readonly before?: Texts;
  readonly after?: Texts;
  /** What the sections of an approved change answer; without them a change goes well. */
  readonly change?: Readonly<Record<'lock' | 'command', Answer>>;
}

interface Answer {
  readonly exit: number;
  readonly text: string;
}

/** What a section answers instead of what was recorded. */
type Texts = Readonly<Record<string, (recorded: string) => string>>;

/** Hosts, workbench and settings, without a bot. */
export interface Stage {
  readonly state: string;
  readonly settingsPath: string;
  readonly hosts: PracticeHosts;
  readonly workbench: Workbench;
  close(): Promise<void>;
}

/** The whole product on the workbench. */
export interface Bench extends Stage {
  /** Everything the bot has logged, one JSON object a line. */
  readonly logged: () => string;
  /** Stops the bot alone; its record can be read then. */
  readonly stopBot: () => Promise<void>;
}

/** Limits that end only what hangs: Slack and the hosts are in this process, and the machine may be busy. */
const PATIENT_MS = 60_000;
const patient = { connectMs: PATIENT_MS, handshakeMs: PATIENT_MS, startMs: PATIENT_MS, graceMs: PATIENT_MS };

/** Sets a stage in a directory of its own; `close` stops everything and removes it. */
export async function setStage(setting: Setting): Promise<Stage> {
  const state = mkdtempSync(join(tmpdir(), 'oncall-bench-'));
  const recordings = setting.hosts.map(recordingOf).sort((a, b) => a.name.localeCompare(b.name));
  const hosts = await startPracticeHosts(state, { recordings, mostMs: 2 });
  const workbench = await startWorkbench({
    people,
    channels: setting.channels ?? DEFAULT_CHANNELS,
    ackTimeoutMs: PATIENT_MS,
  });
  writeFileSync(join(state, 'hosts.yml'), hosts.inventoryYaml + (setting.moreHosts?.(hosts) ?? ''), { mode: 0o600 });
  const settingsPath = join(state, 'oncall.yml');
  const settings = {
    hosts: 'hosts.yml',
    record: 'oncall.db',
    approvals: { rules: [ruled()], ...onDisk(setting) },
    rollouts: setting.rollouts ?? [],
  };
  writeFileSync(settingsPath, JSON.stringify(settings), { mode: 0o600 });
  return {
    state,
    settingsPath,
    hosts,
    workbench,
    async close() {
      await workbench.close();
      await hosts.close();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

/** Sets a stage and starts the bot on it, in this process. */
export async function openBench(setting: Setting): Promise<Bench> {
  const stage = await setStage(setting);
  const lines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const bot = await start(stage, setting, log);
  let stopped: Promise<void> | undefined;
  const stopBot = () => {
    stopped ??= bot.stop();
    return stopped;
  };
  return {
    ...stage,
    logged: () => lines.join(''),
    stopBot,
    async close() {
      await stopBot();
      await stage.close();
    },
  };
}

/** Parts of minutes are only for a bot in this process: the settings file does not take them. */
function onDisk({ approvals = {} }: Setting): Partial<ApprovalPolicy> {
  const { expiresMinutes = 1, remindMinutes = 1 } = approvals;
  return Number.isInteger(expiresMinutes) && Number.isInteger(remindMinutes) ? approvals : {};
}

async function start({ state, settingsPath, workbench }: Stage, setting: Setting, log: pino.Logger): Promise<Bot> {
  const environment = { HOME: state, ONCALL_CONFIG: settingsPath };
  const read = loadConfig(environment, state);
  const inventory = loadInventory(join(state, 'hosts.yml'), environment);
  if (!read.ok || !inventory.ok) throw new Error(JSON.stringify([read, inventory]));
  const config: Config = { ...read.value, approvals: { ...read.value.approvals, ...setting.approvals } };
  const started = await startBot({
    config,
    tokens: { botToken: workbench.botToken, appToken: workbench.appToken, apiUrl: workbench.slackApiUrl },
    inventory: inventory.value,
    transport: createSshTransport({ environment, ...patient }),
    log,
    periodMs: 200,
    speed: SPEED,
    ...defined({ runbook: setting.runbook }),
    onFault(error) {
      throw error;
    },
  });
  if (!started.ok) throw new Error(started.problem);
  return started.bot;
}

function recordingOf(wanted: Setting['hosts'][number]): PracticeRecording {
  if (typeof wanted === 'string') return practiceRecording(wanted);
  if ('twinOf' in wanted) return { ...practiceRecording(wanted.twinOf), name: wanted.name };
  const { name, like, before = {}, after, change = {} } = wanted;
  const recorded = practiceRecording(like).before;
  return {
    name,
    before: withAnswers(rewritten(recorded, before), change),
    ...defined({ after: after === undefined ? undefined : rewritten(recorded, after) }),
  };
}

function practiceRecording(name: string): PracticeRecording {
  const recording = readPracticeRecordings().find((one) => one.name === name);
  if (recording === undefined) throw new Error(`there is no practice host ${name}`);
  return recording;
}

function withAnswers(recording: Recording, answers: Readonly<Record<string, Answer>>): Recording {
  const told = Object.entries(answers).map(([id, answer]) => [
    id,
    { ...answer, durationMs: 0, cut: false, timedOut: false },
  ]);
  return { ...recording, sections: { ...recording.sections, ...Object.fromEntries(told) } };
}

function rewritten(recording: Recording, texts: Texts): Recording {
  const sections = Object.entries(recording.sections).map(([id, section]) => [
    id,
    { ...section, text: texts[id]?.(section.text) ?? section.text },
  ]);
  return { ...recording, sections: Object.fromEntries(sections) };
}
