import { balancerHelperPath } from '../../host/oncall-balancer/oncall-balancer.ts';
import { defined } from '../../lib/defined.ts';
import type { ChangeCommand } from '../../model/ports.ts';
import type {
  BalancerSettings,
  CommandSettings,
  HaproxySettings,
  HookStep,
  HttpHookSettings,
  HttpSettings,
  ManagerSettings,
  PoolMember,
} from '../../model/rollout.ts';

/** A balancer answers at once or not at all; the helper's own waits are 5 s each, of which it makes at most three. */
const HELPER_SECONDS = 20;

/** A host as a member at every balancer of its group, or why that cannot be told. */
export type Membership =
  | { readonly known: true; readonly members: readonly PoolMember[] }
  | { readonly known: false; readonly why: string };

/** The exact calls that take a host out of rotation and put it back, with its name put in as a whole argument only. */
export function membersOf(host: string, balancers: readonly BalancerSettings[]): Membership {
  const members: PoolMember[] = [];
  for (const balancer of balancers) {
    const member = memberOf(host, balancer);
    if (typeof member === 'string') return { known: false, why: member };
    members.push(member);
  }
  return { known: true, members };
}

function memberOf(host: string, balancer: BalancerSettings): PoolMember | string {
  switch (balancer.kind) {
    case 'haproxy':
      return haproxyMember(host, balancer);
    case 'balancer-manager':
      return managerMember(host, balancer);
    case 'command':
      return commandMember(host, balancer);
    case 'http':
      return httpMember(host, balancer);
  }
}

function haproxyCalls({ socket, backend, out }: Omit<HaproxySettings, 'servers'>, server: string) {
  const set = (state: string) => helper('haproxy-set', socket, backend, server, state);
  return { shut: set(out), open: set('ready'), show: helper('haproxy-show', socket, backend) };
}

function managerCalls({ url, balancer, out }: Omit<ManagerSettings, 'workers'>, worker: string) {
  const set = (state: string) => helper('manager-set', url, balancer, worker, state);
  return { shut: set(out), open: set('ready'), show: helper('manager-show', url) };
}

function haproxyMember(host: string, settings: HaproxySettings): PoolMember {
  const server = settings.servers[host] ?? host;
  const { shut, open, show } = haproxyCalls(settings, server);
  return {
    balancer: `HAProxy on ${settings.host}`,
    shut: onHost(settings.host, shut),
    open: onHost(settings.host, open),
    sign: { kind: 'haproxy', on: settings.host, argv: show, pool: settings.backend, member: server },
    drainSeconds: settings.drainSeconds,
  };
}

function managerMember(host: string, settings: ManagerSettings): PoolMember | string {
  const worker = settings.workers[host];
  if (worker === undefined)
    return `The configuration does not say which worker of balancer://${settings.balancer} on ${settings.host} this host is.`;
  const { shut, open, show } = managerCalls(settings, worker);
  return {
    balancer: `balancer://${settings.balancer} on ${settings.host}`,
    shut: onHost(settings.host, shut),
    open: onHost(settings.host, open),
    sign: { kind: 'balancer-manager', on: settings.host, argv: show, pool: settings.balancer, member: worker },
    drainSeconds: settings.drainSeconds,
  };
}

function commandMember(host: string, { host: on, before, after, seconds }: CommandSettings): PoolMember {
  const step = (argv: ChangeCommand['argv'] | undefined): HookStep | null =>
    argv === undefined ? null : { kind: 'command', on, argv: filledIn(argv, host), seconds };
  return { balancer: `own commands on ${on}`, shut: step(before), open: step(after), sign: null, drainSeconds: 0 };
}

function httpMember(host: string, { before, after, seconds, tokenFrom }: HttpHookSettings): PoolMember {
  const step = (call: HttpSettings | undefined): HookStep | null =>
    call === undefined
      ? null
      : {
          kind: 'http',
          method: call.method,
          url: urlFor(call.url, host),
          expect: call.expect,
          seconds,
          ...defined({ tokenFrom }),
        };
  return { balancer: 'own HTTP calls', shut: step(before), open: step(after), sign: null, drainSeconds: 0 };
}

function onHost(on: string, argv: ChangeCommand['argv']): HookStep {
  return { kind: 'command', on, argv, seconds: HELPER_SECONDS };
}

function helper(...args: readonly string[]): ChangeCommand['argv'] {
  return [balancerHelperPath, ...args];
}

function filledIn([program, ...args]: ChangeCommand['argv'], host: string): ChangeCommand['argv'] {
  return [program, ...args.map((argument) => (argument === '{host}' ? host : argument))];
}

/** Path segments and query values that are exactly `{host}` become the host's name; the URL parser writes everything else. */
function urlFor(template: string, host: string): string {
  const url = new URL(template);
  url.pathname = url.pathname
    .split('/')
    .map((segment) => (decodeURIComponent(segment) === '{host}' ? encodeURIComponent(host) : segment))
    .join('/');
  for (const [name, value] of Array.from(url.searchParams.entries()))
    if (value === '{host}') url.searchParams.set(name, host);
  return url.href;
}
