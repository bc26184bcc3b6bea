import { sizeText } from '../lib/quantity.ts';
import type { Probe } from '../model/source.ts';
import type { Directive } from '../probes/config/facts.ts';
import { directives, modules, vhosts } from '../probes/config/probe.ts';
import { limits, semaphores, vitals } from '../probes/limits/probe.ts';
import { mpmSettings } from '../probes/memory/mpm-settings.ts';
import { queueCounters } from '../probes/queue/probe.ts';
import { unit, version } from '../probes/service/probe.ts';
import { survey } from '../probes/survey/probe.ts';
import { certificates } from '../probes/tls/probe.ts';
import { factsFrom, type Outcomes } from './facts-of.ts';
import { effectiveWorkers } from './state/effective-limits.ts';

/** What is compared of one host, by subject. */
export interface Profile {
  readonly host: string;
  readonly aspects: Readonly<
    Record<string, { readonly items: ReadonlyMap<string, string> } | { readonly why: string }>
  >;
}

/** What a comparison asks each host. */
export const profileProbes: readonly Probe[] = [
  version,
  modules,
  directives,
  vhosts,
  unit,
  limits,
  vitals,
  semaphores,
  queueCounters,
  certificates,
];

type Items = readonly (readonly [item: string, value: string | undefined])[];

/** What a host is like, as far as it was seen. */
export function profileOf(host: string, outcomes: Outcomes): Profile {
  const aspects: Record<string, Profile['aspects'][string]> = {};
  for (const { title, source, read } of looked) {
    const outcome = outcomes(source);
    aspects[title] =
      outcome.status === 'unavailable'
        ? { why: outcome.detail }
        : { items: new Map(read(outcomes).flatMap(([item, value]) => (value === undefined ? [] : [[item, value]]))) };
  }
  return { host, aspects };
}

const looked: readonly { title: string; source: Probe; readonly read: (outcomes: Outcomes) => Items }[] = [
  { title: 'System', source: survey, read: systemItems },
  { title: 'Version', source: version, read: versionItems },
  {
    title: 'Modules',
    source: modules,
    read: (outcomes) => (factsFrom(outcomes, modules)?.modules ?? []).map(({ name }) => [name, 'loaded']),
  },
  { title: 'MPM limits', source: directives, read: mpmItems },
  { title: 'Settings', source: directives, read: settingItems },
  { title: 'Virtual hosts', source: vhosts, read: vhostItems },
  { title: 'Unit', source: unit, read: unitItems },
  { title: 'Limits of the running server', source: limits, read: limitItems },
  { title: 'Kernel and machine', source: vitals, read: kernelItems },
  { title: 'Certificates', source: certificates, read: certificateItems },
];

function systemItems(outcomes: Outcomes): Items {
  const facts = factsFrom(outcomes, survey);
  return [
    ['operating system', facts?.os.name],
    ['kernel', facts?.kernel],
    ['first process', facts?.init],
  ];
}

function versionItems(outcomes: Outcomes): Items {
  const facts = factsFrom(outcomes, version);
  return [
    ['server', facts?.server],
    ['built', facts?.built],
    ['MPM', facts?.mpm],
    ['architecture', facts?.architecture],
  ];
}

const mpmNames = new Set(
  'serverlimit threadlimit threadsperchild startservers minspareservers maxspareservers minsparethreads maxsparethreads maxrequestworkers maxconnectionsperchild asyncrequestworkerfactor listenbacklog'.split(
    ' ',
  ),
);
const settingNames = new Set(
  'listen timeout keepalive keepalivetimeout maxkeepaliverequests requestreadtimeout protocols limitrequestbody servertokens user group errorlog loglevel mutex coredumpdirectory'.split(
    ' ',
  ),
);

function mpmItems(outcomes: Outcomes): Items {
  const settings = mpmSettings(factsFrom(outcomes, directives), factsFrom(outcomes, version)?.mpm);
  if (settings === undefined) return [];
  const written = Object.entries(settings.lines).flatMap(
    ([name, line]): Items => (mpmNames.has(name) ? [[nameOf(line, name), line?.args[0]]] : []),
  );
  return [...written, ['effective MaxRequestWorkers', String(effectiveWorkers(settings).workers)]];
}

function settingItems(outcomes: Outcomes): Items {
  const byName = new Map<string, string[]>();
  for (const line of factsFrom(outcomes, directives)?.directives ?? []) {
    if (!settingNames.has(line.name) || line.vhost !== undefined || line.sections.length > 0) continue;
    const name = nameOf(line, line.name);
    const several = line.name === 'listen' || line.name === 'mutex';
    byName.set(name, [...(several ? (byName.get(name) ?? []) : []), line.args.join(' ')]);
  }
  return [...byName].map(([name, values]) => [name, [...values].sort().join(', ')]);
}

/** A directive as its author spelt it. */
function nameOf(line: Directive | undefined, fallback: string): string {
  return line?.text.split(/\s/, 1)[0] ?? fallback;
}

function vhostItems(outcomes: Outcomes): Items {
  return (factsFrom(outcomes, vhosts)?.vhosts ?? []).map(({ address, name, aliases, isDefault }) => [
    `${address} ${name}`,
    [
      isDefault ? 'default' : 'defined',
      ...(aliases.length === 0 ? [] : [`aliases ${[...aliases].sort().join(' ')}`]),
    ].join(', '),
  ]);
}

const unitNames =
  'LimitNOFILE LimitNOFILESoft LimitNPROC LimitCORE TasksMax MemoryMax MemoryHigh OOMPolicy OOMScoreAdjust Restart TimeoutStartUSec TimeoutStopUSec KillMode KillSignal Type PrivateTmp ProtectSystem ProtectHome UnitFileState FragmentPath DropInPaths NeedDaemonReload'.split(
    ' ',
  );

function unitItems(outcomes: Outcomes): Items {
  const facts = factsFrom(outcomes, unit);
  return unitNames.map((name) => [
    name,
    facts?.properties[name] ?? (name === 'DropInPaths' ? dropIns(facts?.dropIns) : undefined),
  ]);
}

function dropIns(paths: readonly string[] | undefined): string | undefined {
  return paths === undefined || paths.length === 0 ? undefined : [...paths].sort().join(' ');
}

function limitItems(outcomes: Outcomes): Items {
  const values = Object.entries(factsFrom(outcomes, limits)?.values ?? {});
  return values.map(([name, { soft, hard }]) => [
    name.replace(/^Max /, ''),
    soft === hard ? String(soft) : `${soft} (hard ${hard})`,
  ]);
}

function kernelItems(outcomes: Outcomes): Items {
  const machine = factsFrom(outcomes, vitals);
  const arrays = factsFrom(outcomes, semaphores);
  const queue = factsFrom(outcomes, queueCounters);
  return [
    ['memory', machine?.memTotalKiB === undefined ? undefined : sizeText(machine.memTotalKiB)],
    ['swap', machine?.swapTotalKiB === undefined ? undefined : sizeText(machine.swapTotalKiB)],
    ['processors', machine?.cpus?.toString()],
    ['vm.overcommit_memory', machine?.overcommit?.toString()],
    ['net.core.somaxconn', queue?.somaxconn?.toString()],
    ['kernel.sem arrays', arrays?.arraysMax.toString()],
    ['kernel.sem semaphores', arrays?.semaphoresMax.toString()],
  ];
}

function certificateItems(outcomes: Outcomes): Items {
  return (factsFrom(outcomes, certificates)?.pairs ?? []).map(({ cert, certState, expires, subject, matches }) => [
    cert,
    certState !== 'ok'
      ? certState
      : [subject ?? '', `until ${expires?.slice(0, 10) ?? '?'}`, ...(matches === false ? ['key does not fit'] : [])]
          .filter((part) => part !== '')
          .join(', '),
  ]);
}
