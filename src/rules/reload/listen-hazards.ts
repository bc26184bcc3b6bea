import type { DirectivesFacts } from '../../probes/config/facts.ts';
import { collide, type Listen, listenOverlaps, listensOf, reachOf } from '../../probes/config/listens.ts';
import type { Listener, ListenerFacts } from '../../probes/ports/facts.ts';
import type { Hazard } from './hazard.ts';

const apache = /^(?:apache2|httpd)(?:[.-]\w+)?$/;

/** What the Listen lines on disk would do to the running sockets. */
export function listenHazards(facts: {
  readonly directives?: DirectivesFacts | undefined;
  readonly listeners?: ListenerFacts | undefined;
}): Hazard[] {
  const { directives, listeners } = facts;
  if (directives === undefined || directives.unreadable.length > 0 || directives.from === 'files') return [];
  const listens = listensOf(directives.directives);
  const overlaps = listenOverlaps(directives.directives);
  if (listens.length === 0 && !directives.directives.some(({ name }) => name === 'listen')) return [none];
  return [
    ...overlaps.map(
      ({ one, other }): Hazard => ({
        id: 'listen-overlap',
        why: `Listen ${one.spec} (${one.file}:${one.line}) and Listen ${other.spec} (${other.file}:${other.line}) cannot both bind (AH00072)`,
        blocks: true,
        evidence: [quote(one), quote(other)],
      }),
    ),
    ...listens.flatMap((listen) => againstSockets(listen, listeners?.listeners ?? [])),
  ];
}

const none: Hazard = {
  id: 'listen-none',
  why: 'no Listen line is left, and httpd does not run without one',
  blocks: true,
  evidence: [{ kind: 'measure', source: 'directives', name: 'Listen lines', value: 0, unit: 'lines' }],
};

function quote({ text }: Listen): Hazard['evidence'][number] {
  return { kind: 'quote', source: 'directives', text };
}

/** An address as {@link Listen} has it, from the way tools print it. */
function plain(address: string): string {
  return address
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:/, '')
    .toLowerCase();
}

function isSame(listen: Listen, listener: Listener): boolean {
  const address = plain(listener.address);
  if (listen.address === address) return true;
  return reachOf(listen.address) !== 'one' && reachOf(address) !== 'one';
}

function againstSockets(listen: Listen, listeners: readonly Listener[]): Hazard[] {
  const onPort = listeners.filter(({ port }) => port === listen.port);
  const kept = onPort.some((listener) => isSame(listen, listener) && !isForeign(listener));
  if (kept) return [];
  const taken = onPort.find((listener) => isSame(listen, listener) || collide(listen.address, plain(listener.address)));
  if (taken === undefined) return [];
  const foreign = isForeign(taken);
  const holder = taken.holders[0]?.program ?? 'another program';
  const why = foreign
    ? `Listen ${listen.spec} (${listen.file}:${listen.line}) asks for a port that ${holder} holds`
    : `Listen ${listen.spec} (${listen.file}:${listen.line}) collides with the socket ${taken.address}:${taken.port} that the running server still holds (AH00072); only a full restart can move it`;
  return [
    {
      id: foreign ? 'listen-taken' : 'listen-moved',
      why,
      blocks: true,
      evidence: [quote(listen), { kind: 'quote', source: 'listeners', text: taken.line }],
    },
  ];
}

/** Sockets without a visible holder may well be Apache's own. */
function isForeign({ holders }: Listener): boolean {
  return holders.length > 0 && holders.every(({ program }) => !apache.test(program));
}
