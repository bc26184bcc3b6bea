import {
  configtest as configtestSource,
  directives,
  modules,
  configtest as syntaxCheck,
  vhosts,
} from '../../probes/config/probe.ts';
import { version } from '../../probes/service/probe.ts';
import { defineInvestigation } from '../define-investigation.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';

/** Whether the configuration on disk would load. */
export const configtest = defineInvestigation({
  verb: 'configtest',
  place: 60,
  title: 'Configuration test',
  summary: 'Asks httpd whether the configuration would load.',
  examples: ['configtest web-03'],
  looksAt: 'the answer of httpd -t, run with the arguments of the running server',
  alsoTried: ['config', 'test', 'syntax', 'validate', 'configcheck', 'apachectl', 'conf'],
  button: 'Test the configuration',
  sources: [configtestSource, directives, version, modules, vhosts],
  state: [configtestLine],
  panels: 'none',
});

function configtestLine(outcomes: Outcomes): readonly string[] {
  const facts = factsFrom(outcomes, syntaxCheck);
  if (facts === undefined) return [];
  return [
    `${facts.ok ? 'Syntax OK' : 'does not load'}${facts.privileged === false ? ', tested as an ordinary user' : ''}. This does not say that a reload is safe: /apache preflight looks further.`,
  ];
}
