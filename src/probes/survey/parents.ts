import { isContained } from './contained.ts';
import type { ApacheRoot, Survey } from './facts.ts';

/** Services whose cgroup a hand-started Apache may sit in without being theirs. */
const starters = /^(?:cron|crond|atd|anacron|sshd?|docker|containerd|puppet|chef-client|salt-minion|user)\b/;

/** True when the unit is one that runs Apache, as far as its name tells. */
export function isApacheUnit(unit: string | undefined): unit is string {
  return unit !== undefined && !starters.test(unit);
}

/** True when only root can have started it under this name: root's own process, or the first one of a container. */
export function isTrusted(survey: Survey, root: ApacheRoot): boolean {
  if (root.pid === 1) return true;
  return !isContained(root.cgroup) && survey.processes.find(({ pid }) => pid === root.pid)?.uid === 0;
}

/**
 * The parent process of the server this host is about: the unit's own first (the hinted unit, then one named after Apache), then root's,
 * then the one with most workers, then the oldest. Undefined when no Apache parent runs.
 */
export function serverOf(survey: Survey, hintedUnit?: string): ApacheRoot | undefined {
  const ages = new Map(survey.processes.map(({ pid, ageSeconds }) => [pid, ageSeconds ?? 0]));
  const alive = new Set(survey.processes.filter(({ state }) => state !== 'Z').map(({ pid }) => pid));
  const rank = (root: ApacheRoot): readonly number[] => [
    Number(!isContained(root.cgroup)),
    Number(hintedUnit !== undefined && root.unit === hintedUnit),
    Number(isTrusted(survey, root)),
    Number(/apache|httpd/.test(root.unit ?? '')),
    Number(isApacheUnit(root.unit)),
    root.children,
    ages.get(root.pid) ?? 0,
  ];
  return survey.roots
    .filter((root) => root.role === 'parent' && alive.has(root.pid))
    .sort((one, other) => compare(rank(other), rank(one)))[0];
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries()) {
    const difference = value - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
