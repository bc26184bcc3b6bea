import { doctorSections, trialsFor } from '../src/host/doctor/sections.ts';
import { kitFor } from '../src/host/kit/kit.ts';
import { sudoVersionSection } from '../src/host/kit/sudo-version.ts';
import { hostHelperPath, hostHelperVerbs } from '../src/host/oncall-facts/oncall-facts.ts';
import type { Layout } from '../src/model/layout.ts';
import type { Probe, Section } from '../src/model/source.ts';
import { type ChangeVerb, changeVerbs } from '../src/model/verbs.ts';
import { probes } from '../src/probes/index.ts';
import { surveySection } from '../src/probes/survey/probe.ts';
import { changeGrants, sudoersCommand } from '../src/runbooks/changes/helper/grants.ts';
import { lightRequests } from '../src/runbooks/changes/server/light-requests.ts';
import { layouts, PARENT_PID } from './layouts.ts';
import { block, code, generatedNote, linked, page, table } from './markdown.ts';
import { fileOfProgram } from './shell-files.ts';

/** docs/commands.md: every program that can run on a host, every command it runs as root, and the sudoers lines for them. */
export function commandsPage(): string {
  return page(
    generatedNote,
    '# Everything that can run on a host',
    'Nothing else is ever sent; the helpers, which an administrator installs, are in [helpers.md](helpers.md). Each program is a file of its own, read once when the bot starts; the lines `. ./part.sh` in it stand for those files. What varies arrives as positional parameters, each quoted by `src/lib/shell-quote.ts`. ' +
      'Paths, units and arguments are shown here as the packages lay them out; on a host they come from the running process where it is root’s own. ' +
      `\`${PARENT_PID}\` stands for the pid of the running parent.`,
    table(
      ['layout', 'httpd', 'control program', 'unit', 'configuration', 'error log'],
      layouts.map(({ name, layout }) => [
        name,
        code(layout.binary),
        code(layout.control),
        layout.unit === undefined ? 'none' : code(layout.unit),
        code(layout.mainConfig),
        code(layout.errorLog),
      ]),
    ),
    ...looking(),
    ...changing(),
    ...asRoot(),
  );
}

function looking(): readonly string[] {
  return [
    '## Looking',
    `All sections of one look travel as one POSIX \`sh\` script over one channel. It is one function around ${linked('src/hosts/settings.sh')}, ${linked('src/hosts/prelude.sh')}, ${linked('src/hosts/mark.sh')}, ${linked('src/hosts/sections.sh')} and a call for each section; its name has the random nonce, new for each script. \`src/hosts/script.ts\` puts it together. What is sent is without the comments of these files.`,
    `Where a program needs the helper \`oncall-facts\` and the host has none, its text travels once in the script, as the function \`oncall_facts\`, and never as an argument.`,
    'A section marked "built-ins only" starts no program, so it answers on a host that cannot fork. The others run in a shell of their own, under `timeout` where the host has it. ' +
      'What hangs costs its own section. The survey waits 3 s for sudo and for systemctl; where one does not answer, the sections after it go without (`as_root`, `ask_systemd`). What runs as root goes through `as_root`, that is `sudo -n`, and only the commands listed under [As root](#as-root) are allowed there.',
    ...[...probes].sort((a, b) => a.id.localeCompare(b.id)).flatMap(probeParts),
  ];
}

function probeParts(probe: Probe): readonly string[] {
  const asked = layouts.map(({ name, layout }) => ({ name, section: sectionOf(probe, layout) }));
  const programs = new Set(asked.flatMap(({ section }) => section?.program ?? []));
  const [one] = asked.flatMap(({ section }) => section ?? []);
  if (one === undefined) return [`### ${probe.id}`, `${probe.title}. No layout has it.`];
  const kept = one.keep === 'end' ? 'last' : 'first';
  return [
    `### ${probe.id}`,
    `${probe.title}: ${probe.question}. At most ${one.seconds} s, the ${kept} ${one.bytes} bytes${one.builtinOnly === true ? ', built-ins only' : ''}.`,
    `Program: ${[...programs].map((program) => linked(fileOfProgram(program))).join(', ')}. ${argumentsText(asked)}`,
  ];
}

function sectionOf(probe: Probe, layout: Layout): Section | undefined {
  return probe.id === 'survey' ? surveySection : probe.section(layout);
}

function argumentsText(asked: readonly { readonly name: string; readonly section: Section | undefined }[]): string {
  const groups = new Map<string, string[]>();
  for (const { name, section } of asked) {
    const text = section === undefined ? 'not asked' : section.args.map(argument).join(' ') || 'none';
    groups.set(text, [...(groups.get(text) ?? []), name]);
  }
  if (groups.size === 1) return `Arguments: ${[...groups.keys()].join('')}`;
  return `Arguments:\n\n${table(
    ['layouts', 'arguments'],
    [...groups].map(([text, names]) => [names.join(', '), text]),
  )}`;
}

function argument(value: string): string {
  return code(value === '' ? "''" : value.replaceAll('\n', '\\n'));
}

function changing(): readonly string[] {
  return [
    '## Changing',
    `Three scripts in one shell, each a function like that of a look around one file: ${linked('src/hosts/lock.sh')} takes the lock of the host, ${linked('src/hosts/command.sh')} runs one approved command, with its arguments as they stand on the card, ${linked('src/hosts/release.sh')} gives the lock back. \`src/hosts/change-script.ts\` puts them together.`,
    'What each enabled change needs as root on Debian, its undo included; a pattern has to match all arguments together:',
    table(
      ['change', 'granted'],
      changeVerbs.map((verb) => [code(verb), debianGrants(verb)]),
    ),
    `What an edit would look like is asked beforehand by ${linked('src/changes/preview.sh')} with the helper’s \`preview\`, and what it saved by \`history\`. While a change runs, ${linked(fileOfProgram(lightRequests.section('http://127.0.0.1:80/', 3).program))} makes one request after the other on the host itself, to the URL that answered before. While logs are followed, ${linked('src/runbooks/error-log-end.sh')} stands in for the error log’s own program.`,
    `Where a group’s balancer is told by HAProxy’s socket or by the balancer-manager, its host is asked by ${linked('src/hosts/hooks/ask-balancer.sh')} and told by \`oncall-balancer\`, and by the fixed commands of the settings. \`oncall kit\` asks with ${linked(fileOfProgram(sudoVersionSection.program))} which sudo is there. \`oncall doctor\` sends these, the last two once for each call it tries: ${doctorPrograms()
      .map((file) => linked(file))
      .join(', ')}.`,
    'For a parent that no unit owns, `apachectl graceful` is granted; where such a parent was started with `-f`, `-d`, `-D`, `-C` or `-c`, the same `httpd -k graceful` with these arguments is planned, which the generated file does not allow, so it has to be added by hand or sudo refuses it.',
  ];
}

/** The files of `oncall doctor`'s programs, each once. */
function doctorPrograms(): readonly string[] {
  const debian = layouts.find(({ name }) => name === 'debian');
  if (debian === undefined) return [];
  const sections = doctorSections(debian.layout, trialsFor(debian.layout, [['/usr/bin/true']]));
  return [...new Set(sections.map(({ program }) => fileOfProgram(program)))];
}

function debianGrants(verb: ChangeVerb): string {
  const debian = layouts.find(({ name }) => name === 'debian');
  const grants = debian === undefined ? [] : changeGrants(debian.layout, [verb]);
  return grants.map((grant) => code(sudoersCommand(grant, true))).join('<br>');
}

function asRoot(): readonly string[] {
  return [
    '## As root',
    `The sudoers(5) file for the account \`oncall\`, per layout. \`npm run -s oncall -- kit HOST\` prints a script that installs it together with the helper. \`${hostHelperPath}\` is owned by root and takes one word out of ${hostHelperVerbs.length}; its text is in [helpers.md](helpers.md).`,
    ...layouts.flatMap(({ name, layout }) => [
      `### sudoers: ${name}`,
      block(kitFor('oncall', layout, changeVerbs, true).sudoers, 'text'),
    ]),
  ];
}
