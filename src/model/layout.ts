/** Distribution families whose layout of httpd differs (facts of their packages: unit, paths, control program). */
export type Family = 'debian' | 'rhel' | 'suse' | 'alpine' | 'arch' | 'freebsd' | 'scl' | 'docker' | 'unknown';

/** Where this host keeps httpd, resolved from the running process where there is one. All paths are absolute. */
export interface Layout {
  readonly family: Family;
  /** systemd unit or service name, such as `apache2.service`; absent where no unit owns the parent. */
  readonly unit?: string;
  readonly parentPid?: number;
  /** httpd itself, such as `/usr/sbin/apache2`. */
  readonly binary: string;
  /** The control program that sets the environment up, such as `/usr/sbin/apachectl`. */
  readonly control: string;
  /** `-f`, `-d`, `-D` arguments of the running parent, to be repeated for every `-t`, `-S`, `-M`. */
  readonly startArguments: readonly string[];
  readonly configRoot: string;
  readonly mainConfig: string;
  readonly logDirectory: string;
  readonly errorLog: string;
  readonly accessLog: string;
  readonly runUser: string;
  readonly pidFile: string;
  /** The root-owned helper oncall-facts is installed, so its text need not be sent. */
  readonly hasFactsHelper?: true;
}
