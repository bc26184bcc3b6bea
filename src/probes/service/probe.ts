import { loadProgram } from '../../lib/program.ts';
import { defineProbe, Unrecognised } from '../../model/source.ts';
import { askHttpd } from '../survey/invocation.ts';
import { UnitFacts, VersionFacts } from './facts.ts';
import { readUnit } from './parse-unit.ts';
import { readVersion } from './parse-version.ts';

const unitProgram = loadProgram(import.meta.dirname, 'unit.sh');
const versionProgram = loadProgram(import.meta.dirname, 'version.sh');

/** Properties that say how the service is, how it ended and what limits it; those a manager does not know are simply not printed. */
const properties = [
  'Id LoadState ActiveState SubState Result MainPID ExecMainPID ExecMainCode ExecMainStatus ExecMainStartTimestamp ActiveEnterTimestamp',
  'InactiveEnterTimestamp NRestarts StatusText StatusErrno MemoryCurrent MemoryPeak MemoryHigh MemoryMax MemoryLimit MemorySwapCurrent TasksCurrent TasksMax',
  'LimitNOFILE LimitNOFILESoft LimitNPROC LimitNPROCSoft LimitCORE LimitCORESoft OOMPolicy OOMScoreAdjust ManagedOOMMemoryPressure ManagedOOMSwap',
  'Restart RestartUSec StartLimitBurst StartLimitIntervalUSec StartLimitInterval TimeoutStartUSec TimeoutStopUSec KillMode KillSignal ExecStart ExecReload',
  'ExecStop PIDFile Type FragmentPath DropInPaths NeedDaemonReload UnitFileState PrivateTmp ProtectSystem ProtectHome ControlGroup ConditionResult',
  'ConditionTimestamp AssertResult ExecCondition ExecStartPre ExecStartPost ExecStopPost EnvironmentFiles Requires Requisite BindsTo',
]
  .join(' ')
  .split(' ')
  .join(',');

/** State and limits of the service by its manager: systemd, OpenRC or a SysV script. */
export const unit = defineProbe({
  id: 'unit',
  title: 'Service state',
  question: 'whether the service is running, failed or stopped, and why',
  wants: 'systemctl (or rc-service, service) on the host',
  facts: UnitFacts,
  section(layout) {
    if (layout.unit === undefined) return undefined;
    return {
      program: unitProgram,
      args: [layout.unit, properties, layout.unit.replace(/\.service$/, '')],
      seconds: 5,
      bytes: 64_000,
    };
  },
  parse: (text, _capture, context) => readUnit(text, context),
});

/** What `httpd -V` says: version, MPM, compiled paths. */
export const version = defineProbe({
  id: 'version',
  title: 'httpd version',
  question: 'which httpd this is and which MPM its configuration selects',
  wants: 'to run httpd -V on the host',
  facts: VersionFacts,
  section: (layout) => ({
    program: versionProgram,
    args: askHttpd(layout, '-V'),
    seconds: 8,
    bytes: 64_000,
  }),
  parse(text, capture, context) {
    if (capture.exit === 127) throw new Unrecognised('httpd is not where it was expected', 'not-installed');
    return readVersion(text, context);
  },
});
