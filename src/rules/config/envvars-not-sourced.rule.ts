import { distinct } from '../../lib/distinct.ts';
import { selectBy } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { readAgain } from '../over/starts.ts';

const variable = /^Config variable \$\{(\w{1,100})\} is not defined/;

export const envvarsNotSourced = messageRule({
  id: 'envvars-not-sourced',
  title: 'Variables of the configuration are not defined',
  kind: 'problem',
  answers: ['configtest', 'preflight'],
  over: [readAgain],
  severity: 'notice',
  cause:
    'AH00111: a variable has no value. On Debian that is what running `apache2` itself instead of apachectl looks like, since only apachectl reads the envvars file; it then says nothing about the service. During a reload it means that the variable was added after the parent started, and the reload fails.',
  remedy: 'Ask httpd through apachectl. If a reload failed on it, a full restart gives the parent its new environment.',
  select: selectBy(['AH00111'], variable),
  describe(entries) {
    const names = distinct(entries.map(({ message }) => variable.exec(message)?.[1]));
    const foreign = names.filter((name) => !name.startsWith('APACHE_'));
    const summary =
      foreign.length === 0
        ? `httpd was run without its environment file: ${names.slice(0, 4).join(', ')} ${names.length === 1 ? 'is' : 'are'} not defined.`
        : `The configuration uses ${foreign.slice(0, 4).join(', ')}, which nothing defines.`;
    return { summary, facts: { variables: names }, ...(foreign.length === 0 ? {} : { severity: 'warning' }) };
  },
});
