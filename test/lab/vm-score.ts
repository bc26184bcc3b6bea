import { collect } from '../../src/diagnosis/collect.ts';
import { investigate } from '../../src/diagnosis/investigate.ts';
import { kitFor } from '../../src/host/kit/kit.ts';
import { hostHelper } from '../../src/host/oncall-facts/oncall-facts.ts';
import { createSshTransport } from '../../src/hosts/transport.ts';
import { hostSurvey } from '../../src/runbooks/host-survey.ts';
import { investigationFor } from '../../src/runbooks/investigation.ts';
import { hostOf } from './eyes.ts';
import { compare, type Score } from './score.ts';
import { installVmHelper, installVmSudoers, vmLabHost, vmProvoke } from './vm.ts';

/** Provokes a fault on the machine with a kernel of its own and judges the bot's diagnosis of it. */
export async function scoreVmFault(id: string): Promise<Score> {
  const fault = await vmProvoke(id);
  const lab = vmLabHost();
  const host = hostOf(lab, lab.port);
  const transport = createSshTransport({ handshakeMs: 60_000, startMs: 60_000 });
  try {
    const { layout } = await collect({ host, transport, survey: hostSurvey, probes: [] });
    if (layout !== undefined) {
      await installVmSudoers(kitFor('oncall', layout, [], true).sudoers);
      await installVmHelper(hostHelper);
    }
    const { report } = await investigate({
      host,
      investigation: investigationFor('diagnose'),
      transport,
      survey: hostSurvey,
    });
    return compare(fault, report);
  } finally {
    await transport.closeAll();
  }
}
