import { selectBy } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { unitUpSince } from '../over/starts.ts';

const change =
  /changing (ServerLimit|ThreadLimit) to (\d{1,9}) from original value of (\d{1,9}) not allowed during restart/;

export const ineffectiveChange = messageRule({
  id: 'ineffective-change',
  title: 'A change that needs a full restart did not take effect',
  kind: 'problem',
  answers: ['configtest', 'mpm-settings', 'changes', 'preflight'],
  over: [unitUpSince],
  severity: 'warning',
  cause:
    'ServerLimit and ThreadLimit size the scoreboard, which lives as long as the parent: a reload says success and keeps the old value (AH00179, AH00304, AH00501; AH00309, AH00506).',
  remedy: 'Stop and start the server in a quiet moment, after a preflight.',
  runbook: 'restart',
  explains: ['mpm-config-adjusted'],
  select: selectBy(['AH00179', 'AH00304', 'AH00501', 'AH00309', 'AH00506'], change),
  describe(entries) {
    const found = change.exec((entries.at(-1) ?? entries[0]).message);
    const directive = found?.[1] ?? 'a limit';
    return {
      summary: `${directive} was changed${found === null ? '' : ` from ${found[3]} to ${found[2]}`} in the configuration, but a reload does not change it: the old value is still in use.`,
      facts: { directive, ...(found === null ? {} : { value: Number(found[3]), wanted: Number(found[2]) }) },
    };
  },
});
