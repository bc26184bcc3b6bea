import type { LogEntry } from '../../model/log-entry.ts';
import type { LogFacts } from '../logs/facts.ts';
import { saying, withCode } from '../logs/select.ts';

/** APR_TIMEUP and ETIMEDOUT: the answer did not come in time (apr_errno.h; errno(3)). */
const timeouts: readonly number[] = [70_007, 110];
/** ECONNRESET, ECONNABORTED, EPIPE, APR_EGENERAL, APR_INCOMPLETE, APR_EOF: the other side closed, the last two in the middle of an answer. */
const resets: readonly number[] = [104, 103, 32, 20_014, 70_008, 70_014];

/** 2.2 has no codes: these are mod_proxy's own words at the start of a message; pid and module never stand in such a line. */
const refusalWords =
  /^(?:proxy: \w{2,6}: (?:attempt to connect to .{1,200} failed|disabled connection for )|ap_proxy_connect_backend disabling worker for )/;
const answerWords =
  /^(?:proxy: )?(?:error reading (?:status line|response)|read response failed from|prefetch request body failed|pass request body failed)/;

function saysAnswerFailed({ code, module, pid, errno, message }: LogEntry): boolean {
  const own = (module === undefined && pid === undefined) || module?.startsWith('proxy') === true;
  return code === undefined && own && errno !== undefined && answerWords.test(message.slice(0, 200));
}

function inOrder(logs: LogFacts, ...some: readonly (readonly LogEntry[])[]): readonly LogEntry[] {
  const wanted = new Set(some.flat());
  return wanted.size === 0 ? [] : logs.entries.filter((entry) => wanted.has(entry));
}

/** Connections to an HTTP, AJP or WebSocket backend that did not come about, oldest first. */
export function backendRefusals(logs: LogFacts): readonly LogEntry[] {
  const coded = withCode(logs, 'AH00957', 'AH01114', 'AH00959', 'AH00940', 'AH00952');
  const said = saying(logs, refusalWords).filter(({ code, program }) => code === undefined && program !== 'kernel');
  const pools = new Set(fcgiRefusals(logs));
  return inOrder(logs, coded, said).filter((entry) => !isFcgi(entry) && !pools.has(entry) && !lacksPort(entry));
}

/** EADDRNOTAVAIL: of a connection, that no local port or address was to be had; the backend was never asked. */
const NO_LOCAL_PORT = 99;

function lacksPort({ errno }: LogEntry): boolean {
  return errno === NO_LOCAL_PORT;
}

/** Connections to a backend that did not come about because no local port was left, oldest first. */
export function localPortErrors(logs: LogFacts): readonly LogEntry[] {
  return withCode(logs, 'AH00957', 'AH00952', 'AH01114', 'AH02454').filter(lacksPort);
}

/** Connections to a FastCGI pool that did not come about, with what mod_proxy says of the same pool afterwards. */
export function fcgiRefusals(logs: LogFacts): readonly LogEntry[] {
  const own = withCode(logs, 'AH02454', 'AH01079', 'AH00957', 'AH00952', 'AH00959', 'AH00940').filter(
    (entry) => isFcgi(entry) || entry.code === 'AH01079',
  );
  const pools = new Set(own.flatMap((entry) => backendOf(entry) ?? []));
  const after = withCode(logs, 'AH00959', 'AH00940').filter((entry) => pools.has(backendOf(entry) ?? ''));
  return inOrder(logs, own, after, fcgidMessages(logs, 'full', 'refused'));
}

/** Backends that accepted and then did not answer in time (AH01102, AH01110, AH00898, AH01075; 2.2's words without a code). */
export function backendTimeouts(logs: LogFacts): readonly LogEntry[] {
  const coded = withCode(
    logs,
    'AH01102',
    'AH01110',
    'AH00898',
    'AH01030',
    'AH00992',
    'AH00878',
    'AH01075',
    'AH01095',
    'AH01084',
  );
  return inOrder(logs, coded, logs.entries.filter(saysAnswerFailed)).filter(
    ({ errno }) => errno !== undefined && timeouts.includes(errno),
  );
}

/** Backends that closed the connection before or while they answered. */
export function backendResets(logs: LogFacts): readonly LogEntry[] {
  const coded = withCode(logs, 'AH01102', 'AH01110', 'AH01084', 'AH01095', 'AH01030', 'AH00878', 'AH00992');
  return inOrder(logs, coded, logs.entries.filter(saysAnswerFailed)).filter(({ code, errno }) =>
    errno === undefined ? code === 'AH00878' : resets.includes(errno),
  );
}

/** mod_fcgid and mod_fastcgi have no codes; their own words count where the prefix names them, or in 2.2 where no prefix names anybody. */
const fcgid = {
  late: /^(?:mod_fcgid: read data timeout in \d+ seconds|FastCGI: comm with (?:\(dynamic\) )?server ".{1,300}?" aborted: idle timeout)/,
  dropped:
    /^(?:mod_fcgid: (?:error reading data(?: from FastCGI server)?|get overlap result error)|FastCGI: comm with (?:\(dynamic\) )?server ".{1,300}?" aborted: (?:read|error parsing|write) )/,
  refused: /^FastCGI: failed to connect to (?:\(dynamic\) )?server ".{1,300}?": /,
  full: /^mod_fcgid: can't apply process slot for /,
} as const;

/** What mod_fcgid or mod_fastcgi said of one of their programs, oldest first. */
export function fcgidMessages({ entries }: LogFacts, ...what: readonly (keyof typeof fcgid)[]): readonly LogEntry[] {
  return entries.filter(({ code, module, pid, message }) => {
    const old = module === undefined && pid === undefined;
    if (code !== undefined || !(old || module === 'fcgid' || module === 'fastcgi')) return false;
    return what.some((one) => fcgid[one].test(message.slice(0, 600)));
  });
}

/** True for mod_proxy_fcgi's own lines and for Unix sockets, which only FastCGI pools use in practice. */
export function isFcgi(entry: LogEntry): boolean {
  return entry.module === 'proxy_fcgi' || entry.code === 'AH02454' || /^(?:proxy: )?FCGI: /.test(entry.message);
}

/**
 * The backend an error is about: `host:port` of `(127.0.0.1:9000)`, `remote server 127.0.0.1:8080`, the path of a Unix socket. Only httpd's own words are
 * read; undefined where they name none.
 */
export function backendOf(entry: LogEntry): string | undefined {
  const message = entry.message.slice(0, 2000);
  const socket = /Unix domain socket (\/.{1,200}?)(?: \(|:\d* \(| failed|$)/.exec(message)?.[1];
  if (socket !== undefined) return socket;
  const served = /^FastCGI: .{1,60}? server "([^"]{1,200})"/.exec(message)?.[1];
  if (served !== undefined) return served;
  const named =
    /attempt to connect to (\S{1,80}?:\d{1,5}) /.exec(message) ??
    /(?:disabling worker|disabled connection) for \(([^)\s]{1,100})\)/.exec(message) ??
    /(?:remote server|backend:?) ([\w.[\]:-]{1,100})$/.exec(message) ??
    /(?:reading status line from remote server|reading response from) ([\w.[\]-]{1,100}(?::\d{1,5})?)/.exec(message) ??
    /(?:for target|read response failed from) (\[?[\w.:]{1,100}\]?:\d{1,5})/.exec(message) ??
    /(?:failed\)?|to) \(?(\d{1,3}(?:\.\d{1,3}){3}:\d{1,5})\b/.exec(message);
  return named?.[1]?.replace(/^\*$/, '');
}

/** Each backend once, in order of first appearance; a bare name counts only where no line gives a port or a socket. */
export function backendsOf(entries: readonly LogEntry[]): readonly string[] {
  const named = [...new Set(entries.map((entry) => backendOf(entry) ?? '').filter((backend) => backend !== ''))];
  const exact = named.filter((backend) => backend.startsWith('/') || /:\d+$/.test(backend));
  return exact.length > 0 ? exact : named;
}

const words: Readonly<Record<number, string>> = {
  2: 'the socket does not exist',
  11: 'its backlog is full',
  13: 'permission denied',
  101: 'network unreachable',
  104: 'connection reset',
  110: 'timed out',
  111: 'connection refused: nothing listens there',
  113: 'no route to the host',
  70007: 'timed out',
};

/** How a failed connection reads, in one clause (errno(3), apr_errno.h). */
export function inWords(errno: number | undefined): string {
  return (errno === undefined ? undefined : words[errno]) ?? 'it failed';
}
