import { defineRule } from '../../model/rule.ts';
import { directives } from '../../probes/config/probe.ts';
import { mpmSettings } from '../../probes/memory/mpm-settings.ts';
import { version } from '../../probes/service/probe.ts';
import { statusPage } from '../../probes/workers/probe.ts';

export const reloadSlackMissing = defineRule({
  id: 'reload-slack-missing',
  title: 'No process slots are left for a second generation',
  kind: 'problem',
  answers: ['workers', 'mpm-settings', 'preflight'],
  severity: 'warning',
  cause:
    'Under event and worker the old processes of a graceful restart keep their slots until their requests end. With ServerLimit equal to MaxRequestWorkers / ThreadsPerChild a reload under load finds no free slot (AH03490, AH00288) and the new generation starts only partly.',
  remedy:
    'Set ServerLimit to about twice MaxRequestWorkers / ThreadsPerChild; like every change of ServerLimit it needs a full restart.',
  explains: ['scoreboard-full'],
  reads: { directives },
  mayRead: { page: statusPage, version },
  judge({ directives: config, page, version: built }) {
    const settings = mpmSettings(config, page?.mpm ?? built?.mpm);
    if (settings === undefined || settings.mpm === 'prefork') return undefined;
    const processes = Math.floor(settings.maxRequestWorkers / settings.threadsPerChild);
    if (processes < 2 || settings.serverLimit > processes) return undefined;
    const line = settings.lines['serverlimit'] ?? settings.lines['maxrequestworkers'];
    if (line === undefined) return undefined;
    return {
      summary: `ServerLimit ${settings.serverLimit} leaves no slot beside the ${processes} processes that MaxRequestWorkers ${settings.maxRequestWorkers} needs.`,
      evidence: [{ kind: 'quote', source: 'directives', text: line.text }],
      facts: {
        directive: 'ServerLimit',
        limit: settings.serverLimit,
        workers: settings.maxRequestWorkers,
        count: processes,
        mpm: settings.mpm,
        file: line.file,
        line: line.line,
      },
    };
  },
});
