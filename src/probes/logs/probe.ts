import { carriedFacts, hostHelperCommand, hostHelperPath } from '../../host/oncall-facts/oncall-facts.ts';
import { loadProgram } from '../../lib/program.ts';
import { defineProbe } from '../../model/source.ts';
import { askHttpd } from '../survey/invocation.ts';
import { ErrorLogFacts, readErrorLog } from './error-log.ts';
import { JournalFacts, readJournal } from './journal.ts';
import { serverMessages } from './server-messages.ts';
import { readVhostLogs, VhostLogsFacts } from './vhost-logs.ts';

const errorLogProgram = loadProgram(import.meta.dirname, 'error-log.sh');
const vhostLogsProgram = loadProgram(import.meta.dirname, 'vhost-logs.sh');
const journalProgram = loadProgram(import.meta.dirname, 'journal.sh');

/** Bytes of the log's end that are read whole. */
const TAIL = '262144';
/** Bytes of the log's end that are searched for messages of weight. */
const SEARCHED = '67108864';
const FORMAT = 'short-iso-precise';
/** Lines of the journal that are read whole, and those that are searched for messages of weight. */
const LINES = '400';
const JOURNAL_SEARCHED = '2000';

/** Under which httpd speaks to syslog: the last part of its program's path. */
function nameOf(binary: string): string {
  return binary.slice(binary.lastIndexOf('/') + 1);
}

/** The end of the server's error log, what older lines say of weight, and where else messages go. */
export const errorLog = defineProbe({
  id: 'error-log',
  title: 'Error log',
  question: 'what httpd itself said about the fault',
  wants: 'to read the error log: group adm on Debian and Ubuntu, otherwise tail(1) through sudo',
  facts: ErrorLogFacts,
  privileged: (layout) => [
    ['/usr/bin/tail', '-c', TAIL, layout.errorLog],
    ['/usr/bin/tail', '-c', SEARCHED, layout.errorLog],
    askHttpd(layout, '-S'),
    hostHelperCommand('open-logs'),
    hostHelperCommand('error-log'),
  ],
  section: (layout) => ({
    program: errorLogProgram,
    args: [
      layout.errorLog,
      layout.configRoot,
      layout.mainConfig,
      TAIL,
      SEARCHED,
      serverMessages,
      String(layout.parentPid ?? 'none'),
      nameOf(layout.binary),
      hostHelperPath,
      ...askHttpd(layout, '-S'),
    ],
    seconds: 12,
    bytes: 1_500_000,
    ...carriedFacts(layout),
  }),
  parse: (text, _capture, context) => readErrorLog(text, context),
});

/** The error logs that the configuration names besides the main one, each by its end and what older lines say of weight. */
export const vhostLogs = defineProbe({
  id: 'vhost-logs',
  title: 'Error logs of the virtual hosts',
  question: 'what the virtual hosts with a log of their own said about the fault',
  wants:
    'read access to every error log of the configuration: group adm on Debian and Ubuntu, elsewhere an ACL or a group on the folder',
  facts: VhostLogsFacts,
  privileged: (layout) => [askHttpd(layout, '-t', '-D', 'DUMP_INCLUDES')],
  section: (layout) => ({
    program: vhostLogsProgram,
    args: [
      layout.errorLog,
      layout.configRoot,
      layout.mainConfig,
      layout.logDirectory,
      serverMessages,
      ...askHttpd(layout, '-t', '-D', 'DUMP_INCLUDES'),
    ],
    seconds: 12,
    bytes: 1_200_000,
  }),
  parse: (text, _capture, context) => readVhostLogs(text, context),
  partial: ({ refused }) =>
    refused.length === 0
      ? undefined
      : `${refused.slice(0, 3).join(', ')}${refused.length > 3 ? ` and ${refused.length - 3} more` : ''} may not be read by this user`,
});

/** What the service, its control program and systemd wrote to the journal. */
export const journal = defineProbe({
  id: 'journal',
  title: 'Journal of the service',
  question: 'what systemd and the control program said about the service',
  wants: 'journalctl, and the group systemd-journal or adm (or journalctl through sudo)',
  facts: JournalFacts,
  privileged: ({ unit }) => (unit === undefined ? [] : [['/usr/bin/journalctl', ...journalArguments(unit)]]),
  section(layout) {
    if (layout.unit === undefined) return undefined;
    return {
      program: journalProgram,
      args: [LINES, `${serverMessages}|systemd\\[[0-9]+\\]: `, ...journalArguments(layout.unit)],
      seconds: 12,
      bytes: 400_000,
      keep: 'end',
    };
  },
  parse: (text, _capture, context) => readJournal(text, context),
});

function journalArguments(unit: string): string[] {
  return [
    `--output=${FORMAT}`,
    '--no-pager',
    `--lines=${JOURNAL_SEARCHED}`,
    `--unit=${unit}`,
    '--unit=systemd-oomd.service',
  ];
}
