import { sizeText } from '../../lib/quantity.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { type Contradiction, defineContradiction, type Past, type Shown } from '../../model/resolution.ts';
import { configtest, modules } from '../../probes/config/probe.ts';
import { hasNoInodes, hasNoSpace } from '../../probes/disks/full.ts';
import type { DiskFacts, FileSystem } from '../../probes/disks/parse.ts';
import { disks } from '../../probes/disks/probe.ts';
import { semaphores } from '../../probes/limits/probe.ts';
import { listeners } from '../../probes/ports/probe.ts';
import { unit } from '../../probes/service/probe.ts';
import type { Survey } from '../../probes/survey/facts.ts';
import { serverOf } from '../../probes/survey/parents.ts';
import { survey } from '../../probes/survey/probe.ts';
import { certificates } from '../../probes/tls/probe.ts';
import { usage } from '../../probes/workers/capacity.ts';
import { statusPage } from '../../probes/workers/probe.ts';

/** A reason that is gone is still the reason why the server does not run, until it is started. */
function whileDown(host: Survey | undefined): Pick<Shown, 'effectStays'> {
  return host !== undefined && serverOf(host) === undefined ? { effectStays: true } : {};
}

/** For what the syntax check finds: it finds nothing now. */
export const configtestPasses: Contradiction = defineContradiction({
  words: 'the syntax check passes',
  from: { configtest, survey },
  shows: ({ configtest: check, survey: host }) =>
    check?.ok === true
      ? {
          by: 'the syntax check passes now',
          evidence: [{ kind: 'quote', source: 'configtest', text: 'Syntax OK' }],
          ...whileDown(host),
        }
      : undefined,
});

/** For a warning of the syntax check that stands in a log: it passes now and does not say it. */
export const checkSaysNothing: Contradiction = defineContradiction({
  words: 'the syntax check does not say it any more',
  from: { configtest },
  shows: ({ configtest: check }, { entries }) =>
    check?.ok === true && !check.entries.some((now) => entries.some((one) => isSame(one, now)))
      ? {
          by: 'the syntax check does not say it any more',
          evidence: [{ kind: 'quote', source: 'configtest', text: 'Syntax OK' }],
        }
      : undefined,
});

function isSame(one: LogEntry, other: LogEntry): boolean {
  return one.code === other.code && one.message === other.message;
}

/** For a refused reload: nothing is wrong with the files any more, and the server that went on with the old ones runs. */
export const reloadPossible: Contradiction = defineContradiction({
  words: 'the syntax check passes while the server runs',
  from: { configtest, survey },
  shows: ({ configtest: check, survey: host }) =>
    check?.ok === true && host !== undefined && serverOf(host) !== undefined
      ? {
          by: 'the syntax check passes now; what was to be reloaded comes into effect with the next reload',
          evidence: [{ kind: 'quote', source: 'configtest', text: 'Syntax OK' }],
        }
      : undefined,
});

/** For a bind that failed: the server itself listens on all those ports. */
export const listensItself: Contradiction = defineContradiction({
  words: 'Apache’s own parent listens on the port',
  from: { listeners, survey, unit },
  shows({ listeners: sockets, survey: host, unit: service }, { finding }) {
    const pid = service?.mainPid ?? (host && serverOf(host)?.pid);
    if (sockets === undefined || pid === undefined || (service !== undefined && service.active !== 'active'))
      return undefined;
    const ports = numbersIn(finding.facts['ports']);
    const own = ports.flatMap((port) => {
      const there = sockets.listeners.filter((one) => one.port === port);
      const strangers = there.some(({ holders }) => !holders.some(({ pids }) => pids.includes(pid)));
      return there[0] === undefined || strangers ? [] : [there[0]];
    });
    const [first] = own;
    if (first === undefined || own.length < ports.length) return undefined;
    return {
      by: `Apache itself (pid ${pid}) listens on port ${ports.join(' and ')} now`,
      evidence: [{ kind: 'quote', source: 'listeners', text: first.line }],
    };
  },
});

function numbersIn(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'number') : [];
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** For workers that were used up: enough of them are idle. */
export const workersIdle: Contradiction = defineContradiction({
  words: 'workers are idle again',
  from: { statusPage },
  shows({ statusPage: page }) {
    if (usage(page) !== 'free' || page?.idle === undefined || page.busy === undefined) return undefined;
    return {
      by: `${page.idle} workers are idle now and ${page.busy} are busy`,
      evidence: [{ kind: 'measure', source: 'status-page', name: 'idle workers', value: page.idle, unit: 'workers' }],
    };
  },
});

/** For writes that were refused: every file system that was named has room and can be written to. */
export const writable: Contradiction = defineContradiction({
  words: 'the file systems that were named have room and can be written to',
  from: { disks, survey },
  shows({ disks: found, survey: host }, past) {
    const named = fileSystemsOf(found, past);
    const [first] = named ?? [];
    if (named === undefined || first === undefined) return undefined;
    if (named.some((one) => one.readOnly || hasNoSpace(one) || hasNoInodes(one))) return undefined;
    const free = first.availableKiB === undefined ? '' : ` with ${sizeText(first.availableKiB)} free`;
    return {
      by: `${first.mount} can be written to now${free}`,
      evidence: [{ kind: 'quote', source: 'disks', text: first.line }],
      ...whileDown(host),
    };
  },
});

/** Those that hold the paths that the finding names; undefined when one of them was not looked at. */
function fileSystemsOf(found: DiskFacts | undefined, { finding }: Past): readonly FileSystem[] | undefined {
  const paths = textsIn(finding.facts['paths']).filter((path) => path.startsWith('/'));
  const holding = paths.map((path) =>
    found?.fileSystems.find(({ paths: seen }) => seen.some((one) => path === one || path.startsWith(`${one}/`))),
  );
  const known = holding.filter((one) => one !== undefined);
  return paths.length > 0 && known.length === paths.length ? known : undefined;
}

/** For a certificate and key that did not fit: those files fit now. */
export const certificateFits: Contradiction = defineContradiction({
  words: 'certificate and key fit each other',
  from: { certificates, survey },
  shows({ certificates: found, survey: host }, { finding }) {
    const named = textsIn(finding.facts['paths']);
    const pairs = (found?.pairs ?? []).filter(({ cert }) => named.length === 0 || named.includes(cert));
    const [pair] = pairs;
    const text = pair?.lines['cert-sha256'];
    if (pair === undefined || text === undefined || pairs.some(({ matches }) => matches !== true)) return undefined;
    return {
      by: `${pair.cert} and its key fit now`,
      evidence: [{ kind: 'quote', source: 'certificates', text }],
      ...whileDown(host),
    };
  },
});

/** For a module that crashed: httpd loads it no more. It counts only together with a later start. */
export const moduleGone: Contradiction = defineContradiction({
  words: 'the module is loaded no more',
  from: { modules },
  shows({ modules: loaded }, { finding }) {
    const object = finding.facts['module'];
    if (loaded === undefined || typeof object !== 'string') return undefined;
    const name = moduleName(object);
    if (name === undefined) return undefined;
    if (loaded.modules.some((one) => moduleName(`mod_${one.name.replace(/_module$/, '')}.so`) === name))
      return undefined;
    return {
      by: `${object} is loaded no more`,
      evidence: [{ kind: 'measure', source: 'modules', name: `loads of ${object}`, value: 0, unit: 'modules' }],
    };
  },
});

/** `lab` of mod_lab.so, `php` of libphp8.2.so; undefined for libraries that are no modules, which no list of modules shows. */
function moduleName(object: string): string | undefined {
  return /^(?:mod_|lib(?=php))([a-z_]+?)[\d.]*\.so/.exec(object)?.[1];
}

/** For mutexes that could not be made: semaphores are free. */
export const semaphoresFree: Contradiction = defineContradiction({
  words: 'semaphores are free',
  from: { semaphores, survey },
  shows({ semaphores: ipc, survey: host }) {
    if (ipc?.arraysMax === undefined || ipc.arrays >= ipc.arraysMax) return undefined;
    return {
      by: `${ipc.arrays} of ${ipc.arraysMax} semaphore arrays are in use now`,
      ...whileDown(host),
      evidence: [
        {
          kind: 'measure',
          source: 'semaphores',
          name: 'semaphore arrays',
          value: ipc.arrays,
          limit: ipc.arraysMax,
          unit: 'arrays',
        },
      ],
    };
  },
});
