import type { MemberQuery, MemberState } from '../../model/rollout.ts';

/** Administrative states of a server that take it out of rotation, as `show servers state` has them (srv_admin_state): forced and inherited maintenance and drain. */
const SHUT_FLAGS = 0x01 | 0x02 | 0x04 | 0x08 | 0x10 | 0x20;
/** srv_op_state of a server that gets requests. */
const RUNNING = 2;

/** What a balancer's answer says of one member; undefined where it does not name it. */
export function readMemberState({ kind, pool, member }: MemberQuery, text: string): MemberState | undefined {
  return kind === 'haproxy' ? readHaproxy(text, pool, member) : readManager(text, pool, member);
}

/** Reads `show servers state` and `show stat` of HAProxy (management guide): the columns are named in the headers, so that versions may add some. */
function readHaproxy(text: string, pool: string, member: string): MemberState | undefined {
  const lines = text.split('\n');
  const state = rowOf(lines, /^# be_id /, ' ', ['be_name', pool], ['srv_name', member]);
  const stat = rowOf(lines, /^# pxname,/, ',', ['pxname', pool], ['svname', member]);
  if (state === undefined) return undefined;
  const [admin, running] = [Number(state.get('srv_admin_state')), Number(state.get('srv_op_state'))];
  const sessions = Number.parseInt(stat?.get('scur') ?? '', 10);
  return {
    state: (admin & SHUT_FLAGS) === 0 ? (running === RUNNING ? 'open' : 'broken') : 'shut',
    sessions: Number.isNaN(sessions) ? null : sessions,
    words: `${pool}/${member} ${stat?.get('status') ?? `admin state ${admin}, operational state ${running}`}`,
  };
}

function rowOf(
  lines: readonly string[],
  header: RegExp,
  separator: string,
  ...wanted: readonly (readonly [column: string, value: string])[]
): ReadonlyMap<string, string> | undefined {
  const start = lines.findIndex((line) => header.test(line));
  const names = lines[start]?.replace(/^# /, '').split(separator) ?? [];
  for (const line of start < 0 ? [] : lines.slice(start + 1)) {
    const cells = line.split(separator);
    const row = new Map(names.map((name, index) => [name, cells[index] ?? '']));
    if (wanted.every(([column, value]) => row.get(column) === value)) return row;
  }
  return undefined;
}

/** Reads the balancer-manager's XML: its status words are those of ap_proxy_parse_wstatus (Dis, Drn, Stop, Err, HcFl, Ok). */
function readManager(text: string, pool: string, member: string): MemberState | undefined {
  const balancer = text
    .split('<httpd:balancer>')
    .slice(1)
    .find((one) => elementOf(one, 'name') === `balancer://${pool}`);
  const worker = balancer
    ?.split('<httpd:worker>')
    .slice(1)
    .find((one) => elementOf(one, 'name') === member);
  if (worker === undefined) return undefined;
  const status = (elementOf(worker, 'status') ?? '').trim();
  const words = status.split(/\s+/);
  const busy = Number.parseInt(elementOf(worker, 'busy') ?? '', 10);
  const shut = words.some((word) => word === 'Dis' || word === 'Drn' || word === 'Stop');
  return {
    state: shut ? 'shut' : words.includes('Ok') ? 'open' : 'broken',
    sessions: Number.isNaN(busy) ? null : busy,
    words: `${member} ${status === '' ? 'without a status' : status}`,
  };
}

function elementOf(text: string, name: string): string | undefined {
  const from = text.indexOf(`<httpd:${name}>`);
  const to = text.indexOf(`</httpd:${name}>`, from);
  return from < 0 || to < 0 ? undefined : text.slice(from + name.length + 8, to);
}
