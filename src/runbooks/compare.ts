import type { ComparedAspect, Variant } from '../model/comparison.ts';
import type { Profile } from './profile.ts';

/** What differs between these hosts, subject by subject in the order the profiles have; the order of hosts changes nothing but the order of names. */
export function compareProfiles(profiles: readonly Profile[]): readonly ComparedAspect[] {
  const titles = [...new Set(profiles.flatMap(({ aspects }) => Object.keys(aspects)))];
  return titles.map((title) => compareAspect(title, profiles));
}

function compareAspect(title: string, profiles: readonly Profile[]): ComparedAspect {
  const seen: { host: string; items: ReadonlyMap<string, string> }[] = [];
  const unseen: { host: string; why: string }[] = [];
  for (const { host, aspects } of profiles) {
    const aspect = aspects[title];
    if (aspect !== undefined && 'items' in aspect) seen.push({ host, items: aspect.items });
    else unseen.push({ host, why: aspect?.why ?? 'not asked' });
  }
  const names = [...new Set(seen.flatMap(({ items }) => [...items.keys()]))].sort();
  const compared = seen.length < 2 ? [] : names.map((item) => ({ item, variants: variantsOf(item, seen) }));
  const differences = compared.filter(({ variants }) => variants.length > 1);
  return { title, differences, same: compared.length - differences.length, unseen };
}

function variantsOf(
  item: string,
  seen: readonly { readonly host: string; readonly items: ReadonlyMap<string, string> }[],
): readonly Variant[] {
  const byValue = new Map<string | null, string[]>();
  for (const { host, items } of seen) {
    const value = items.get(item) ?? null;
    byValue.set(value, [...(byValue.get(value) ?? []), host]);
  }
  return [...byValue]
    .map(([value, hosts]) => ({ value, hosts }))
    .sort((one, other) => other.hosts.length - one.hosts.length || (one.value ?? '').localeCompare(other.value ?? ''));
}
