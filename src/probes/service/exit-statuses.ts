/** A step of systemd's that comes before the command itself, by the exit status that it leaves when it fails. */
export interface SetupStep {
  readonly name: string;
  /** What was to be set up, and by which settings, as the object of "could not". */
  readonly does: string;
}

/** Exit statuses of systemd itself: systemd.exec(5), "Process Exit Codes", systemd 252. They are never httpd's own. */
export const setupSteps: Readonly<Record<number, SetupStep>> = {
  200: { name: 'CHDIR', does: 'enter the folder of WorkingDirectory=' },
  201: { name: 'NICE', does: 'set Nice=' },
  202: { name: 'FDS', does: 'close or hand over file descriptors' },
  203: { name: 'EXEC', does: 'run the program' },
  204: { name: 'MEMORY', does: 'get the memory for it' },
  205: { name: 'LIMITS', does: 'set a limit (Limit…=)' },
  206: { name: 'OOM_ADJUST', does: 'set OOMScoreAdjust=' },
  207: { name: 'SIGNAL_MASK', does: 'set the signal mask' },
  208: { name: 'STDIN', does: 'open StandardInput=' },
  209: { name: 'STDOUT', does: 'open StandardOutput=' },
  210: { name: 'CHROOT', does: 'enter RootDirectory=' },
  211: { name: 'IOPRIO', does: 'set the I/O priority' },
  212: { name: 'TIMERSLACK', does: 'set TimerSlackNSec=' },
  213: { name: 'SECUREBITS', does: 'set SecureBits=' },
  214: { name: 'SETSCHEDULER', does: 'set the CPU scheduler' },
  215: { name: 'CPUAFFINITY', does: 'set CPUAffinity=' },
  216: { name: 'GROUP', does: 'find or take on Group= or SupplementaryGroups=' },
  217: { name: 'USER', does: 'find or take on User=, or set up its user namespace' },
  218: { name: 'CAPABILITIES', does: 'drop or set capabilities' },
  219: { name: 'CGROUP', does: 'set up the control group' },
  220: { name: 'SETSID', does: 'make a new session' },
  221: { name: 'CONFIRM', does: 'get the start confirmed' },
  222: { name: 'STDERR', does: 'open StandardError=' },
  224: { name: 'PAM', does: 'open the session of PAMName=' },
  225: { name: 'NETWORK', does: 'set up PrivateNetwork=' },
  226: {
    name: 'NAMESPACE',
    does: 'set up the view of the file system (ReadWritePaths=, BindPaths=, PrivateTmp=, ProtectSystem= and the like)',
  },
  227: { name: 'NO_NEW_PRIVILEGES', does: 'set NoNewPrivileges=' },
  228: { name: 'SECCOMP', does: 'set SystemCallFilter= and the like' },
  229: { name: 'SELINUX_CONTEXT', does: 'set SELinuxContext=' },
  230: { name: 'PERSONALITY', does: 'set Personality=' },
  231: { name: 'APPARMOR_PROFILE', does: 'change to AppArmorProfile=' },
  232: { name: 'ADDRESS_FAMILIES', does: 'set RestrictAddressFamilies=' },
  233: { name: 'RUNTIME_DIRECTORY', does: 'make RuntimeDirectory=' },
  235: { name: 'CHOWN', does: 'give a socket its owner' },
  236: { name: 'SMACK_PROCESS_LABEL', does: 'set SmackProcessLabel=' },
  237: { name: 'KEYRING', does: 'set up the keyring' },
  238: { name: 'STATE_DIRECTORY', does: 'make StateDirectory=' },
  239: { name: 'CACHE_DIRECTORY', does: 'make CacheDirectory=' },
  240: { name: 'LOGS_DIRECTORY', does: 'make LogsDirectory=' },
  241: { name: 'CONFIGURATION_DIRECTORY', does: 'make ConfigurationDirectory=' },
  242: { name: 'NUMA_POLICY', does: 'set NUMAPolicy=' },
  243: { name: 'CREDENTIALS', does: 'set up credentials (LoadCredential= and the like)' },
  245: { name: 'BPF', does: 'set a BPF restriction' },
};

/** The step of this name or number. */
export function setupStep(of: string | number): (SetupStep & { readonly status: number }) | undefined {
  const found = Object.entries(setupSteps).find(([status, { name }]) => name === of || Number(status) === of);
  return found === undefined ? undefined : { ...found[1], status: Number(found[0]) };
}
