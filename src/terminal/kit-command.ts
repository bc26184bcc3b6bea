import { collect } from '../diagnosis/collect.ts';
import { knowsPatterns } from '../host/doctor/judge.ts';
import { balancerInstallScript } from '../host/kit/balancer-kit.ts';
import { type Enabled, installScript, kitFor } from '../host/kit/kit.ts';
import { sudoVersionSection } from '../host/kit/sudo-version.ts';
import type { Host } from '../model/host.ts';
import type { ReadTransport, SectionAnswer } from '../model/ports.ts';
import { hostSurvey } from '../runbooks/host-survey.ts';
import { type ExitCode, exitCodes, type Streams } from './streams.ts';

/** Prints what an administrator runs as root on a host to give the bot's account exactly what the enabled changes need there; changes nothing itself. */
export async function kitCommand(
  host: Host,
  { verbs, balancer }: Enabled,
  transport: ReadTransport,
  streams: Streams,
): Promise<ExitCode> {
  const { layout, reach } = await collect({ host, transport, survey: hostSurvey, probes: [] });
  if (layout === undefined) {
    streams.err.write(`${host.name}: ${reach.detail}\n`);
    return exitCodes.unseen;
  }
  const kit = kitFor(host.user, layout, verbs, knowsPatterns(await sudoVersion(host, transport)));
  streams.out.write(installScript(kit));
  if (balancer.length > 0) streams.out.write(`\n${balancerInstallScript(host.user, balancer)}`);
  return exitCodes.fine;
}

async function sudoVersion(host: Host, transport: ReadTransport): Promise<string> {
  const session = await transport.open(host);
  if (!session.reached) return '';
  let text = '';
  const onAnswer = (answer: SectionAnswer) => {
    text = answer.text;
  };
  await session.run([sudoVersionSection], onAnswer);
  await session.end();
  return text;
}
