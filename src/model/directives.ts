/** The multi-processing modules that a host can be switched to. */
export const mpmNames = ['event', 'worker', 'prefork'] as const;
export type MpmName = (typeof mpmNames)[number];

/** A directive that may be changed: what its value may be, what must happen before it counts, and what it is for. */
export type DirectiveSetting = {
  readonly accepts: Accepts;
  /** `restart` where httpd keeps the old value over a graceful reload and says so at most in its log (AH00501, AH00506; sockets that are open are not listened on again). */
  readonly needs: 'reload' | 'restart';
  readonly about: string;
  /** The name that httpd 2.2 had for it and 2.4 still takes. */
  readonly formerly?: string;
  /** The MPMs that know it, where it is one of theirs; elsewhere it is a syntax error. */
  readonly mpms?: readonly MpmName[];
  /** The module that knows it, without `mod_`, where it is not httpd’s core; without it, it is a syntax error. */
  readonly module?: string;
  /** True where `harden` sets it too, by hand or of itself. */
  readonly hardens?: true;
};

/** A whole number in a range, one of some words, or text of a form given as a POSIX extended regular expression for all of it. */
export type Accepts =
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'word'; readonly words: readonly string[] }
  | { readonly kind: 'form'; readonly pattern: string; readonly example: string };

/** The MPMs that run threads. */
const threaded: readonly MpmName[] = ['event', 'worker'];
/** MAX_SERVER_LIMIT of prefork; worker and event stop at 20,000. */
const MOST_SERVERS = 200_000;
/** MAX_THREAD_LIMIT of worker; event's is 100,000, which no process reaches. */
const MOST_THREADS = 20_000;
/** The largest request line and header field that is of use; the default is 8190. */
const MOST_LINE_BYTES = 131_072;
/** `LimitRequestBody` reads up to 2^31 - 1 (core.c). */
const MOST_BODY_BYTES = 2_147_483_647;

const RATE = '(,MinRate=[1-9][0-9]{0,6})?';
const HEADER = `header=[1-9][0-9]{0,3}(-[1-9][0-9]{0,3})?${RATE}`;
const BODY = `body=[1-9][0-9]{0,3}(-[1-9][0-9]{0,3})?${RATE}`;

/** Every directive that a change may set, and nothing else: the chat's grammar, the runbooks, the probe that reads directives, and the helper on the host all read this table, and a new line joins the section of its MPM in this order. None of these can name a file, a program or a module. */
export const directiveSettings: Readonly<Record<string, DirectiveSetting>> = {
  MaxRequestWorkers: {
    accepts: number(1, MOST_SERVERS),
    needs: 'reload',
    formerly: 'MaxClients',
    about: 'requests served at the same time; at most ServerLimit × ThreadsPerChild',
    mpms: mpmNames,
  },
  ServerLimit: {
    accepts: number(1, MOST_SERVERS),
    needs: 'restart',
    about: 'upper bound of child processes',
    mpms: mpmNames,
  },
  ThreadsPerChild: {
    accepts: number(1, MOST_THREADS),
    needs: 'reload',
    about: 'threads of each child; at most ThreadLimit',
    mpms: threaded,
  },
  ThreadLimit: {
    accepts: number(1, MOST_THREADS),
    needs: 'restart',
    about: 'upper bound of ThreadsPerChild',
    mpms: threaded,
  },
  StartServers: {
    accepts: number(1, MOST_THREADS),
    needs: 'reload',
    about: 'children made at the start',
    mpms: mpmNames,
  },
  MinSpareThreads: {
    accepts: number(1, MOST_SERVERS),
    needs: 'reload',
    about: 'idle threads kept at least',
    mpms: threaded,
  },
  MaxSpareThreads: {
    accepts: number(1, MOST_SERVERS),
    needs: 'reload',
    about: 'idle threads kept at most',
    mpms: threaded,
  },
  MinSpareServers: {
    accepts: number(1, MOST_SERVERS),
    needs: 'reload',
    about: 'idle prefork children kept at least',
    mpms: ['prefork'],
  },
  MaxSpareServers: {
    accepts: number(1, MOST_SERVERS),
    needs: 'reload',
    about: 'idle prefork children kept at most',
    mpms: ['prefork'],
  },
  MaxConnectionsPerChild: {
    accepts: number(0, 10_000_000),
    needs: 'reload',
    formerly: 'MaxRequestsPerChild',
    about: 'connections after which a child is replaced; 0 is never',
    mpms: mpmNames,
  },
  AsyncRequestWorkerFactor: {
    accepts: form('0\\.[1-9][0-9]?|[1-9][0-9]?(\\.[0-9]{1,2})?', '2'),
    needs: 'reload',
    about: 'connections per idle worker that an event child takes',
    mpms: ['event'],
  },
  ListenBackLog: { accepts: number(1, 65_535), needs: 'restart', about: 'connections that wait to be accepted' },
  KeepAlive: { accepts: word('On', 'Off'), needs: 'reload', about: 'more than one request per connection' },
  KeepAliveTimeout: { accepts: number(1, 3600), needs: 'reload', about: 'seconds to wait for the next request' },
  MaxKeepAliveRequests: {
    accepts: number(0, 1_000_000),
    needs: 'reload',
    about: 'requests per connection; 0 is any number',
  },
  Timeout: { accepts: number(1, 3600), needs: 'reload', about: 'seconds to wait for a client or a script' },
  ProxyTimeout: { accepts: number(1, 3600), needs: 'reload', about: 'seconds to wait for a backend', module: 'proxy' },
  GracefulShutdownTimeout: {
    accepts: number(0, 86_400),
    needs: 'reload',
    about: 'seconds that a graceful stop waits for requests; 0 is without end',
  },
  LimitRequestBody: {
    accepts: number(0, MOST_BODY_BYTES),
    needs: 'reload',
    about: 'bytes of a request body; 0 is any number',
    hardens: true,
  },
  LimitRequestFields: {
    accepts: number(10, 32_767),
    needs: 'reload',
    about: 'header fields of a request',
    hardens: true,
  },
  LimitRequestFieldSize: {
    accepts: number(1024, MOST_LINE_BYTES),
    needs: 'reload',
    about: 'bytes of one header field',
    hardens: true,
  },
  LimitRequestLine: {
    accepts: number(1024, MOST_LINE_BYTES),
    needs: 'reload',
    about: 'bytes of a request line',
    hardens: true,
  },
  ServerTokens: {
    accepts: word('Prod', 'Major', 'Minor', 'Min', 'OS', 'Full'),
    needs: 'reload',
    about: 'how much of the version every answer names',
    hardens: true,
  },
  ServerSignature: {
    accepts: word('Off', 'On', 'EMail'),
    needs: 'reload',
    about: 'the line under error pages',
    hardens: true,
  },
  TraceEnable: { accepts: word('Off', 'On'), needs: 'reload', about: 'answers to TRACE', hardens: true },
  RequestReadTimeout: {
    accepts: form(`${HEADER}( ${BODY})?|${BODY}`, 'header=20-40,MinRate=500 body=20,MinRate=500'),
    needs: 'reload',
    about: 'seconds and bytes per second for reading a request',
    module: 'reqtimeout',
    hardens: true,
  },
};

/** Every name that a directive of the table may stand under in a file, in lower case, as httpd compares them. */
export const directiveNames: readonly string[] = Object.entries(directiveSettings).flatMap(([name, { formerly }]) =>
  [name, ...(formerly === undefined ? [] : [formerly])].map((one) => one.toLowerCase()),
);

function number(min: number, max: number): Accepts {
  return { kind: 'number', min, max };
}

function word(...words: string[]): Accepts {
  return { kind: 'word', words };
}

function form(pattern: string, example: string): Accepts {
  return { kind: 'form', pattern, example };
}
