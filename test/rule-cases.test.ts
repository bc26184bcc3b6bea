import { describe, expect, it } from 'vitest';
import type { FindingId } from '../src/model/finding.ts';
import { rules } from '../src/rules/index.ts';
import { allCases } from './support/cases.ts';
import { type CaseKind, caseKinds, isFromHost, kindsOf } from './support/rule-cases.ts';

const ownKernel = 'needs a kernel of its own: only the vm tier of the laboratory makes it, and it is scored there';
const reach = 'judged from whether a session starts; real-hosts.test.ts does that against real hosts';
const publicProc = 'the kernel shows these lines to everybody who sees the process at all';
const ownWait = 'the survey times its own calls, whatever the account may do';
const noSwap = 'the machine of the laboratory has no swap';
const contained = 'a host of the laboratory is a container to itself, whose load average is not its own';

/** Kinds of cases that the laboratory cannot produce, and why. A line that is no longer needed fails the test. */
const impossible: Partial<Record<FindingId, Partial<Record<CaseKind, string>>>> = {
  'recent-reboot': { refused: 'the kernel shows the uptime to everybody' },
  'oom-invoked': { sick: ownKernel },
  'oomd-kill': { sick: 'needs cgroup v2 and systemd-oomd with pressure statistics' },
  'unit-failed-oom': { sick: ownKernel },
  'clock-skew': { sick: 'hosts of the laboratory share the clock of the machine, and captures keep none of ours' },
  'core-limit-zero': { refused: publicProc },
  'load-high': { sick: contained, healthy: contained, refused: contained },
  'mutex-dir-missing': { sick: 'httpd 2.4 refuses the folder while it reads the configuration; 2.2 is not packaged' },
  'nofile-low': { refused: publicProc },
  'nproc-low': { refused: publicProc },
  'swap-exhausted': { sick: noSwap, refused: 'the kernel shows its memory to everybody' },
  'not-reachable-from-outside': {
    refused: 'the kernel shows listening sockets to everybody; their holders are told apart',
  },
  'backend-slow': { refused: 'the kernel shows the state of connections to everybody' },
  'chain-incomplete': { refused: 'a server shows its certificates to everybody' },
  'port-held-by-other': { refused: 'the kernel shows listening sockets to everybody; their holders are told apart' },
  'mac-denied': { sick: 'the kernel of the laboratory enforces neither SELinux nor AppArmor' },
  'modjk-worker-error': { sick: 'needs mod_jk and a Tomcat' },
  'host-sick': { sick: reach, healthy: reach, refused: reach },
  'host-unreachable': { sick: reach, healthy: reach, refused: reach },
  'sudo-slow': { refused: ownWait },
  'dbus-hangs': { refused: ownWait },
  'eol-version': { sick: 'needs httpd 2.2 or older, which no supported distribution packages' },
};

function coverage(): ReadonlyMap<string, ReadonlySet<CaseKind>> {
  const seen = new Map<string, Set<CaseKind>>(rules.map(({ id }) => [id, new Set()]));
  for (const one of allCases().filter(isFromHost))
    for (const [id, kind] of kindsOf(one, rules)) seen.get(id)?.add(kind);
  return seen;
}

describe('cases captured on real hosts', () => {
  const covered = coverage();

  it.each(caseKinds)('hold a %s one for every rule, or it is said why there is none', (kind) => {
    const lacks = (id: string) => covered.get(id)?.has(kind) !== true;
    const excuse = (id: FindingId) => impossible[id]?.[kind];
    const missing = rules.filter(({ id }) => lacks(id) && excuse(id) === undefined).map(({ id }) => id);
    const needless = rules.filter(({ id }) => !lacks(id) && excuse(id) !== undefined).map(({ id }) => id);

    expect(
      missing,
      `no ${kind} host below test/cases: record one with npm run lab -- capture FAULT[@oncall-bare], or, where the laboratory cannot produce it, say why in the list above (a pasted text does not count)`,
    ).toEqual([]);
    expect(needless, `a ${kind} host is below test/cases, so the line in test/rule-cases.test.ts goes`).toEqual([]);
  });
});
