import type { ChangeVerb } from '../model/verbs.ts';
import type { OptionName, VerbSpec } from './verbs.ts';

const changeOptions: readonly OptionName[] = ['dry-run', 'break-glass', 'json'];
const optionUsage = '[--dry-run] [--break-glass "reason"]';
const server = 'the syntax check, what a start would need, the running parent, its unit, files and sockets';

interface Change extends Pick<VerbSpec, 'summary' | 'examples' | 'alsoTried'> {
  readonly name: ChangeVerb;
  /** What stands behind the host. */
  readonly takes?: string;
  readonly looksAt?: string;
}

const changes: readonly Change[] = [
  {
    name: 'reload',
    summary: 'Plans a graceful reload: the configuration is read again and no request is cut.',
    examples: ['reload web-03', 'reload web-03 --dry-run', 'reload group:web'],
    alsoTried: ['graceful', 'refresh', 'rehash', 'apply'],
  },
  {
    name: 'restart',
    summary: 'Plans a full restart: it cuts running requests, and only a server that would start again is stopped.',
    examples: [
      'restart web-03',
      'restart web-03 --dry-run',
      'restart web-03 --break-glass "site is down, nobody else here"',
    ],
    alsoTried: ['bounce', 'full-restart', 'force-restart', 'recycle', 'cycle'],
  },
  {
    name: 'start',
    summary: 'Plans to start a stopped server, when its configuration would load and its ports are free.',
    examples: ['start web-03'],
    alsoTried: ['run', 'boot', 'launch', 'on'],
  },
  {
    name: 'stop',
    summary: 'Plans a graceful stop: running requests finish, new ones are refused.',
    examples: ['stop web-03'],
    alsoTried: ['off', 'down', 'graceful-stop', 'quit'],
  },
  {
    name: 'reset-failed',
    summary: 'Plans to clear the unit’s failure count, so that systemd starts it again.',
    examples: ['reset-failed web-03'],
    looksAt: 'the unit, its state and its start limit',
    alsoTried: ['resetfailed', 'reset', 'clear-failed', 'unfail'],
  },
  {
    name: 'tune',
    summary: 'Plans new limits, computed from what was measured or given by hand.',
    takes: '[Directive=Value …]',
    examples: [
      'tune web-03',
      'tune web-03 MaxRequestWorkers=400 ServerLimit=16',
      'tune web-03 KeepAliveTimeout=2 --dry-run',
    ],
    looksAt: 'memory per process, the limits in effect and on disk, and everything that a reload or restart needs',
    alsoTried: ['set', 'tuning', 'adjust', 'raise', 'resize', 'scale', 'edit', 'configure'],
  },
  {
    name: 'mpm',
    summary: 'Plans to switch the MPM, as one change with a full restart.',
    takes: 'event|worker|prefork',
    examples: ['mpm web-03 event', 'mpm web-03 prefork --dry-run'],
    looksAt: 'the MPM and modules that are loaded, what forbids the other MPM, and everything that a restart needs',
    alsoTried: ['switch', 'switch-mpm', 'prefork', 'event', 'mpm_event', 'mpm_prefork', 'mpm_worker'],
  },
  {
    name: 'core-dumps',
    summary: 'Plans to have crashes leave a core in a safe directory, or no longer.',
    takes: 'on|off',
    examples: ['core-dumps web-03 on', 'core-dumps web-03 off'],
    looksAt: 'the core limit of the unit, the kernel’s core pattern, the directory and its room',
    alsoTried: ['core-dump', 'coredumps', 'dumps', 'coredumpdirectory', 'enable-cores'],
  },
  {
    name: 'harden',
    summary: 'Plans safer directives: what the server tells of itself, and limits on requests.',
    takes: '[Directive=Value …]',
    examples: ['harden web-03', 'harden web-03 ServerTokens=Prod LimitRequestBody=10485760'],
    looksAt: 'the directives on disk, the modules, and everything that a reload needs',
    alsoTried: ['lock-down', 'servertokens', 'protect', 'reqtimeout'],
  },
  {
    name: 'disable-module',
    summary: 'Plans to take a module out, when nothing in the configuration needs it.',
    takes: 'NAME',
    examples: ['disable-module web-03 status', 'disable-module web-03 mod_autoindex --dry-run'],
    looksAt: 'the modules, the directives that need this one, and everything that a restart needs',
    alsoTried: ['a2dismod', 'dismod', 'unload', 'remove-module', 'module', 'disable'],
  },
  {
    name: 'enable-status',
    summary: 'Plans a status page that only the host itself may read.',
    examples: ['enable-status web-03'],
    looksAt: 'the modules, the status page and the directives on disk, and everything that a reload needs',
    alsoTried: ['server-status', 'mod_status', 'statuspage', 'extendedstatus', 'a2enmod', 'enable'],
  },
  {
    name: 'release-port',
    summary: 'Plans to stop the unit that holds a port Apache needs; never a process by its pid.',
    takes: 'PORT',
    examples: ['release-port web-03 80'],
    looksAt: 'who listens on the port, the unit that owns it, and Apache’s own Listen lines',
    alsoTried: ['free-port', 'free', 'release', 'fuser', 'unbind'],
  },
  {
    name: 'clear-semaphores',
    summary: 'Plans to remove semaphores whose owner is dead, by their exact ids.',
    examples: ['clear-semaphores web-03'],
    looksAt: 'the System V semaphores, who made them, and which of these processes still live',
    alsoTried: ['semaphores', 'sems', 'clear-sems', 'ipcs'],
  },
  {
    name: 'rollback',
    summary: 'Plans to go back to the configuration before a change of ours, the newest unless its id is given.',
    takes: '[CHANGE-ID]',
    examples: ['rollback web-03', 'rollback web-03 9f86d081884c7d65'],
    looksAt: 'what earlier changes saved on the host, and everything that a reload or restart needs',
    alsoTried: ['revert', 'undo', 'restore', 'back'],
  },
];

/** Every verb that changes a host, in the order help shows them. */
export const changeSpecs: readonly VerbSpec[] = changes.map(
  ({ name, summary, takes, examples, looksAt = server, alsoTried }) => ({
    name,
    kind: 'change',
    summary,
    usage: [name, 'HOST', takes, optionUsage].filter((part) => part !== undefined).join(' '),
    options: changeOptions,
    examples,
    looksAt,
    alsoTried,
  }),
);
