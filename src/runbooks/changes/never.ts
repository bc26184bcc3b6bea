/** Something people ask for that is never done: why, and what to do instead. */
export interface Never {
  readonly id: 'signal' | 'kill' | 'core-in-tmp' | 'reboot' | 'signal-restart' | 'rights' | 'all-semaphores';
  /** Words people type for it, in lower case; a leading dash or `SIG` is taken off before they are looked up. */
  readonly words: readonly string[];
  readonly why: string;
  readonly instead: string;
}

/** Everything that is refused whoever asks, with its reason. */
export const neverDone: readonly Never[] = [
  {
    id: 'signal',
    words: ['usr1', 'winch', 'signal', 'send-signal', 'kill-usr1'],
    why: 'A raw SIGUSR1 makes the parent read its configuration without any test before: with one mistake in it the server ends (AH00526, and nothing in the journal).',
    instead: 'reload does the same through the unit, after a syntax check and the checks beyond it.',
  },
  {
    id: 'signal-restart',
    words: ['hup', 'kill-hup', 'apachectl-restart', 'hard-restart'],
    why: 'SIGHUP restarts the server without a test of its configuration and cuts every request that runs (AH00494).',
    instead: 'reload cuts none; restart does a full stop and start, with what it cuts said beforehand.',
  },
  {
    id: 'kill',
    words: ['kill', 'killall', 'killall5', 'pkill', 'xkill', 'skill', 'kill-9', 'term'],
    why: 'A process is never killed by name or by pid: the name may be another Apache’s or a customer’s program, the pid may be reused by the time it is sent, and SIGKILL leaves semaphores and a stale pid file behind.',
    instead:
      'stop ends the server through its unit; release-port stops the unit that holds a port; diagnose shows processes that linger, with what they serve.',
  },
  {
    id: 'core-in-tmp',
    words: ['core-tmp', 'coredump-tmp', 'cores-in-tmp', 'mkdir-tmp'],
    why: 'Core dumps hold keys and passwords, and /tmp is everybody’s; with PrivateTmp the folder does not even exist for the service, and the next restart would fail for it.',
    instead: 'core-dumps on uses a folder of the run user that nobody else can read, with the limit set in the unit.',
  },
  {
    id: 'reboot',
    words: [
      'reboot',
      'rescue',
      'rescue-reboot',
      'shutdown',
      'poweroff',
      'halt',
      'power-cycle',
      'rescue-system',
      'init6',
    ],
    why: 'A host is never rebooted, let alone into a rescue system: it ends every other service on it, loses what is needed to find the cause, and may not come back where only a console helps.',
    instead: 'diagnose says what uses the memory or the processes; restart takes Apache alone.',
  },
  {
    id: 'rights',
    words: ['chmod', 'chown', 'chmod-777', 'selinux', 'setenforce', 'disable-selinux'],
    why: 'Rights and SELinux are never loosened to make an error go away: what httpd or its users may write then can be run as root at the next start.',
    instead: 'diagnose names the file, its owner and the right that is missing; a person sets that one.',
  },
  {
    id: 'all-semaphores',
    words: ['ipcrm', 'ipcrm-all', 'clear-ipc', 'clean-ipc'],
    why: 'Removing all semaphores of an account ends every live server that uses one of them (AH00144, AH00050).',
    instead: 'clear-semaphores removes exactly those that dead servers left behind, by id.',
  },
];

/** The refusal for a word that somebody typed as a verb; undefined when it is none of these. */
export function neverFor(word: string): Never | undefined {
  const plain = word
    .toLowerCase()
    .replace(/^-+/, '')
    .replace(/^sig(?=[a-z]{3,5}\d?$)(?!nal)/, '');
  return neverDone.find(({ words }) => words.includes(plain));
}
