import { loadProgram } from '../../lib/program.ts';
import type { Layout } from '../../model/layout.ts';
import { defineProbe } from '../../model/source.ts';
import { ssCommand } from '../ports/local-ports.ts';
import { parseRequests } from './parse-requests.ts';
import { parseStatus } from './parse-status.ts';
import { RequestFacts } from './request-facts.ts';
import { StatusPage } from './status-facts.ts';

/** A saturated server accepts and never answers, so waiting longer than this only delays the diagnosis. */
export const statusSeconds = 2;

const statusProgram = loadProgram(import.meta.dirname, 'status-page.sh');

function portArguments(layout: Layout): readonly string[] {
  return [layout.configRoot, layout.mainConfig, ssCommand(layout)[0] ?? 'ss'];
}

/** Apache's own account of its workers; that it hangs while the port accepts is an answer too. */
export const statusPage = defineProbe({
  id: 'status-page',
  title: 'mod_status page',
  question: 'what the workers are doing: how many are busy, and with what',
  wants: 'mod_status reachable from localhost, and curl or wget on the host',
  facts: StatusPage,
  privileged: (layout) => [ssCommand(layout)],
  section: (layout) => ({
    program: statusProgram,
    args: [...portArguments(layout), String(statusSeconds)],
    seconds: 3 * (statusSeconds + 3),
    bytes: 300_000,
  }),
  parse: (text) => parseStatus(text),
});

const requestProgram = loadProgram(import.meta.dirname, 'request.sh');

/** One light request to / on each port that Apache listens on: does it answer, how fast, and who. */
export const request = defineProbe({
  id: 'request',
  title: 'A request to /',
  question: 'whether the server answers a real request',
  wants: 'curl on the host, and an open port of Apache',
  facts: RequestFacts,
  privileged: (layout) => [ssCommand(layout)],
  section: (layout) => ({
    program: requestProgram,
    args: [...portArguments(layout), '2'],
    seconds: 14,
    bytes: 40_000,
  }),
  parse: (text) => parseRequests(text),
});
