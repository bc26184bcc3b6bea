import { collect } from '../../src/diagnosis/collect.ts';
import { type Investigated, investigate } from '../../src/diagnosis/investigate.ts';
import { kitFor } from '../../src/host/kit/kit.ts';
import { hostEditor } from '../../src/host/oncall-change/oncall-change.ts';
import { hostHelper } from '../../src/host/oncall-facts/oncall-facts.ts';
import { createSshTransport } from '../../src/hosts/transport.ts';
import { defined } from '../../src/lib/defined.ts';
import type { Host } from '../../src/model/host.ts';
import type { SectionAnswer } from '../../src/model/ports.ts';
import type { Report } from '../../src/model/report.ts';
import type { ReadContext } from '../../src/model/source.ts';
import { changeVerbs } from '../../src/model/verbs.ts';
import { request } from '../../src/probes/workers/probe.ts';
import { hostSurvey } from '../../src/runbooks/host-survey.ts';
import { investigationFor } from '../../src/runbooks/investigation.ts';
import { forward } from './forward.ts';
import { exec, installHelper, installSudoers, type LabHost, labHosts } from './lab.ts';

/** The bot's own eyes on the laboratory: the very transport and diagnosis that people get, as the unprivileged account. */
export interface Eyes {
  host(name: string): Host;
  diagnose(name: string): Promise<Investigated>;
  diagnoseHost(host: Host): Promise<Investigated>;
  /** A diagnosis with every raw answer it rests on, by section, and the request that changes ask for besides; as another account than the bot's where one is named. */
  record(name: string, user?: string): Promise<Recorded>;
  transport: ReturnType<typeof createSshTransport>;
  /** Ends every connection to a host that there is now. */
  cut(name: string): void;
  close(): Promise<void>;
}

export interface Recorded {
  readonly answers: ReadonlyMap<string, SectionAnswer>;
  readonly report: Report;
  readonly context: ReadContext;
}

/** Opens the way to every host that is up, and gives the bot's account its helper and its sudo rules. */
export async function openEyes(): Promise<Eyes> {
  const hosts = await labHosts();
  const forwarded = await forward(hosts);
  const transport = createSshTransport();
  const byName = new Map(hosts.map((one) => [one.name, hostOf(one, forwarded.port(one.name))]));
  const eyes: Eyes = {
    transport,
    cut: (name) => forwarded.cut(name),
    host(name) {
      const host = byName.get(name);
      if (host === undefined) throw new Error(`${name} is not up`);
      return host;
    },
    diagnose: (name) => eyes.diagnoseHost(eyes.host(name)),
    diagnoseHost: (host) =>
      investigate({ host, investigation: investigationFor('diagnose'), transport, survey: hostSurvey }),
    record: (name, user) => record({ ...eyes.host(name), ...defined({ user }) }, transport),
    async close() {
      await transport.closeAll();
      await forwarded.close();
    },
  };
  return eyes;
}

/** Installs what the product itself generates for this host with every change enabled: the helpers, and the exact sudo rules. Both stay over resets. */
export async function installKit(eyes: Eyes, name: string): Promise<void> {
  const { layout } = await collect({
    host: eyes.host(name),
    transport: eyes.transport,
    survey: hostSurvey,
    probes: [],
  });
  if (layout === undefined) throw new Error(`${name} did not say where it keeps httpd`);
  await installSudoers(name, kitFor('oncall', layout, changeVerbs, true).sudoers);
  await installHelper(name, 'oncall-facts', hostHelper);
  await installHelper(name, 'oncall-change', hostEditor);
}

/** The inventory entry of a laboratory host that is reached through a port of this machine. */
export function hostOf({ name, user, identityFile, knownHostsFile }: LabHost, port: number): Host {
  return {
    name,
    address: '127.0.0.1',
    port,
    user,
    groups: ['lab'],
    labels: {},
    identityFiles: [identityFile],
    knownHostsFiles: [knownHostsFile],
    hostKeyAlias: name,
    fingerprints: [],
  };
}

async function record(host: Host, transport: Eyes['transport']): Promise<Recorded> {
  const answers = new Map<string, SectionAnswer>();
  const diagnose = investigationFor('diagnose');
  const { report, collection } = await investigate({
    host,
    investigation: { ...diagnose, probes: [...diagnose.probes, request] },
    transport: recording(transport, answers),
    survey: hostSurvey,
  });
  return { answers, report, context: collection.context };
}

/** Where and when something was captured: host, system, version, date. */
export async function originOf(host: string, what: string): Promise<string> {
  const { output } = await exec(host, [
    'bash',
    '-c',
    '. /etc/os-release; apache2ctl -v 2>/dev/null | head -1; echo "$PRETTY_NAME"; date -u +%F',
  ]);
  const [version = '', system = '', date = ''] = output.trim().split('\n').slice(-3);
  return `laboratory, ${what}: ${version.replace('Server version: ', '')}, ${system}, ${date}`;
}

function recording(transport: Eyes['transport'], answers: Map<string, SectionAnswer>): Pick<Eyes['transport'], 'open'> {
  return {
    async open(host, signal) {
      const session = await transport.open(host, signal);
      if (!session.reached) return session;
      return {
        ...session,
        run: (sections, onAnswer, runSignal) =>
          session.run(
            sections,
            (answer) => {
              answers.set(answer.id, answer);
              onAnswer(answer);
            },
            runSignal,
          ),
      };
    },
  };
}
