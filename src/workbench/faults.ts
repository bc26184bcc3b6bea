import type { SocketMode } from './socket-mode.ts';

/** What goes wrong with the next matching Web API call. */
export type ApiFault =
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number }
  | { readonly kind: 'server-error' }
  | { readonly kind: 'reset-after-accept' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'refused'; readonly error: string };

/** Switches for tests; each "next" holds for one call, `'*'` names any Web API method. */
export interface Faults {
  /** The next call of the method is answered 429 with this `Retry-After`. */
  rateLimitNext(method: string, retryAfterSeconds: number): void;
  /** The next call is answered 500 and has no effect. */
  serverErrorNext(method: string): void;
  /** The next call takes effect, then the connection is reset without an answer. */
  resetAfterAcceptNext(method: string): void;
  /** The next call has no effect and is never answered. */
  hangNext(method: string): void;
  /** The next call is answered `{ok: false, error}` and has no effect. */
  refuseNext(method: string, error: string): void;
  /** Cuts every socket without a closing handshake and answers how many there were. */
  dropSockets(): number;
  /** Tells every socket that it will be closed in about ten seconds. */
  warnSockets(): void;
  /** Asks every socket to reconnect, as Slack does when it recycles a connection. */
  refreshSockets(): void;
  /** The next envelope is delivered twice. */
  duplicateNextEnvelope(): void;
  /** The next click reaches the app as two clicks. */
  doubleClickNext(): void;
}

/** The faults with the sides that the server itself asks. */
export interface FaultBox {
  readonly switches: Faults;
  takeApiFault(method: string): ApiFault | undefined;
  takeDoubleClick(): boolean;
}

/** Creates the fault switches of one workbench. */
export function createFaults(sockets: SocketMode): FaultBox {
  const armed: { method: string; fault: ApiFault }[] = [];
  let doubleClick = false;
  const arm = (method: string, fault: ApiFault) => armed.push({ method, fault });
  return {
    switches: {
      rateLimitNext: (method, retryAfterSeconds) => void arm(method, { kind: 'rate-limited', retryAfterSeconds }),
      serverErrorNext: (method) => void arm(method, { kind: 'server-error' }),
      resetAfterAcceptNext: (method) => void arm(method, { kind: 'reset-after-accept' }),
      hangNext: (method) => void arm(method, { kind: 'hang' }),
      refuseNext: (method, error) => void arm(method, { kind: 'refused', error }),
      dropSockets: () => sockets.drop(),
      warnSockets: () => sockets.disconnect('warning'),
      refreshSockets: () => sockets.disconnect('refresh_requested'),
      duplicateNextEnvelope: () => sockets.duplicateNext(),
      doubleClickNext() {
        doubleClick = true;
      },
    },
    takeApiFault(method) {
      const index = armed.findIndex((item) => item.method === method || item.method === '*');
      return index < 0 ? undefined : armed.splice(index, 1)[0]?.fault;
    },
    takeDoubleClick() {
      const taken = doubleClick;
      doubleClick = false;
      return taken;
    },
  };
}
