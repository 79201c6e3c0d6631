// The RESP server: listens, keeps the sessions, hands answers of the core to those who asked, and
// events to those who subscribed. All it decides is who may come in.

import type { AddressInfo, Server, Socket } from 'node:net';
import type { ClientsSight } from '../commands/command.ts';
import type { Asker } from '../core/input.ts';
import type { OperatorOutcome } from '../core/operator-request.ts';
import type { VoteAnswer } from '../core/output.ts';
import { Askers } from './askers.ts';
import { SWEEP_PERIOD_MS } from './limits.ts';
import { type ListenFailure, listen } from './listen.ts';
import { Pause } from './pause.ts';
import { isLocalAddress, PROTECTED } from './protected-mode.ts';
import { Recent, type RecentNumbers } from './recent.ts';
import type { ServerOptions, ServerParts } from './server-options.ts';
import { Session, type Surroundings } from './session.ts';
import { Subscriptions } from './subscriptions.ts';
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
  }

  /** Once. All addresses are open when it is done, or none and the reason is given. */
  async listen(): Promise<ListenFailure | null> {
    const listening = await listen(this.#options, {
      connected: (socket) => this.#welcome(socket),
      acceptFailed: (code) => this.#acceptFailed(code),
    });
    if (listening.kind === 'failed') return listening.failure;
    this.#servers = listening.servers;
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_PERIOD_MS);
    this.#sweeper.unref();
    return null;
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

  #welcome(socket: Socket): void {
    const refusal = this.#refusalOf(socket);
    if (refusal !== null) {
      this.#traffic.rejectedConnections++;
      socket.on('error', () => {});
      socket.write(refusal, 'latin1');
      socket.destroySoon();
      return;
    }
    this.#traffic.connectionsReceived++;
    const id = this.#nextId++;
    this.#sessions.set(id, new Session(socket, id, this.#around));
  }

  /** Why it may not come in; null when it may. */
  #refusalOf(socket: Socket): string | null {
    const { maxClients } = this.#options;
    if (this.#sessions.size >= maxClients) return TOO_MANY_CLIENTS;
    return this.#isProtected() && !isLocalAddress(socket.remoteAddress) ? PROTECTED : null;
  }

  /** As long as anybody could come in without a password. */
  #isProtected(): boolean {
    return this.#options.protectedMode && this.#around.users.defaultUser.isOpen;
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
