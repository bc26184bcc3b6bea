import type { ChangeVerb, ReadVerb } from '../model/verbs.ts';
import { changes } from './changes/index.ts';
import type { Never } from './define-change.ts';

/** Something that is never done, and the verb that is meant instead. */
export interface NeverDone extends Never {
  readonly verb: ReadVerb | ChangeVerb;
}

/** What no change stands for. */
const others: readonly NeverDone[] = [
  {
    id: 'reboot',
    verb: 'diagnose',
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
    verb: 'diagnose',
    words: ['chmod', 'chown', 'chmod-777', 'selinux', 'setenforce', 'disable-selinux'],
    why: 'Rights and SELinux are never loosened to make an error go away: what httpd or its users may write then can be run as root at the next start.',
    instead: 'diagnose names the file, its owner and the right that is missing; a person sets that one.',
  },
];

/** Everything that is refused whoever asks, with its reason. */
export const neverDone: readonly NeverDone[] = [
  ...changes.flatMap(({ verb, never }) => never.map((one) => ({ ...one, verb }))),
  ...others,
];

/** The refusal for a word that somebody typed as a verb; undefined when it is none of these. */
export function neverFor(word: string): NeverDone | undefined {
  const plain = word
    .toLowerCase()
    .replace(/^-+/, '')
    .replace(/^sig(?=[a-z]{3,5}\d?$)(?!nal)/, '');
  return neverDone.find(({ words }) => words.includes(plain));
}
