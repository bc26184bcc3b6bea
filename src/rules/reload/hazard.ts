import type { Evidence } from '../../model/finding.ts';
import type { EnvironmentFacts } from '../../probes/config/environment.ts';
import type { ConfigtestFacts, DirectivesFacts } from '../../probes/config/facts.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import type { MemoryFacts, RoomFacts } from '../../probes/memory/facts.ts';
import type { ListenerFacts } from '../../probes/ports/facts.ts';
import type { ProcessFacts } from '../../probes/processes/facts.ts';
import type { UnitFacts, VersionFacts } from '../../probes/service/facts.ts';
import type { CertificatesFacts } from '../../probes/tls/facts.ts';
import type { StatusPage } from '../../probes/workers/status-facts.ts';

/** A reason why a reload of what is on disk now would not end well. */
export interface Hazard {
  readonly id:
    | 'syntax'
    | 'mpm-changed'
    | 'listen-none'
    | 'listen-overlap'
    | 'listen-moved'
    | 'listen-taken'
    | 'key-mismatch'
    | 'key-encrypted'
    | 'certificate-unreadable'
    | 'private-tmp'
    | 'semaphores'
    | 'binary-replaced'
    | 'no-slack'
    | 'variable-undefined'
    | 'log-target'
    | 'memory-headroom';
  /** One clause, with names and places. */
  readonly why: string;
  /** True when the server would end or refuse; false when it is worse than it could be. */
  readonly blocks: boolean;
  readonly evidence: readonly Evidence[];
}

/** What the judgement may rest on; whatever is absent is simply not judged. */
export interface ReloadFacts {
  readonly configtest?: ConfigtestFacts | undefined;
  readonly version?: VersionFacts | undefined;
  readonly directives?: DirectivesFacts | undefined;
  readonly certificates?: CertificatesFacts | undefined;
  readonly processes?: ProcessFacts | undefined;
  readonly listeners?: ListenerFacts | undefined;
  readonly unit?: UnitFacts | undefined;
  readonly logs?: LogFacts | undefined;
  /** MPM of the running server where it is known better than from the log, such as by the status page. */
  readonly runningMpm?: string | undefined;
  /** Arrays of SysV semaphores in use and allowed. */
  readonly semaphores?: { readonly used: number; readonly limit: number } | undefined;
  readonly environment?: EnvironmentFacts | undefined;
  readonly memory?: MemoryFacts | undefined;
  readonly room?: RoomFacts | undefined;
  readonly page?: StatusPage | undefined;
}
