// The RESP server: listens, keeps the sessions, hands answers of the core to those who asked, and
// events to those who subscribed. All it decides is who may come in.

import type { AddressInfo, Server, Socket } from 'node:net';
import type { ClientsSight } from '../commands/command.ts';
import type { Asker } from '../core/input.ts';
import type { OperatorOutcome } from '../core/operator-request.ts';
import type { VoteAnswer } from '../core/output.ts';
import { Askers } from './askers.ts';
import { endpoint } from './client-line.ts';
import { SWEEP_PERIOD_MS } from './limits.ts';
import { type Listening, listen, type Place } from './listen.ts';
import { Pause } from './pause.ts';
import { isLocalAddress, PROTECTED } from './protected-mode.ts';
import { Recent, type RecentNumbers } from './recent.ts';
import type { ServerOptions, ServerParts } from './server-options.ts';
import { Session, type Surroundings } from './session.ts';
import { Subscriptions } from './subscriptions.ts';
import { type TlsContext, TlsGate, type TlsOptions } from './tls-gate.ts';
import { noTraffic, type Traffic } from './traffic.ts';
import { Warnings } from './warnings.ts';

const TOO_MANY_CLIENTS = '-ERR max number of clients reached\r\n';

/** What INFO shows of the server. */
export interface ServerNumbers extends Readonly<Traffic>, RecentNumbers {
  readonly pubsubChannels: number;
  readonly pubsubPatterns: number;
  /** Clients whose command waits for the end of a pause. */
  readonly blockedClients: number;
  readonly trackingClients: number;
  readonly trackingPrefixes: number;
}

export class RespServer {
  readonly #options: ServerOptions;
  readonly #around: Surroundings;
  readonly #sessions = new Map<number, Session>();
  readonly #askers = new Askers();
  readonly #subscriptions = new Subscriptions();
  readonly #traffic = noTraffic();
  readonly #warnings: Warnings;
  readonly #pause: Pause;
  readonly #recent: Recent;
  readonly #tlsGate: TlsGate | null;
  #servers: readonly Server[] = [];
  #sweeper: NodeJS.Timeout | null = null;
  #nextId = 1;

  constructor(options: ServerOptions, parts: ServerParts) {
    this.#options = options;
    this.#warnings = new Warnings(parts.clock, (text) => parts.warn(text));
    this.#pause = new Pause(parts.clock);
    this.#recent = new Recent(parts.clock.monotonicMs());
    this.#around = {
      resolve: (args) => parts.resolve(args),
      door: parts.door,
      sight: () => parts.sight(),
      clock: parts.clock,
      users: parts.users,
      aclFile: parts.aclFile,
      subscriberLimit: options.subscriberLimit,
      clientLimit: options.clientLimit,
      requestBytesMax: options.requestBytesMax,
      pause: this.#pause,
      askers: this.#askers,
      subscriptions: this.#subscriptions,
      traffic: this.#traffic,
      warnings: this.#warnings,
      timeoutMs: options.timeoutMs,
      kill: (id) => this.#sessions.get(id)?.kill(),
      gone: (session) => this.#sessions.delete(session.id),
      evict: (evicted) => {
        for (const session of [...this.#sessions.values()]) session.evict(evicted);
      },
    };
    this.#tlsGate = options.tls === null ? null : this.#makeTlsGate(options.tls);
  }

  /** Once. If it does not listen then, the reason is given. */
  async listen(): Promise<Omit<Listening, 'servers'>> {
    const { servers, ...report } = await listen(this.#options, {
      connected: (socket, place) => this.#knock(socket, place),
      acceptFailed: (code) => this.#acceptFailed(code),
    });
    this.#servers = servers;
    if (report.outcome !== 'listening') return report;
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_PERIOD_MS);
    this.#sweeper.unref();
    return report;
  }

  /** How TLS is spoken with those who come from now on. Throws what `createSecureContext` throws. */
  renewTls(context: TlsContext): void {
    this.#tlsGate?.renew(context);
  }

  /** Where it listens, in the order of the binds. */
  addresses(): readonly AddressInfo[] {
    return this.#servers
      .map((server) => server.address())
      .filter((address): address is AddressInfo => typeof address === 'object' && address !== null);
  }

  /** Closes every socket; what was written is still handed to the network. */
  close(): void {
    if (this.#sweeper !== null) clearInterval(this.#sweeper);
    this.#pause.close();
    for (const server of this.#servers) server.close();
    this.#tlsGate?.close();
    for (const session of this.#sessions.values()) session.close();
  }

  /** To all subscribers of the channel. Both texts are latin1, one character a byte. */
  publish(channel: string, payload: string): void {
    this.#subscriptions.publish(channel, payload);
  }

  /** Dropped when the asker is gone. */
  answer(asker: Asker, answer: VoteAnswer): void {
    this.#askers.answer(asker, answer);
  }

  /** Dropped when the asker is gone. */
  outcome(asker: Asker, outcome: OperatorOutcome): void {
    this.#askers.outcome(asker, outcome);
  }

  numbers(): ServerNumbers {
    const tracked = [...this.#sessions.values()].map((session) => session.tracking);
    const trackings = tracked.filter((tracking) => tracking !== null);
    return {
      ...this.#traffic,
      ...this.#recent.numbers(),
      pubsubChannels: this.#subscriptions.channelCount,
      pubsubPatterns: this.#subscriptions.patternCount,
      blockedClients: this.#pause.waiting,
      trackingClients: trackings.length,
      trackingPrefixes: new Set(trackings.flatMap(({ prefixes }) => prefixes)).size,
    };
  }

  /** The clients as commands see them, as they are at each call. */
  clients(): ClientsSight {
    const sessions = this.#sessions;
    return {
      get count(): number {
        return sessions.size;
      },
      lines: () => [...sessions.values()].map((session) => session.line()),
      line: (id) => sessions.get(id)?.line().text ?? '',
    };
  }

  #knock(socket: Socket, place: Place): void {
    const pending = this.#tlsGate?.pendingCount ?? 0;
    if (this.#sessions.size + pending >= this.#options.maxClients) {
      this.#turnAway(socket, place.kind === 'tls' ? '' : TOO_MANY_CLIENTS);
    } else if (place.kind === 'tls') {
      this.#tlsGate?.admit(socket);
    } else {
      this.#welcome(socket, place.kind === 'unix' ? place.shownAs : null);
    }
  }

  /** As long as anybody could come in without a password. */
  #isProtected(): boolean {
    return this.#options.protectedMode && this.#around.users.defaultUser.isOpen;
  }

  #welcome(socket: Socket, unixPath: string | null): void {
    const local = unixPath !== null || isLocalAddress(socket.remoteAddress);
    if (!local && this.#isProtected()) return this.#turnAway(socket, PROTECTED);
    this.#traffic.connectionsReceived++;
    const id = this.#nextId++;
    this.#sessions.set(id, new Session({ socket, id, unixPath }, this.#around));
  }

  #turnAway(socket: Socket, lastWords: string): void {
    this.#traffic.rejectedConnections++;
    socket.on('error', () => {});
    socket.write(lastWords, 'latin1');
    socket.destroySoon();
  }

  #makeTlsGate(options: TlsOptions): TlsGate {
    const told = (remote: string, reason: string): void => {
      this.#traffic.rejectedConnections++;
      this.#warnings.rarely('tls', `Error accepting a client connection: ${reason} (${remote})`);
    };
    return new TlsGate(options, {
      entered: (socket) => this.#welcome(socket, null),
      refused: (socket, reason) => {
        told(endpoint(socket.remoteAddress, socket.remotePort), reason);
        this.#turnAway(socket, `-ERR This client may not come in: ${reason}\r\n`);
      },
      failed: told,
    });
  }

  #acceptFailed(code: string): void {
    this.#traffic.rejectedConnections++;
    this.#warnings.rarely('accept', `A client could not be accepted: ${code}`);
  }

  #sweep(): void {
    const nowMs = this.#around.clock.monotonicMs();
    let inputBytes = 0;
    let outputBytes = 0;
    for (const session of this.#sessions.values()) {
      session.sweep(nowMs);
      inputBytes = Math.max(inputBytes, session.unreadBytes);
      outputBytes = Math.max(outputBytes, session.backlogBytes);
    }
    this.#recent.sample(nowMs, this.#traffic, { inputBytes, outputBytes });
  }
}
