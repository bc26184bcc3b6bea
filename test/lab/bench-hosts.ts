import type { BenchHosts } from '../../src/workbench/practice/hosts.ts';
import { forward } from './forward.ts';
import { labHosts } from './lab.ts';

/** The laboratory's hosts for the workbench: real ones, to be broken with `npm run lab -- break HOST FAULT`. */
export async function benchHosts(): Promise<BenchHosts> {
  const hosts = await labHosts();
  const forwarded = await forward(hosts);
  const entries = hosts.map(
    ({ name, user, identityFile, knownHostsFile }) =>
      `  - name: ${name}\n    address: 127.0.0.1\n    port: ${forwarded.port(name)}\n    user: ${user}\n    groups: [lab]\n    identity: ${JSON.stringify(identityFile)}\n    knownHosts: ${JSON.stringify(knownHostsFile)}\n    hostKeyAlias: ${name}\n`,
  );
  return {
    inventoryYaml: `hosts:\n${entries.join('')}`,
    recorded: false,
    about: hosts.map(({ name, address }) => ({ name, about: `lab host at ${address}` })),
    close: () => forwarded.close(),
  };
}
