import { distinct } from '../../lib/distinct.ts';
import { messageRule } from '../message-rule.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

const child = /^Child (\d{1,10}) returned a Fatal error/;

export const fatalChildExit = messageRule({
  id: 'fatal-child-exit',
  title: 'A child’s fatal error ended the whole server',
  kind: 'problem',
  answers: ['crashes'],
  over: [steadySinceStart, quietSince],
  severity: 'critical',
  cause:
    'AH00050: a child exited with the status that means “do not start another one”, and the parent shut down. The child’s own message just before says why: a mutex or pollset it could not use (AH00144, AH00155, AH00156), a user it could not become, a module that failed in child_init.',
  remedy: 'Fix what the child’s last message names, then start the service; it will not come back by itself.',
  explains: ['server-exited', 'not-running', 'unit-failed'],
  select: ({ entries }) =>
    entries.filter(
      ({ code, client, program, message }) =>
        code === 'AH00050' ||
        (code === undefined &&
          client === undefined &&
          program !== 'kernel' &&
          child.test(message) &&
          /exiting/.test(message)),
    ),
  describe(entries) {
    const pids = distinct(
      entries.map(({ message }) => Number(child.exec(message)?.[1])).filter((pid) => !Number.isNaN(pid)),
    );
    const [first] = pids;
    return {
      summary: `Child ${pids.join(', ')} ended with a fatal error, and Apache shut down because of it.`,
      facts: { pid: first, pids },
    };
  },
});
