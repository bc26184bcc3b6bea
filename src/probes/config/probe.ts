import { hostHelperCommand, hostHelperPath } from '../../host/oncall-facts/oncall-facts.ts';
import { loadProgram } from '../../lib/program.ts';
import { defineProbe } from '../../model/source.ts';
import { askConfigtest, askHttpd } from '../survey/invocation.ts';
import { ConfigTreeFacts, ConfigtestFacts, DirectivesFacts, ModulesFacts, VhostsFacts } from './facts.ts';
import { readConfigTree } from './parse-config-tree.ts';
import { readConfigtest } from './parse-configtest.ts';
import { readDirectives } from './parse-directives.ts';
import { readModules } from './parse-modules.ts';
import { readVhosts } from './parse-vhosts.ts';
import { wantedDirectives, wantedSections } from './wanted.ts';

const askProgram = loadProgram(import.meta.dirname, 'ask.sh');
const directivesProgram = loadProgram(import.meta.dirname, 'directives.sh');
const configTreeProgram = loadProgram(import.meta.dirname, 'config-tree.sh');

/** The syntax check of the configuration on disk, as root where that is allowed. */
export const configtest = defineProbe({
  id: 'configtest',
  title: 'Syntax check',
  question: 'whether httpd could read the configuration that is on disk now',
  wants: 'to run the control program’s configtest as root',
  facts: ConfigtestFacts,
  privileged: (layout) => [askConfigtest(layout)],
  section: (layout) => ({ program: askProgram, args: askConfigtest(layout), seconds: 12, bytes: 64_000 }),
  parse: readConfigtest,
  partial: ({ privileged }) =>
    privileged === false ? 'it was made as an ordinary user, who cannot read keys' : undefined,
});

/** The modules the configuration on disk loads. */
export const modules = defineProbe({
  id: 'modules',
  title: 'Modules',
  question: 'which modules the configuration on disk loads',
  wants: 'to run httpd -M, as root where keys are private',
  facts: ModulesFacts,
  privileged: (layout) => [askHttpd(layout, '-M')],
  section: (layout) => ({ program: askProgram, args: askHttpd(layout, '-M'), seconds: 12, bytes: 64_000 }),
  parse: (text, _capture, context) => readModules(text, context),
});

/** Virtual hosts, run user and mutexes by the configuration on disk. */
export const vhosts = defineProbe({
  id: 'vhosts',
  title: 'Virtual hosts',
  question: 'which virtual hosts the configuration on disk defines',
  wants: 'to run httpd -S, as root where keys are private',
  facts: VhostsFacts,
  privileged: (layout) => [askHttpd(layout, '-S')],
  section: (layout) => ({ program: askProgram, args: askHttpd(layout, '-S'), seconds: 12, bytes: 256_000 }),
  parse: (text, _capture, context) => readVhosts(text, context),
});

/** The directives that limits, ports, logs, TLS and proxying hang on, with file and line. */
export const directives = defineProbe({
  id: 'directives',
  title: 'Directives in effect',
  question: 'what the configuration on disk says about limits, ports, logs, TLS and backends',
  wants: 'read access to the configuration files',
  facts: DirectivesFacts,
  privileged: (layout) => [askHttpd(layout, '-t', '-D', 'DUMP_INCLUDES')],
  section: (layout) => ({
    program: directivesProgram,
    args: [
      layout.configRoot,
      layout.mainConfig,
      layout.logDirectory,
      wantedDirectives.join(' '),
      wantedSections,
      ...askHttpd(layout, '-t', '-D', 'DUMP_INCLUDES'),
    ],
    seconds: 12,
    bytes: 1_000_000,
  }),
  parse: (text, _capture, context) => readDirectives(text, context),
});

/** Digest of the configuration for drift, what of it changed lately, and who besides root may change it. */
export const configTree = defineProbe({
  id: 'config-tree',
  title: 'Configuration files',
  question: 'whether the configuration changed lately, and who may change it',
  wants: 'the root-owned helper, or read access to the configuration files',
  facts: ConfigTreeFacts,
  privileged: () => [hostHelperCommand('config-hash')],
  section: (layout) => ({
    program: configTreeProgram,
    args: [hostHelperPath, layout.configRoot, layout.binary, layout.logDirectory, String(layout.parentPid ?? 'none')],
    seconds: 15,
    bytes: 1_000_000,
  }),
  parse: (text) => readConfigTree(text),
  partial: ({ privileged }) => (privileged ? undefined : 'only what an ordinary user may read was compared'),
});
