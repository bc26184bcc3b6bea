import { defineRule, notApplicable } from '../../model/rule.ts';
import { vitals } from '../../probes/limits/probe.ts';

/** Runnable or waiting tasks per processor, now and over five minutes, that people notice. */
const PER_CPU = 4;

export const loadHigh = defineRule({
  id: 'load-high',
  title: 'The load is far above what the processors can handle',
  kind: 'problem',
  answers: ['limits'],
  severity: 'warning',
  cause:
    'The load average counts tasks that run, want to run, or wait for a disk. Many times the number of processors means that requests wait for the machine, not for Apache’s settings; more workers would make it worse.',
  remedy:
    'See what runs (top by CPU and by state D): the application, a backup, a database, or a disk that does not answer.',
  reads: { vitals },
  judge({ vitals: { contained, load1, load5, loadLine, cpus, cpu, io } }) {
    if (contained) return notApplicable('the load average of a container is that of the machine around it');
    if (load1 === undefined || load5 === undefined || loadLine === undefined || cpus === undefined) return undefined;
    if (load1 < cpus * PER_CPU || load5 < cpus * PER_CPU) return undefined;
    const waiting = io !== undefined && cpu !== undefined && io.some10 > cpu.some10 ? ', mostly waiting for disks' : '';
    return {
      summary: `The load is ${load1} on ${cpus === 1 ? '1 processor' : `${cpus} processors`} (${load5} over five minutes)${waiting}.`,
      evidence: [{ kind: 'quote', source: 'vitals', text: loadLine }],
      facts: { load: load1, load5, limit: cpus, cpus },
    };
  },
});
