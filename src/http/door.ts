// The HTTP door: listens, lets in who may come, and hands events and outcomes to those who wait for
// them. It is loaded only where the configuration asks for it. A port that cannot be had is told
// and tried again: a Sentinel without its door is better than none.

import { createServer, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import type { HttpSettings } from '../config/http-settings.ts';
import { type Event, groupNameOf, type Note } from '../core/event.ts';
import type { FailoverRecord } from '../core/history.ts';
import type { Asker } from '../core/input.ts';
import type { OperatorOutcome } from '../core/operator-request.ts';
import { isPublished, type RenderedEvent } from '../events/catalogue.ts';
import { type Listener, makeListener, turnAway } from './app.ts';
import { Counts } from './counts.ts';
import { Eyes } from './eyes.ts';
import { Feed } from './feed.ts';
import { Guard } from './guard.ts';
import { SECURITY_HEADERS } from './headers.ts';
import {
  HEADER_BYTES_MAX,
  HEADERS_LIMIT_MS,
  KEEP_ALIVE_MS,
  LIMIT_CHECK_MS,
  REQUEST_LIMIT_MS,
  REQUESTS_PER_CONNECTION_MAX,
} from './limits.ts';
import { Orders } from './orders.ts';
import type { HttpParts } from './parts.ts';
import { poster } from './post.ts';
import { allRoutes } from './routes.ts';
import { LongAnswers } from './slices.ts';
import { Webhooks } from './webhooks.ts';

/** A port that is taken may be free later. */
const LISTEN_RETRY_MS = 5_000;
/** The first ones say enough. */
const MISTAKES_TOLD = 10;

export interface HttpDoorOptions {
  readonly settings: HttpSettings;
  /** false: only webhooks are wanted. */
  readonly listens: boolean;
  /** What TLS is spoken with; null: it is not. */
  readonly tls: SecureContextOptions | null;
  /** With the content of the token file, if there is one. */
  readonly token: string | null;
  /** At a time, at all addresses together. */
  readonly connectionsMax: number;
}

export class HttpDoor {
  readonly #options: HttpDoorOptions;
  readonly #parts: HttpParts;
  readonly #feed: Feed;
  readonly #orders: Orders;
  readonly #counts: Counts;
  readonly #webhooks: Webhooks;
  readonly #guard: Guard;
  readonly #longAnswers: LongAnswers;
  readonly #listener: Listener;
  readonly #servers = new Set<Server | TlsServer>();
  readonly #retries = new Set<NodeJS.Timeout>();
  #tls: SecureContextOptions | null;
  #isClosed = false;
  #mistakes = 0;

  constructor(options: HttpDoorOptions, parts: HttpParts) {
    const { settings, token, tls } = options;
    this.#options = options;
    this.#parts = parts;
    this.#tls = tls;
    const eyes = new Eyes(parts);
    this.#longAnswers = new LongAnswers(parts.clock);
    this.#feed = new Feed(eyes, parts.clock, (error) => this.#mistake(error));
    this.#orders = new Orders(parts);
    this.#counts = new Counts(parts.clock);
    this.#guard = new Guard({
      token,
      protectReads: settings.protectReads,
      hosts: settings.hosts,
      scheme: tls === null ? 'http' : 'https',
      nowMs: () => parts.clock.monotonicMs(),
    });
    this.#webhooks = new Webhooks(settings, {
      post: poster((host) => parts.resolve(host)),
      clock: parts.clock,
      myId: () => eyes.views().sentinel().myId,
      warn: (text) => parts.log.warning(text),
    });
    const context = {
      ...{ parts, eyes },
      feed: this.#feed,
      orders: this.#orders,
      counts: this.#counts,
      webhooks: this.#webhooks,
    };
    this.#listener = makeListener({
      routes: allRoutes(context),
      guard: this.#guard,
      longAnswers: this.#longAnswers,
      broken: (text) => parts.log.warning(text),
    });
  }

  /** Begins to listen; what is in the way is told in the log. */
  open(): void {
    if (!this.#options.listens) return;
    for (const host of this.#options.settings.binds) this.#listen(host);
  }

  /** Where it listens, in the order of the binds. */
  addresses(): readonly AddressInfo[] {
    return [...this.#servers]
      .map((server) => server.address())
      .filter((address): address is AddressInfo => typeof address === 'object' && address !== null);
  }

  /** To be told of everything. Does as little as can be at once: it may be in the middle of a
   *  failover. */
  event(event: Event, rendered: RenderedEvent): void {
    this.#safely(() => {
      if (mayDecide(event)) this.#longAnswers.hush();
      this.#counts.tally.event(event);
      if (!isPublished(rendered.level)) return;
      const group = groupNameOf(event);
      this.#feed.event(rendered, group);
      this.#webhooks.event(rendered, group);
    });
  }

  note(note: Note): void {
    this.#safely(() => this.#counts.tally.note(note));
  }

  /** A failover, again with each of its steps. */
  record(record: FailoverRecord): void {
    this.#safely(() => this.#counts.tally.record(record));
  }

  /** Dropped when nobody waits for it. */
  outcome(asker: Asker, outcome: OperatorOutcome): void {
    this.#safely(() => this.#orders.outcome(asker, outcome));
  }

  /** How TLS is spoken with those who come from now on. */
  renewTls(tls: SecureContextOptions): void {
    if (this.#tls === null) return;
    this.#tls = tls;
    for (const server of this.#servers) {
      if (server instanceof TlsServer) server.setSecureContext(tls);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#retries) clearTimeout(timer);
    this.#feed.close();
    this.#counts.close();
    this.#webhooks.close();
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
  }

  /** A mistake in this room must not end the Sentinel that it looks at. */
  #safely(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#mistake(error);
    }
  }

  #mistake(error: unknown): void {
    if (this.#mistakes >= MISTAKES_TOLD) return;
    this.#mistakes += 1;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#parts.log.warning(`A mistake in the HTTP door: ${text.replaceAll('\n', ' ')}`);
  }

  #listen(host: string, isTold = false): void {
    if (this.#isClosed) return;
    const server = this.#makeServer();
    const { port } = this.#options.settings;
    server.once('error', (error) => {
      this.#servers.delete(server);
      const code = 'code' in error ? String(error.code) : error.message;
      const what = `The HTTP door cannot listen on ${host} port ${port}: ${code}`;
      if (!isTold) this.#parts.log.warning(`${what}; it goes on trying`);
      const timer = setTimeout(() => {
        this.#retries.delete(timer);
        this.#listen(host, true);
      }, LISTEN_RETRY_MS);
      timer.unref();
      this.#retries.add(timer);
    });
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      server.on('error', (error) => this.#parts.log.warning(`HTTP: ${error.message}`));
      this.#parts.log.notice(`The HTTP door listens on ${host} port ${port}`);
    });
    this.#servers.add(server);
  }

  #makeServer(): Server | TlsServer {
    const options: ServerOptions = {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: HEADERS_LIMIT_MS,
      requestTimeout: REQUEST_LIMIT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: LIMIT_CHECK_MS,
      noDelay: true,
    };
    const server =
      this.#tls === null
        ? createServer(options)
        : createTlsServer({ ...options, ...this.#tls, ...this.#clientCertificates() });
    server.maxConnections = this.#connectionsPerAddress();
    server.maxRequestsPerSocket = REQUESTS_PER_CONNECTION_MAX;
    server.on('request', (request, response) => {
      for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value);
      response.on('error', () => {});
      response.once('close', () => this.#counts.answered(response.statusCode));
      this.#safely(() => {
        const refused = this.#guard.enters(request);
        if (refused === null) this.#listener(request, response);
        else turnAway(response, refused);
      });
    });
    return server;
  }

  /** Each has its share, so that none can take the files that are left for other things. */
  #connectionsPerAddress(): number {
    const { connectionsMax, settings } = this.#options;
    return Math.max(1, Math.floor(connectionsMax / settings.binds.length));
  }

  #clientCertificates(): { readonly requestCert: boolean; readonly rejectUnauthorized: boolean } {
    const isAsked = this.#options.settings.tls === 'verify';
    return { requestCert: isAsked, rejectUnauthorized: isAsked };
  }
}

/** Whether a failover may be decided within the next moments, here or elsewhere. */
function mayDecide({ name, ...event }: Event): boolean {
  if (name === '+sdown') return 'subject' in event && event.subject.type === 'master';
  return DECIDING.has(name);
}

const DECIDING: ReadonlySet<string> = new Set([
  '+odown',
  '+new-epoch',
  '+vote-for-leader',
  '+elected-leader',
]);
