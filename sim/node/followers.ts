// The replicas that are connected to a model node: who may go on where it was, who needs
// everything, and what all of them are sent.

import type { Address } from '../../src/core/address.ts';
import type { RespValue } from '../../src/resp/value.ts';
import type { Host } from '../host.ts';
import type { World } from '../world.ts';
import type { Command, Replication } from './replication.ts';
import type { FollowerState, Session } from './session.ts';

export interface Leads {
  readonly replication: Replication;
  readonly data: ReadonlyMap<string, string>;
}

/** What a replica asks for: to go on with that history at that byte. */
export interface SyncRequest {
  readonly id: string;
  readonly from: number;
  readonly listeningPort: number;
}

export class Followers {
  readonly #world: World;
  readonly #host: Host;
  readonly #node: Leads;
  readonly #syncMs: number;
  readonly #sessions = new Map<Session, FollowerState>();

  constructor(outside: { world: World; host: Host }, node: Leads, syncMs: number) {
    this.#world = outside.world;
    this.#host = outside.host;
    this.#node = node;
    this.#syncMs = syncMs;
  }

  /** As INFO lists them. */
  listed(): readonly { readonly address: Address; readonly isOnline: boolean }[] {
    return [...this.#sessions].map(([session, { listeningPort, isOnline }]) => ({
      address: { host: session.end.remote.host, port: listeningPort },
      isOnline,
    }));
  }

  /** Takes a connection over as that of a replica; null: it has been answered. */
  accept(session: Session, request: SyncRequest): RespValue | null {
    const { replication } = this.#node;
    if (replication.hasLog && replication.canContinue(request.id, request.from)) {
      this.#add(session, { listeningPort: request.listeningPort, isOnline: true, waiting: [] });
      session.send({ kind: 'simple', text: `CONTINUE ${replication.id}` });
      for (const command of replication.since(request.from)) session.send(command);
      return null;
    }
    if (!replication.hasLog) {
      replication.renew();
      replication.startLog();
    }
    this.#sendEverything(session, request.listeningPort);
    return null;
  }

  feed(commands: readonly Command[]): void {
    for (const [session, state] of this.#sessions) {
      if (!state.isOnline) state.waiting.push(...commands);
      else for (const command of commands) session.send(command);
    }
  }

  forget(session: Session): void {
    this.#sessions.delete(session);
  }

  /** All of them, forgotten: whoever calls closes them. */
  takeAll(): readonly Session[] {
    const sessions = [...this.#sessions.keys()];
    this.#sessions.clear();
    return sessions;
  }

  #add(session: Session, state: FollowerState): void {
    session.isFollower = true;
    this.#sessions.set(session, state);
  }

  #sendEverything(session: Session, listeningPort: number): void {
    const { replication, data } = this.#node;
    const state: FollowerState = { listeningPort, isOnline: false, waiting: [] };
    this.#add(session, state);
    replication.needsSelect = true;
    const snapshot = { kind: 'snapshot' as const, data: new Map(data) };
    session.send({ kind: 'simple', text: `FULLRESYNC ${replication.id} ${replication.offset}` });
    this.#host.timer(this.#world.nowMs + this.#syncMs, () => {
      if (session.isClosing) return;
      session.send(snapshot);
      for (const command of state.waiting.splice(0)) session.send(command);
      state.isOnline = true;
    });
  }
}
