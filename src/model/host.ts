/** One SSH target, with every setting resolved; a jump host is a host of its own. */
export interface Host {
  /** Name people type; unique in the inventory, lower case. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly groups: readonly string[];
  /** What people want to read beside the name, such as the site or the tier; it decides nothing. */
  readonly labels: Readonly<Record<string, string>>;
  readonly identityFiles: readonly string[];
  /** Path of the agent's socket, when the agent may be used. */
  readonly agentSocket?: string;
  readonly knownHostsFiles: readonly string[];
  /** Name looked up in known_hosts instead of the address (HostKeyAlias). */
  readonly hostKeyAlias?: string;
  /** Pinned `SHA256:…` fingerprints; when given, known_hosts is not asked. */
  readonly fingerprints: readonly string[];
  readonly jump?: Host;
  /** systemd unit, when the inventory knows better than the process table. */
  readonly unit?: string;
  /** True for practice hosts: they replay a recording, so their clock is the recording's. */
  readonly recorded?: boolean;
}

/** What a list says of a host besides its name: its groups, then its labels. */
export function hostNotes({ groups, labels }: Pick<Host, 'groups' | 'labels'>): readonly string[] {
  return [...groups, ...Object.entries(labels).map(([label, value]) => `${label}=${value}`)];
}
