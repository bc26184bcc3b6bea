import type { Directive } from './facts.ts';

/** One `Listen` line: the address in lower case without brackets, `*` for all. */
export interface Listen {
  /** As written. */
  readonly spec: string;
  readonly address: string;
  readonly port: number;
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** Two Listen lines that cannot both bind. */
export interface Overlap {
  readonly port: number;
  readonly one: Listen;
  readonly other: Listen;
}

/** The Listen lines in effect; what is not an address and port is left out. */
export function listensOf(directives: readonly Directive[]): Listen[] {
  return directives.flatMap((directive): Listen[] => {
    if (directive.name !== 'listen' || directive.vhost !== undefined) return [];
    const spec = directive.args[0] ?? '';
    const found = /^(?:(\[[0-9a-f:.%\w]{1,80}\]|\*|[^\s:[\]]{1,255}):)?(\d{1,5})$/i.exec(spec);
    const port = Number(found?.[2]);
    if (found === null || port > 65_535) return [];
    const address = (found[1] ?? '*').replace(/^\[|\]$/g, '').toLowerCase();
    return [{ spec, address, port, file: directive.file, line: directive.line, text: directive.text }];
  });
}

/** `any` = every address, of both families; `any4` and `any6` = of one; `one` = a single address. */
export function reachOf(address: string): 'any' | 'any4' | 'any6' | 'one' {
  if (address === '*') return 'any';
  if (address === '0.0.0.0') return 'any4';
  return address === '::' ? 'any6' : 'one';
}

/**
 * Pairs of Listen lines of which the second bind fails with EADDRINUSE: all addresses beside a single one on the same port. httpd itself joins all-address
 * lines of the two families, and refuses the same line twice in the syntax check.
 */
export function listenOverlaps(directives: readonly Directive[]): Overlap[] {
  const listens = listensOf(directives);
  const overlaps: Overlap[] = [];
  for (const [index, one] of listens.entries())
    for (const other of listens.slice(index + 1))
      if (one.port === other.port && collide(one.address, other.address)) overlaps.push({ port: one.port, one, other });
  return overlaps;
}

/** Whether two listening sockets on one port exclude each other. */
export function collide(one: string, other: string): boolean {
  if (one === other) return true;
  const [wide, narrow] = reachOf(one) === 'one' ? [other, one] : [one, other];
  if (reachOf(narrow) !== 'one') return false;
  const reach = reachOf(wide);
  if (reach === 'one') return false;
  const isSix = narrow.includes(':');
  return reach === 'any' || (reach === 'any6' && isSix) || (reach === 'any4' && !isSix);
}
