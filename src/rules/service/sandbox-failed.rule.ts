import { unitOf } from '../../probes/logs/select.ts';
import { type SetupStep, setupStep } from '../../probes/service/exit-statuses.ts';
import type { UnitFacts } from '../../probes/service/facts.ts';
import { unit } from '../../probes/service/probe.ts';
import type { UnitEvent } from '../../probes/service/unit-events.ts';
import { messageRule } from '../message-rule.ts';
import { startOver } from '../over/starts.ts';
import { isUp, statusOf, unfinishedStart } from './unfinished-start.ts';

export const sandboxFailed = messageRule({
  id: 'sandbox-failed',
  title: 'systemd could not set up what the unit asks for',
  kind: 'problem',
  answers: ['preflight'],
  over: startOver,
  severity: 'critical',
  cause:
    'Before it runs a command systemd sets up folder, user, limits and sandbox of the unit. When that fails the command is never run, and its exit status is systemd’s own (200 to 245: systemd.exec(5), "Process Exit Codes"), so httpd logs nothing.',
  remedy:
    'Look at the named setting in `systemctl cat` of the unit and its drop-ins: make the missing folder or user, or correct the setting; then `systemctl daemon-reload` and start once.',
  runbook: 'start',
  explains: ['start-hook-failed', 'start-failed', 'server-exited', 'unit-failed', 'not-running', 'start-limit-hit'],
  mayRead: { unit },
  select: (all, { unit: service }) => {
    const story = unfinishedStart(all, service);
    return story.some(isSetup) ? story.filter((one) => isSetup(one) || isDetail(one)).map(({ entry }) => entry) : [];
  },
  describe(entries, all, { unit: service }) {
    const story = unfinishedStart(all, service);
    const step = stepOf(story.findLast(isSetup));
    const detail =
      story
        .findLast(isDetail)
        ?.reason?.replace(/^Failed/, 'failed')
        .replaceAll('/run/systemd/unit-root', '') ?? story.findLast(({ kind }) => kind === 'setup-failed')?.reason;
    return {
      summary: inWords(step, detail),
      facts: { unit: unitOf(entries) ?? service?.unit, ...factsOf(step), reason: detail },
    };
  },
  withoutMessages: ({ unit: service }) => fromState(service),
});

function fromState(service: UnitFacts | undefined) {
  if (service === undefined || isUp(service) || service.stateLine === undefined) return undefined;
  const failed = service.processes.map(({ step, status }) =>
    step.startsWith('ExecStart') ? statusOf(status) : undefined,
  );
  const step = failed
    .map((status) => (status === undefined || status === 203 ? undefined : setupStep(status)))
    .find(Boolean);
  if (step === undefined) return undefined;
  return {
    summary: inWords(step, undefined),
    evidence: [{ kind: 'quote', source: 'unit', text: service.stateLine }] as const,
    facts: { unit: service.unit, ...factsOf(step) },
  };
}

function stepOf(event: UnitEvent | undefined): ReturnType<typeof setupStep> {
  return setupStep(event?.step ?? event?.status ?? 0);
}

function isSetup(event: UnitEvent): boolean {
  if (event.kind === 'setup-failed') return event.step !== 'EXEC';
  return event.kind === 'exited' && event.code === 'exited' && event.status !== 203 && stepOf(event) !== undefined;
}

function isDetail({ kind }: UnitEvent): boolean {
  return kind === 'setup-detail';
}

function inWords(step: (SetupStep & { readonly status: number }) | undefined, detail: string | undefined): string {
  const what = step === undefined ? 'set up the unit' : `${step.does} (${step.name}, status ${step.status})`;
  return `systemd could not ${what}, so httpd was never run${detail === undefined ? '' : `: ${detail.slice(0, 200)}`}.`;
}

function factsOf(step: ReturnType<typeof setupStep>) {
  return { step: step?.name, status: step?.status };
}
