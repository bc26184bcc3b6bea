import type { Layout } from '../../model/layout.ts';
import { editorPath } from '../../runbooks/changes/helper/editor.ts';
import { hostHelperPath } from '../oncall-facts/oncall-facts.ts';

type Argv = readonly string[];

/** Calls that sudo has to refuse to the bot's account, each of which would be, or lead to, root: asked about with `sudo -l`, never run. */
export function refusedBySudo(layout: Layout): readonly Argv[] {
  const { control, binary, unit = 'apache2.service', mainConfig, errorLog } = layout;
  return [
    ['/bin/sh'],
    ['/bin/bash', '-p'],
    ['/usr/bin/env', 'sh'],
    ['/usr/bin/su', '-'],
    ['/usr/bin/tee', mainConfig],
    ['/usr/bin/cp', '/tmp/evil.conf', mainConfig],
    ['/usr/bin/vi', mainConfig],
    ['/usr/bin/less', errorLog],
    ['/usr/bin/tail', '-n', '5', '/etc/shadow'],
    ['/usr/bin/cat', '/etc/shadow'],
    ['/usr/bin/journalctl'],
    ['/usr/bin/dmesg', '--clear'],
    ['/usr/bin/kill', '-9', '1'],
    ['/usr/bin/killall', 'apache2'],
    ['/usr/sbin/reboot'],
    ['/usr/bin/gdb', '-p', '1'],
    [control, '-t', '-f', '/tmp/evil.conf'],
    [control, '-k', 'stop'],
    [control, 'stop'],
    [binary, '-f', '/tmp/evil.conf', '-k', 'start'],
    ['/usr/bin/systemctl', 'edit', unit],
    ['/usr/bin/systemctl', 'stop', 'ssh.service'],
    ['/usr/bin/systemctl', '--no-pager', '--no-ask-password', 'reload', 'ssh.service'],
    ['/usr/bin/systemctl', '--no-pager', '--no-ask-password', 'restart', unit, 'ssh.service'],
    ['/usr/bin/systemctl', '--no-pager', '--no-ask-password', 'mask', unit],
    ['/usr/bin/systemctl', 'set-environment', 'LD_PRELOAD=/tmp/evil.so'],
    [hostHelperPath],
    [hostHelperPath, 'processes', '/etc/shadow'],
    [hostHelperPath, '-c', 'id'],
    [editorPath],
    [editorPath, 'apply', '../../etc', 'x'],
    [editorPath, 'preview', 'LoadModule=evil'],
    [editorPath, 'preview', 'own:Timeout=5;id'],
    [editorPath, 'preview', 'own:Timeout=$(id)'],
    [editorPath, 'restore', '..'],
    [editorPath, 'restore', '0000000000000000', '/etc/shadow'],
    [editorPath, 'release-port', '80', 'ssh.service', 'x'],
  ];
}

/** Calls that the rules may let through and the helper has to refuse itself; they are really made, and none can do anything when it is as it should be. */
export function refusedByHelper({ configRoot }: Layout): readonly Argv[] {
  return [
    [editorPath, 'preview', 'set:/etc/passwd:1:Timeout=5'],
    [editorPath, 'preview', `set:${configRoot}/../passwd:1:Timeout=5`],
    [editorPath, 'preview', 'set:/etc/shadow:1:ServerTokens=Prod'],
    [editorPath, 'preview', 'own:LoadModule=x'],
    [editorPath, 'preview', 'own:Include=x'],
    [editorPath, 'preview', 'own:ErrorLog=x'],
    [editorPath, 'preview', 'own:CoreDumpDirectory=x'],
    [editorPath, 'preview', 'own:Timeout=-1'],
    [editorPath, 'preview', 'own:MaxRequestWorkers=99999999'],
    [editorPath, 'preview', 'module:off:proxy_fcgi'],
    [editorPath, 'preview', 'own:Timeout=5 own:KeepAlive=On'],
    [editorPath, 'restore', 'ffffffffffffffff'],
    [editorPath, 'release-port', '22', 'ssh.service'],
  ];
}
