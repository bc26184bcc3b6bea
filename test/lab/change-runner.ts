import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { changeActions } from '../../src/changes/change-actions.ts';
import { changeFace } from '../../src/changes/change-steps.ts';
import { digestOf } from '../../src/changes/digest.ts';
import { changeFlow } from '../../src/changes/flow.ts';
import { type ChangeDependencies, planChange } from '../../src/changes/look.ts';
import { openSqliteRecord } from '../../src/engine/sqlite-engine.ts';
import { realClock } from '../../src/lib/clock.ts';
import type { ChangeOptions } from '../../src/model/change-options.ts';
import type { Planned } from '../../src/model/change-runbook.ts';
import type { Action, Actor } from '../../src/model/engine-port.ts';
import { ChangeResult, type Plan, type PlanCard } from '../../src/model/plan.ts';
import type { ChangeVerb } from '../../src/model/verbs.ts';
import { lightRequests } from '../../src/runbooks/changes/server/light-requests.ts';
import { changeDefinition } from '../../src/runbooks/changes.ts';
import { hostSurvey } from '../../src/runbooks/host-survey.ts';
import type { Eyes } from './eyes.ts';

/** The change flow as the bot runs it, with the real record and the real hosts, and nobody but the test to approve. */
export interface ChangeRunner {
  plan(host: string, verb: ChangeVerb, options?: ChangeOptions): Promise<Planned>;
  /** The plan of a change that has to be offered; throws with the reasons when it is not. */
  offered(host: string, verb: ChangeVerb, options?: ChangeOptions): Promise<Plan>;
  /** Starts the flow, approves at once, and gives what came of it. */
  carryOut(plan: Plan): Promise<ChangeResult>;
  close(): Promise<void>;
}

const tester: Actor = { surface: 'system', id: 'test' };
const WAIT_MS = 240_000;

/** Opens a changes over the laboratory's eyes. */
export function openChangeRunner(eyes: Eyes): ChangeRunner {
  const folder = mkdtempSync(join(tmpdir(), 'oncall-changes-'));
  const dependencies: ChangeDependencies<Parameters<typeof hostSurvey.layout>[0]> = {
    transport: eyes.transport,
    survey: hostSurvey,
    runbook: changeDefinition,
    host: (name) => eyes.host(name),
    requests: lightRequests,
    clock: realClock,
    frozen: () => undefined,
  };
  const shown = Object.values(changeFace).map((type): Action => ({ type, perform: () => Promise.resolve(null) }));
  const opened = openSqliteRecord({ path: join(folder, 'record.db'), log: pino({ level: 'silent' }) });
  if (!opened.ok) throw new Error(opened.detail);
  const engine = opened.record.runFlows({
    flows: [changeFlow],
    actions: [...changeActions(dependencies), ...shown],
    onFault(error) {
      throw error;
    },
    onStopped({ result }) {
      throw new Error(JSON.stringify(result));
    },
  });

  async function plan(host: string, verb: ChangeVerb, options: ChangeOptions = {}): Promise<Planned> {
    const changeId = randomBytes(8).toString('hex');
    return planChange(dependencies, eyes.host(host), { verb, options, changeId });
  }

  return {
    plan,
    async offered(host, verb, options) {
      const planned = await plan(host, verb, options);
      if (planned.offered) {
        const { tier } = planned.plan;
        if (tier === 'break-glass' || !changeDefinition(verb).tiers.includes(tier))
          throw new Error(`${verb} is not to be ${tier}`);
        return planned.plan;
      }
      throw new Error(planned.refusal.reasons.map(({ why }) => why).join(' '));
    },
    async carryOut(approved) {
      const runId = `change-${approved.changeId}`;
      const card: PlanCard = {
        runId,
        plan: approved,
        digest: digestOf(approved),
        requestedBy: tester,
        checks: [],
        approvers: { users: [], groups: [], selfApproval: true, needed: 1 },
      };
      await engine.start(changeFlow, runId, { card, ttlMs: WAIT_MS }, tester);
      const [pending] = await soon(async () => {
        const waiting = await engine.pendingApprovals();
        return waiting.filter((one) => one.runId === runId);
      });
      if (pending !== undefined) await engine.decide(pending.id, 'approve', tester);
      const [ended] = await soon(async () => {
        const run = await engine.run(runId);
        return run === undefined || run.status === 'open' ? [] : [run];
      });
      return ChangeResult.parse(ended?.result);
    },
    async close() {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function soon<T>(look: () => Promise<readonly T[]>): Promise<readonly T[]> {
  const until = performance.now() + WAIT_MS;
  for (;;) {
    const found = await look();
    if (found.length > 0 || performance.now() > until) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
