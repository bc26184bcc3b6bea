import type { ActionsBlock, Button, ConfirmationDialog, PlainTextElement } from '@slack/types';
import { z } from 'zod';
import { cutText, oneLine } from '../../lib/hostile-text.ts';
import { ChangeOptions, changeVerbs } from '../../model/change-options.ts';
import { type Intent, logLevels, optionLimits, readVerbs } from '../../model/intent.ts';
import { slackLimits } from './limits.ts';

/** A name as inventories have them: letters, digits and a few signs. */
const Name = z.string().regex(/^[\p{L}\p{N}._:@-]{1,253}$/u);

/** An id of a run in the record, as the engine makes them. */
const RunId = z.string().regex(/^[a-z0-9][a-z0-9-]{2,79}$/);

function within({ least, most }: { readonly least: number; readonly most: number }) {
  return z.int().min(least).max(most).optional();
}

const runVerbs = [
  ...new Set([...readVerbs, ...changeVerbs]),
  'watch',
  'compare',
  'why',
  'freeze',
  'unfreeze',
  'export',
  'hosts',
  'help',
] as const;

/** What a `run:VERB` button carries: an intent by its parts, never a command line. */
export const RunValue = z.strictObject({
  v: z.literal(1),
  verb: z.enum(runVerbs),
  host: Name.optional(),
  lines: within(optionLimits.lines),
  sinceSeconds: within(optionLimits.sinceSeconds),
  grep: z.string().min(optionLimits.grep.least).max(optionLimits.grep.most).optional(),
  level: z.enum(logLevels).optional(),
  followSeconds: within(optionLimits.followSeconds),
  /** How long to watch. */
  watchSeconds: within(optionLimits.watchSeconds),
  /** What to compare. */
  hosts: z.array(Name).max(optionLimits.comparedHosts.most).optional(),
  /** What else to compare, or where to change one host after the other. */
  group: Name.optional(),
  /** What to change. For `mpm`, which is also a look, its presence makes it the change. */
  change: ChangeOptions.optional(),
  /** Show the plan, ask nobody. */
  dryRun: z.literal(true).optional(),
  /** Why the usual approvals are passed by, or why everything is frozen. */
  reason: z.string().min(optionLimits.reason.least).max(optionLimits.reason.most).optional(),
  /** `why`: which change. */
  about: z.enum(changeVerbs).optional(),
  /** `export`: which run. */
  run: RunId.optional(),
  /** True where the thread's first message stands for a run that was cut off or came to nothing: the new run takes it over. */
  takesRoot: z.literal(true).optional(),
});
export type RunValue = z.infer<typeof RunValue>;

/** What the buttons of a plan card and its modal carry: which approval, and exactly which plan. */
export const ApprovalValue = z.strictObject({
  v: z.literal(1),
  approval: z.string().min(1).max(200),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ApprovalValue = z.infer<typeof ApprovalValue>;

/** Action ids of the plan card; a `run:` button's id is {@link runActionId}. `approve` is the modal's callback id too. */
export const approvalActions = { approve: 'approval:approve', deny: 'approval:deny', open: 'approval:open' } as const;

/** The value of a run button that was pressed; undefined when it is not one of ours. */
export function readRunValue(text: string | undefined): RunValue | undefined {
  return readValue(RunValue, text);
}

/** The value of a plan card's button or modal; undefined when it is not one of ours. */
export function readApprovalValue(text: string | undefined): ApprovalValue | undefined {
  return readValue(ApprovalValue, text);
}

/** The button value that stands for an intent. */
export function runValueOf(intent: Intent): RunValue {
  switch (intent.kind) {
    case 'hosts':
    case 'help':
    case 'unfreeze':
      return { v: 1, verb: intent.kind };
    case 'change':
      return { v: 1, verb: intent.verb, host: intent.host, ...termsOf(intent) };
    case 'rollout':
      return { v: 1, verb: intent.verb, group: intent.group, ...termsOf(intent) };
    case 'why':
      return { v: 1, verb: 'why', host: intent.host, about: intent.verb };
    case 'freeze':
      return { v: 1, verb: 'freeze', ...(intent.reason === undefined ? {} : { reason: intent.reason }) };
    case 'export':
      return { v: 1, verb: 'export', run: intent.run };
    case 'watch':
      return { v: 1, verb: 'watch', host: intent.host, watchSeconds: intent.seconds };
    case 'compare': {
      const { hosts, group } = intent;
      return { v: 1, verb: 'compare', hosts: [...hosts], ...(group === undefined ? {} : { group }) };
    }
    case 'look': {
      const { json: _terminalOnly, ...options } = intent.options;
      return { v: 1, verb: intent.verb, host: intent.host, ...options };
    }
  }
}

function termsOf({ verb, options, dryRun, breakGlass }: Extract<Intent, { kind: 'change' | 'rollout' }>) {
  const bare = Object.keys(options).length === 0 && verb !== 'mpm';
  return {
    ...(bare ? {} : { change: options }),
    ...(dryRun === undefined ? {} : { dryRun }),
    ...(breakGlass === undefined ? {} : { reason: breakGlass }),
  };
}

/** The action id of a button that runs a verb. */
export function runActionId(verb: RunValue['verb']): string {
  return `run:${verb}`;
}

/** A button that runs a look, or plans a change; `label` replaces the verb's own words. None for a value that would not be accepted back. */
export function runButton(value: RunValue, options: { label?: string; style?: 'primary' } = {}): Button[] {
  const carried = JSON.stringify(value);
  if (!RunValue.safeParse(value).success || carried.length > slackLimits.buttonValue) return [];
  return [
    {
      type: 'button',
      text: plain(options.label ?? labels[value.verb], slackLimits.buttonText),
      action_id: runActionId(value.verb),
      value: carried,
      ...(options.style === undefined ? {} : { style: options.style }),
    },
  ];
}

/** A button of the plan card. */
export function approvalButton(
  action: keyof typeof approvalActions,
  value: ApprovalValue,
  look: { label: string; style?: 'primary' | 'danger'; confirm?: ConfirmationDialog },
): Button {
  return {
    type: 'button',
    text: plain(look.label, slackLimits.buttonText),
    action_id: approvalActions[action],
    value: JSON.stringify(value),
    ...(look.style === undefined ? {} : { style: look.style }),
    ...(look.confirm === undefined ? {} : { confirm: look.confirm }),
  };
}

/** The question Slack asks before a button counts. */
export function confirmation(
  title: string,
  text: string,
  yes: string,
  style: 'primary' | 'danger',
): ConfirmationDialog {
  return {
    title: plain(title, slackLimits.confirmTitle),
    text: plain(text, slackLimits.confirmText),
    confirm: plain(yes, slackLimits.confirmButton),
    deny: plain('Not now', slackLimits.confirmButton),
    style,
  };
}

/** A row of buttons, one per action id, in order; nothing for none. */
export function actions(buttons: readonly Button[]): ActionsBlock[] {
  const elements = [...new Map(buttons.map((button) => [button.action_id, button])).values()];
  return elements.length === 0 ? [] : [{ type: 'actions', elements: elements.slice(0, slackLimits.actionsElements) }];
}

/** Plain text without emoji codes, cut to a limit. */
export function plain(text: string, most: number): PlainTextElement {
  return { type: 'plain_text', text: cutText(oneLine(text), most), emoji: false };
}

const labels: Readonly<Record<RunValue['verb'], string>> = {
  diagnose: 'Diagnose',
  status: 'Show the status',
  logs: 'Read the error log',
  oom: 'Look for OOM kills',
  ports: 'Who listens where',
  configtest: 'Test the configuration',
  workers: 'What the workers do',
  memory: 'Memory per child',
  connections: 'Count the connections',
  crashes: 'Look for crashes',
  limits: 'Show the limits',
  tls: 'Show the certificates',
  changes: 'What changed lately',
  hardening: 'Advice on hardening',
  preflight: 'Would a reload survive?',
  watch: 'Watch for a while',
  compare: 'Compare hosts',
  reload: 'Plan a graceful reload',
  restart: 'Plan a full restart',
  start: 'Plan a start',
  stop: 'Plan a graceful stop',
  'reset-failed': 'Plan to reset the failure count',
  tune: 'Plan new limits',
  mpm: 'Limits in effect',
  'core-dumps': 'Plan core dumps',
  harden: 'Plan hardening',
  'disable-module': 'Plan to disable a module',
  'enable-status': 'Plan the status page',
  'release-port': 'Plan to free a port',
  'clear-semaphores': 'Plan to clear semaphores',
  rollback: 'Plan a rollback',
  why: 'Who may have it changed',
  freeze: 'Freeze all changes',
  unfreeze: 'Allow changes again',
  export: 'Export the record',
  hosts: 'List the hosts',
  help: 'Show the help',
};

function readValue<Value>(schema: z.ZodType<Value>, text: string | undefined): Value | undefined {
  if (text === undefined || text.length > slackLimits.buttonValue) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
