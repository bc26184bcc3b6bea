// == counted
// r 32768 60999                                                 ip_local_port_range
// b 127.0.0.1:9001 open 6 waiting 6 longest 7900                milliseconds
// l 127.0.0.1:9001 queued 0 of 100
// u /run/php/php8.2-fpm.sock open 5 queued 12 of 511
// t 127.0.0.1:9001 closing 28000
// == no backend                                                  the readable configuration names none
// Refused: no ss(8).
import { Unrecognised } from '../../model/source.ts';
import type { Backend, BackendFacts } from './facts.ts';

/** Reads the counted connections. @throws {Unrecognised} */
export function parseBackends(text: string): BackendFacts {
  if (/^== no ss$/m.test(text)) throw new Unrecognised('ss is not installed', 'not-installed');
  if (/^== no backend$/m.test(text)) return { backends: [] };
  if (!/^== counted$/m.test(text)) throw new Unrecognised('the connections were not counted');
  const found = new Map<string, Backend>();
  const add = (name: string, more: Partial<Backend>): void => {
    const known = found.get(name) ?? { name, open: 0, waiting: 0, longestSeconds: 0, closing: 0 };
    found.set(name, { ...known, ...more });
  };
  for (const [, kind, name = '', rest = ''] of text.matchAll(/^([blut]) (\S{1,200}) (.{1,80})$/gm)) {
    const [one = 0, two = 0, three = 0] = [...rest.matchAll(/\d{1,9}/g)].map(Number);
    if (kind === 'b') add(name, { open: one, waiting: two, longestSeconds: three / 1_000 });
    else if (kind === 'l') add(name, { queued: one, backlog: two });
    else if (kind === 'u') add(name, { open: one, queued: two, backlog: three });
    else add(name, { closing: one });
  }
  const range = /^r (\d{1,5}) (\d{1,5})$/m.exec(text);
  return {
    backends: [...found.values()],
    ...(range === null ? {} : { localPorts: { first: Number(range[1]), last: Number(range[2]) } }),
  };
}
