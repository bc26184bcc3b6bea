import { selectBy } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { startedSince } from '../over/starts.ts';
import { reloadPossible } from '../over/state.ts';
import { brokenConfiguration } from './config-rule.ts';

export const mpmConflict = messageRule({
  id: 'mpm-conflict',
  title: 'Not exactly one MPM, or another than the running one',
  kind: 'problem',
  answers: ['configtest', 'mpm-settings', 'preflight'],
  over: [startedSince, reloadPossible],
  severity: 'critical',
  cause:
    'httpd needs exactly one MPM, and cannot change it in a reload: then the running server exits although the syntax check said OK (AH00534). Between disabling one MPM and enabling the next, any reload (log rotation) ends the server too.',
  remedy:
    'Enable exactly one mpm_* module. To change it, stop and start the server; mod_php that is not thread-safe needs prefork.',
  runbook: 'mpm-settings',
  explains: [...brokenConfiguration, 'config-syntax-error'],
  select: selectBy(
    ['AH00534'],
    /^(?:[\w./-]{1,60}: )?Configuration error: (?:More than one MPM loaded|No MPM loaded|The MPM cannot be changed during restart)/i,
  ),
  describe(entries) {
    const { message } = entries.at(-1) ?? entries[0];
    const text = /Configuration error: (.{1,200}?)\.?$/i.exec(message)?.[1] ?? message.slice(0, 200);
    const meaning = text.startsWith('The MPM cannot')
      ? 'the configuration selects another MPM than the one that ran, and a reload cannot change it'
      : `the configuration is refused: ${text}`;
    return { summary: `MPM conflict: ${meaning}.`, facts: { reason: text } };
  },
});
