import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from './context.ts';
import { createDriver, type Driver } from './driver.ts';
import { createFaults, type Faults } from './faults.ts';
import { createApp, isLocal } from './http.ts';
import { createPageServer } from './page-server.ts';
import type { PageHints } from './page-view.ts';
import { createResponseUrls } from './response-urls.ts';
import { slackRoutes } from './slack-routes.ts';
import { createSocketMode } from './socket-mode.ts';
import { createStore } from './store.ts';
import { createTimestamps, createTriggers } from './tickets.ts';
import {
  type Channel,
  createIdentity,
  DEFAULT_CHANNELS,
  DEFAULT_PEOPLE,
  DEFAULT_USER_GROUPS,
  type Person,
  type UserGroup,
} from './workspace.ts';

/** Slack gives an app three seconds to acknowledge (docs.slack.dev, acknowledgement). */
const ACK_TIMEOUT_MS = 3_000;

/** How a workbench starts; everything has a default. */
export interface WorkbenchOptions {
  readonly port?: number;
  readonly people?: readonly Person[];
  readonly channels?: readonly Channel[];
  readonly userGroups?: readonly UserGroup[];
  /** The slash commands of the app, the usual one first. */
  readonly commands?: readonly string[];
  /** What the page's composer suggests, and which message shortcuts it offers. */
  readonly hints?: Partial<PageHints>;
  /** The clock behind timestamps, rate limits, trigger ids and response addresses, in milliseconds. */
  readonly now?: () => number;
  /** How long a payload may stay unacknowledged; shorter in tests. */
  readonly ackTimeoutMs?: number;
}

/** A running stand-in for Slack on a loopback address. */
export interface Workbench {
  readonly url: string;
  readonly slackApiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly teamId: string;
  readonly botUserId: string;
  readonly faults: Faults;
  readonly driver: Driver;
  close(): Promise<void>;
}

function createContext(options: WorkbenchOptions, url: () => string): Context {
  const now = options.now ?? Date.now;
  const identity = createIdentity();
  const store = createStore(
    options.people ?? DEFAULT_PEOPLE,
    options.channels ?? DEFAULT_CHANNELS,
    options.userGroups ?? DEFAULT_USER_GROUPS,
  );
  const sockets = createSocketMode({
    appId: identity.appId,
    ackTimeoutMs: options.ackTimeoutMs ?? ACK_TIMEOUT_MS,
    onCount: (count) => store.connections(count),
  });
  return {
    identity,
    store,
    sockets,
    triggers: createTriggers(now),
    responseUrls: createResponseUrls(now, url),
    faults: createFaults(sockets),
    commands: options.commands ?? ['/apache'],
    now,
    nextTs: createTimestamps(now),
    url,
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address: AddressInfo | string | null = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** Starts the stand-in on 127.0.0.1 (any free port unless one is given); rejects when the port is taken. */
export async function startWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  let port = 0;
  const url = () => `http://127.0.0.1:${port}`;
  const context = createContext(options, url);
  const driver = createDriver(context);
  const hints = { verbs: [], hosts: [], shortcuts: [], ...options.hints };
  const page = createPageServer(context, driver, hints);
  const server = createServer(createApp(() => port, slackRoutes(context), page.routes));
  server.on('upgrade', (request, socket, head) => {
    if (isLocal(request, port)) context.sockets.upgrade(request, socket, head);
    else socket.destroy();
  });
  port = await listen(server, options.port ?? 0);
  const { identity } = context;
  return {
    url: url(),
    slackApiUrl: `${url()}/api/`,
    botToken: identity.botToken,
    appToken: identity.appToken,
    teamId: identity.teamId,
    botUserId: identity.botUserId,
    faults: context.faults.switches,
    driver,
    close() {
      page.close();
      context.sockets.close();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
