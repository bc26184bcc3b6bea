import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { BalancerEntry } from '../../src/config/rollouts.ts';
import { balancerCommands, balancerInstallScript } from '../../src/host/kit/balancer-kit.ts';
import type { BalancerSettings, RolloutSettings } from '../../src/model/rollout.ts';
import { startWorkbench, type Workbench } from '../../src/workbench/server.ts';
import { type BotProcess, startBotProcess } from '../support/bot-process.ts';
import { benchHosts } from './bench-hosts.ts';
import { exec, faultHost, labHosts } from './lab.ts';
import { inHub } from './network.ts';

/** The host both balancers run on. */
export const BALANCER = 'web-1';
export const HAPROXY_PORT = 8080;
export const PROXY_PORT = 8081;
const MANAGER = `http://127.0.0.1:${PROXY_PORT}/balancer-manager`;

/** The bot in a process of its own over the laboratory's hosts, web-2 and up in the group `web`, with the workbench in front. */
export interface Fleet {
  readonly workbench: Workbench;
  /** The folder of the bot's settings and record. */
  readonly state: string;
  /** Members of the group, in order. */
  readonly members: readonly string[];
  /** Starts the bot, or starts it again. */
  readonly start: () => Promise<BotProcess>;
  readonly close: () => Promise<void>;
}

/** Opens a fleet whose group goes by these settings. */
export async function openFleet(settings: Partial<RolloutSettings>): Promise<Fleet> {
  const members = await memberNames();
  const hosts = await benchHosts();
  const workbench = await startWorkbench({});
  const state = mkdtempSync(join(tmpdir(), 'oncall-fleet-'));
  const groups = `groups:\n  web: [${members.join(', ')}]\n`;
  writeFileSync(join(state, 'hosts.yml'), hosts.inventoryYaml + groups, { mode: 0o600 });
  const settingsPath = join(state, 'oncall.yml');
  const file = {
    hosts: 'hosts.yml',
    record: 'oncall.db',
    approvals: { rules: [{ groups: ['S0APPROVERS'] }] },
    rollouts: [{ group: 'web', settleSeconds: 0, ...settings }],
  };
  writeFileSync(settingsPath, JSON.stringify(file), { mode: 0o600 });
  const started: BotProcess[] = [];
  return {
    workbench,
    state,
    members,
    async start() {
      const bot = await startBotProcess({ state, settingsPath, workbench });
      started.push(bot);
      return bot;
    },
    async close() {
      for (const bot of started) await bot.kill();
      await workbench.close();
      await hosts.close();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

async function memberNames(): Promise<readonly string[]> {
  return (await labHosts()).map(({ name }) => name).filter((name) => name !== BALANCER);
}

/** HAProxy and mod_proxy_balancer on one host, both in front of every member, with the helper and the rules the product makes for that host. */
export async function setUpBalancers(): Promise<{
  readonly haproxy: BalancerSettings;
  readonly manager: BalancerSettings;
}> {
  const hosts = (await labHosts()).filter(({ name }) => name !== BALANCER);
  const host = faultHost(BALANCER, 'event');
  const servers = hosts.map(({ name, address }) => `  server ${name} ${address}:80`);
  await host.write(
    '/etc/haproxy/haproxy.cfg',
    `global
  stats socket /run/haproxy/admin.sock mode 660 level admin
  user haproxy
  group haproxy
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
frontend front
  bind *:${HAPROXY_PORT}
  default_backend web
backend web
  balance roundrobin
  option httpchk GET /
  default-server check inter 500ms
${servers.join('\n')}
`,
  );
  await host.write(
    '/etc/apache2/sites-enabled/balancer.conf',
    `Listen ${PROXY_PORT}
<VirtualHost *:${PROXY_PORT}>
  <Proxy balancer://web>
${hosts.map(({ address }) => `    BalancerMember http://${address}`).join('\n')}
  </Proxy>
  <Location /balancer-manager>
    SetHandler balancer-manager
    Require local
  </Location>
  ProxyPass /balancer-manager !
  ProxyPass / balancer://web/
</VirtualHost>
`,
  );
  await host.ok('a2enmod -q proxy_balancer lbmethod_byrequests slotmem_shm && systemctl restart haproxy apache2');
  await host.shows(
    `curl -fsS -o /dev/null http://127.0.0.1:${HAPROXY_PORT}/ && curl -fsS -o /dev/null http://127.0.0.1:${PROXY_PORT}/`,
  );
  const workers = Object.fromEntries(hosts.map(({ name, address }) => [name, `http://${address}`]));
  const haproxy = BalancerEntry.parse({ kind: 'haproxy', host: BALANCER, backend: 'web', drainSeconds: 5 });
  const manager = BalancerEntry.parse({
    kind: 'balancer-manager',
    host: BALANCER,
    url: MANAGER,
    balancer: 'web',
    workers,
    drainSeconds: 5,
  });
  const commands = balancerCommands(
    BALANCER,
    hosts.map(({ name }) => name),
    [haproxy, manager],
  );
  const installed = await exec(BALANCER, ['sh', '-c', balancerInstallScript('oncall', commands)]);
  if (installed.exit !== 0) throw new Error(installed.output);
  return { haproxy, manager };
}

const Tally = z.object({
  sent: z.number(),
  failed: z.record(z.string(), z.number()),
  longestGapMs: z.number(),
  slowestMs: z.number(),
});
export type Tally = z.infer<typeof Tally>;

/** Clients in the hub, each with a new connection per request; the function that comes back ends them and gives the tallies by address. */
export function startClients(
  addresses: readonly string[],
  { clients, pauseMs }: { readonly clients: number; readonly pauseMs: number },
): () => Promise<Readonly<Record<string, Tally>>> {
  const script = join(import.meta.dirname, 'load/gaps.ts');
  const argv = inHub([process.execPath, script, String(clients), String(pauseMs), ...addresses]);
  const child = spawn(argv[0] ?? '', argv.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return async () => {
    child.stdin.end();
    await once(child, 'close');
    return z.record(z.string(), Tally).parse(JSON.parse(output));
  };
}
