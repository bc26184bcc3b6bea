import { defineRule, type Found, notApplicable } from '../../model/rule.ts';
import type { ProcessFacts } from '../../probes/processes/facts.ts';
import { processes } from '../../probes/processes/probe.ts';
import type { UnitFacts } from '../../probes/service/facts.ts';
import { unit } from '../../probes/service/probe.ts';

export const notRunning = defineRule({
  id: 'not-running',
  title: 'No Apache is running',
  kind: 'problem',
  answers: ['ports', 'workers', 'preflight'],
  severity: 'critical',
  cause: 'There is no parent process, so nothing accepts connections: clients get "connection refused" at once.',
  remedy: 'Find out first why it ended (the other findings), check the configuration as root, then start it once.',
  runbook: 'start',
  explains: ['site-failing'],
  reads: {},
  mayRead: { unit, processes },
  judge({ unit: service, processes: listed }) {
    const someone = listed !== undefined && listed.processes.length > 0;
    if (someone) return service?.active === 'deactivating' ? stopping(service, listed) : undefined;
    if (listed?.complete === true) return noProcess(service, listed);
    if (service?.active === undefined) return notApplicable('neither processes nor the state of the unit are known');
    const down = ['failed', 'inactive'].includes(service.active) || service.sub === 'auto-restart';
    return down && service.mainPid === undefined ? downUnit(service) : undefined;
  },
});

/** A graceful stop closes the ports at once and then waits for the requests that run (GracefulShutdownTimeout, 0 = without limit). */
function stopping(service: UnitFacts, { processes: left }: ProcessFacts): Found {
  return {
    summary: `Apache is stopping: its ports are closed while ${left.length} processes finish their requests.`,
    cause:
      'A stop or restart closes the ports first and then waits for running requests, at most until TimeoutStopSec of the unit; new clients are refused meanwhile.',
    advice: 'Wait for the requests to end, or find what they wait for; a second restart does not make it faster.',
    evidence: [{ kind: 'quote', source: 'unit', text: service.stateLine ?? 'deactivating' }],
    facts: { count: left.length, unit: service.unit },
  };
}

function downUnit(service: UnitFacts): Found {
  const name = service.unit ?? 'the service';
  return {
    summary: `Apache is not running: ${name} is ${service.active ?? 'down'}${service.sub === undefined || service.sub === service.active ? '' : ` (${service.sub})`}.`,
    certainty: service.manager === 'systemd' ? 'likely' : 'possible',
    evidence: [{ kind: 'quote', source: 'unit', text: service.stateLine ?? '' }],
    facts: { unit: service.unit },
  };
}

function noProcess(service: UnitFacts | undefined, listed: ProcessFacts): Found {
  const measure = {
    kind: 'measure' as const,
    source: 'processes',
    name: 'Apache processes',
    value: 0,
    unit: 'processes',
  };
  const state = service?.stateLine;
  return {
    summary: `Apache is not running: no process of it exists${service?.active === undefined ? '' : `, and ${service.unit ?? 'its unit'} is ${service.active}`}.`,
    evidence: state === undefined ? [measure] : [measure, { kind: 'quote', source: 'unit', text: state }],
    facts: { count: listed.processes.length, unit: service?.unit },
  };
}
