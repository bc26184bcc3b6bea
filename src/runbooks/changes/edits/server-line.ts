import type { Look } from '../../../model/change-runbook.ts';
import { directiveSettings } from '../../../model/directives.ts';
import type { Reason } from '../../../model/plan.ts';
import type { Directive, DirectivesFacts } from '../../../probes/config/facts.ts';
import { directives } from '../../../probes/config/probe.ts';
import type { Edit } from '../helper/editor.ts';
import { because } from '../server/refusal.ts';
import { factsOf } from '../server/server.ts';

/** Directives and the values wanted for them, both as httpd spells them. */
export type Settings = Readonly<Record<string, string>>;

/** The product’s own file, which holds what has no line of its own; httpd reads it behind the rest of the server’s configuration. */
const ownFile = /\/zz-apache-oncall\.conf$/;

/** The directives in effect, in httpd’s own order; without that, which line counts is a guess. */
export function wholeConfiguration(look: Look): DirectivesFacts | Reason {
  const config = factsOf(look, directives);
  if (config === undefined)
    return because('The configuration could not be read, so which lines to change is not known.');
  if (config.from === 'files')
    return because('httpd did not say which files it reads, so which line of several counts is not known.');
  if (config.unreadable.length > 0)
    return because(`${config.unreadable[0]} could not be read, so a line in it could overrule the change.`);
  return config;
}

/**
 * The line of a directive that counts for the whole server: the last one outside of virtual hosts and sections. Lines of RequestReadTimeout add up, each
 * for the stages it names, so there the last one counts that names a stage of the wanted value.
 */
export function serverLine(config: DirectivesFacts, name: string, value?: string): Directive | undefined {
  const stages = name === 'RequestReadTimeout' && value !== undefined ? stagesOf(value) : [];
  return config.directives.findLast(
    (one) =>
      isCalled(one, name) &&
      one.vhost === undefined &&
      one.sections.length === 0 &&
      (stages.length === 0 || stagesOf(one.text).some((stage) => stages.includes(stage))),
  );
}

/** `header=20-40,MinRate=500 body=20` → header, body. */
function stagesOf(text: string): readonly string[] {
  return ['handshake', 'header', 'body'].filter((stage) => new RegExp(`\\b${stage}=`, 'i').test(text));
}

/** Lines that count instead for some requests: in a virtual host, a directory or the like. */
export function narrowerLines(config: DirectivesFacts, name: string): readonly Directive[] {
  return config.directives.filter((one) => isCalled(one, name) && (one.vhost !== undefined || one.sections.length > 0));
}

/** A value as httpd compares it: words in any case. */
export function isSet(config: DirectivesFacts, name: string, value: string): boolean {
  return serverLine(config, name, value)?.args.join(' ').toLowerCase() === value.toLowerCase();
}

function isCalled({ name }: Directive, wanted: string): boolean {
  return name === wanted.toLowerCase() || name === directiveSettings[wanted]?.formerly?.toLowerCase();
}

/** Directives that live in the section of one MPM, in the order in which a new line joins one of them. */
const ofMpm = Object.entries(directiveSettings).flatMap(([name, { mpms }]) => (mpms === undefined ? [] : [name]));

/** The edit that gives a directive its value for the whole server: its own line; a new line beside its MPM’s; else the product’s own file. */
export function editFor(config: DirectivesFacts, name: string, value: string): Edit {
  const line = serverLine(config, name, value);
  const whole = name !== 'RequestReadTimeout' || stagesOf(line?.text ?? '').join() === stagesOf(value).join();
  if (line !== undefined && whole && !ownFile.test(line.file))
    return { edit: 'set', file: line.file, line: line.line, name, value };
  if (line === undefined && ofMpm.includes(name)) {
    const anchor = ofMpm
      .map((one) => serverLine(config, one))
      .find((one) => one !== undefined && !ownFile.test(one.file));
    if (anchor !== undefined) return { edit: 'add', file: anchor.file, line: anchor.line, name, value };
  }
  return { edit: 'own', name, value };
}
