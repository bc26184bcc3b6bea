import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../../src/diagnosis/collect.ts';
import type { DoctorLine } from '../../src/host/doctor/line.ts';
import { kitFor } from '../../src/host/kit/kit.ts';
import type { Layout } from '../../src/model/layout.ts';
import { changeVerbs } from '../../src/model/verbs.ts';
import { hostSurvey } from '../../src/runbooks/host-survey.ts';
import { examine } from '../../src/terminal/doctor-command.ts';
import { type Eyes, installKit, openEyes } from './eyes.ts';
import { down, exec, installSudoers, resetHost, up } from './lab.ts';

const HOST = 'web-1';
let eyes: Eyes;
let layout: Layout;

beforeAll(async () => {
  await up(1);
  eyes = await openEyes();
  await installKit(eyes, HOST);
  const found = await collect({ host: eyes.host(HOST), transport: eyes.transport, survey: hostSurvey, probes: [] });
  if (found.layout === undefined) throw new Error('no layout');
  layout = found.layout;
});

afterAll(async () => {
  await eyes?.close();
  await down();
});

function wrong(lines: readonly DoctorLine[]): readonly string[] {
  return lines
    .filter(({ outcome }) => outcome !== 'ok')
    .map(({ name, outcome, detail }) => `${outcome} ${name}: ${detail}`);
}

function examined(user = 'oncall', verbs: typeof changeVerbs | readonly [] = changeVerbs) {
  return examine({ ...eyes.host(HOST), user }, layout, { verbs, balancer: [] }, eyes.transport);
}

async function asRoot(command: string): Promise<void> {
  const { exit, output } = await exec(HOST, ['bash', '-c', command]);
  if (exit !== 0) throw new Error(output);
}

describe('the doctor, on a real host with the generated kit', () => {
  it('finds everything granted that has to be, and every attack refused', async () => {
    const lines = await examined();

    expect(wrong(lines)).toEqual([]);
    expect(lines.filter(({ group }) => group === 'attacks').length).toBeGreaterThan(40);
    expect(lines.filter(({ group }) => group === 'granted').length).toBeGreaterThan(25);
  });

  it('finds nothing wrong either where no change is enabled, and changes are refused then', async () => {
    await installSudoers(HOST, kitFor('oncall', layout, [], true).sudoers);
    const lines = await examined('oncall', []);
    const reload = 'sudo -n /usr/bin/systemctl --no-pager --no-ask-password reload apache2.service';

    expect(wrong(lines)).toEqual([]);
    expect((await exec(HOST, ['su', '-s', '/bin/sh', 'oncall', '-c', reload])).exit).not.toBe(0);
    await installKit(eyes, HOST);
  });

  it.each([
    [
      'a rule too many',
      'echo "oncall ALL=(root) NOPASSWD: /usr/bin/systemctl * apache2.service" >/etc/sudoers.d/zz',
      /No rule beyond the generated ones: root \/usr\/bin\/systemctl \* apache2.service/,
    ],
    ['everything granted', 'echo "oncall ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/zz', /wrong \/bin\/sh: ALLOWED/],
    [
      'a helper that is not ours',
      'echo "id" >>/usr/local/sbin/oncall-change',
      /oncall-change: not this version’s text/,
    ],
    ['a helper that others may write', 'chmod 0777 /usr/local/sbin/oncall-facts', /oncall-facts: root:root, mode 777/],
    [
      'configuration that the account may write',
      'chown oncall /etc/apache2/ports.conf',
      /May write configuration: yes: \/etc\/apache2\/ports.conf/,
    ],
    [
      'a rule for another group as well',
      'echo "oncall ALL=(ALL:ALL) NOPASSWD: /usr/bin/find" >/etc/sudoers.d/zz',
      /No rule beyond the generated ones: ALL : ALL \/usr\/bin\/find/,
    ],
    [
      'a rule that lets the environment in',
      'sed -i "s/NOPASSWD: \\(.usr.sbin.apachectl configtest\\)/NOPASSWD: SETENV: \\1/" /etc/sudoers.d/oncall',
      /Tags of the rules: SETENV on root \/usr\/sbin\/apachectl configtest/,
    ],
    [
      'an environment that is kept',
      'echo \'Defaults env_keep += "LANG APACHE_CONFDIR"\' >/etc/sudoers.d/zz',
      /Settings of sudo: env_keep has APACHE_CONFDIR/,
    ],
    [
      'logs in a folder of somebody else',
      'chown www-data /var/log/apache2',
      /\/var\/log\/apache2: www-data:adm, mode \d+: others than root may change it/,
    ],
    ['a mighty group', 'usermod -aG sudo oncall', /Groups: in sudo/],
    ['no kit', 'rm /etc/sudoers.d/oncall /usr/local/sbin/oncall-*', /sudo grants nothing here/],
  ])('finds %s', async (_what, command, expected) => {
    await resetHost(HOST);
    await asRoot(command);

    expect(wrong(await examined()).join('\n')).toMatch(expected);
  });
});
