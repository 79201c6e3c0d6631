// Measures how a group gets a master again, by looking at the nodes themselves: which one accepts a
// write first and when, when each of the others was told and when it follows, and when a client
// that asks the Sentinels can write. It asks about every millisecond and does not influence what it
// measures.

import { setTimeout as pause } from 'node:timers/promises';
import { nowMs } from './clock.ts';
import { Connection } from './connection.ts';
import { readRole } from './data-node.ts';
import { asList, asText, ReplyError } from './resp.ts';
import { until } from './wait.ts';

export interface TakeoverOptions {
  readonly groupName: string;
  readonly oldPort: number;
  /** The other nodes, and the Sentinels that clients would ask. */
  readonly nodePorts: readonly number[];
  readonly sentinelPorts: readonly number[];
}

/** Moments on the clock of `nowMs`; null: not yet. */
export interface NodeMoments {
  readonly port: number;
  /** It accepted a write. */
  writableMs: number | null;
  /** It has the new master's address. */
  toldMs: number | null;
  /** It is connected to the new master. */
  followsMs: number | null;
}

/** `writable`: the node accepted a write; `told` and `follows`: of the new master; `client`: a
 *  client of the Sentinels could write there. */
export interface TakeoverMoment {
  readonly atMs: number;
  readonly what: 'writable' | 'told' | 'follows' | 'client';
  readonly port: number;
}

const ROUND_MS = 1;

export class Takeover {
  readonly nodes: readonly NodeMoments[];
  /** A client that went by the Sentinels' answer could write. */
  clientWroteMs: number | null = null;
  /** Called with each moment when it is seen. */
  onMoment: (moment: TakeoverMoment) => void = () => {};
  readonly #options: TakeoverOptions;
  readonly #loops: Promise<void>[] = [];
  readonly #connections = new Set<Connection>();
  #ended = false;
  #newPort: number | null = null;

  private constructor(options: TakeoverOptions) {
    this.#options = options;
    this.nodes = options.nodePorts.map((port) => ({
      port,
      writableMs: null,
      toldMs: null,
      followsMs: null,
    }));
  }

  /** Starts to look; call before the master goes. */
  static start(options: TakeoverOptions): Takeover {
    const takeover = new Takeover(options);
    for (const node of takeover.nodes) {
      takeover.#look(node.port, (connection) => takeover.#lookAtNode(node, connection));
    }
    for (const port of options.sentinelPorts) {
      takeover.#look(port, (connection) => takeover.#lookAsClient(connection));
    }
    return takeover;
  }

  /** The node that accepted a write; null: none has yet. */
  get newMaster(): NodeMoments | null {
    return this.nodes.find((node) => node.port === this.#newPort) ?? null;
  }

  /** Waits until one node and a client by way of the Sentinels could write. */
  async writable(withinMs: number): Promise<void> {
    await until(
      'a node to accept writes',
      () => (this.newMaster !== null && this.clientWroteMs !== null ? true : undefined),
      { withinMs, everyMs: 5 },
    );
  }

  /** Waits until every other node follows the new master. */
  async following(withinMs: number): Promise<void> {
    await until(
      'all replicas to follow the new master',
      () => {
        const missing = this.nodes.filter(
          (node) => node.port !== this.#newPort && node.followsMs === null,
        );
        if (missing.length > 0) throw new Error(`missing: ${missing.map(({ port }) => port)}`);
        return true;
      },
      { withinMs, everyMs: 5 },
    );
  }

  async end(): Promise<void> {
    this.#ended = true;
    for (const connection of this.#connections) connection.close();
    await Promise.all(this.#loops);
  }

  /** Repeats one look on one connection; a lost connection is opened anew at once. */
  #look(port: number, look: (connection: Connection) => Promise<void>): void {
    const loop = async (): Promise<void> => {
      while (!this.#ended) {
        await this.#lookWhileConnected(port, look).catch(() => {});
        await pause(ROUND_MS);
      }
    };
    this.#loops.push(loop());
  }

  async #lookWhileConnected(
    port: number,
    look: (connection: Connection) => Promise<void>,
  ): Promise<void> {
    const connection = await Connection.open(port);
    this.#connections.add(connection);
    try {
      while (!this.#ended) {
        await look(connection);
        await pause(ROUND_MS);
      }
    } finally {
      this.#connections.delete(connection);
      connection.close();
    }
  }

  async #lookAtNode(node: NodeMoments, connection: Connection): Promise<void> {
    const [written, answer] = await Promise.all([
      connection.call('SET', 'takeover', String(nowMs())),
      connection.call('ROLE'),
    ]);
    const role = readRole(answer);
    if (!(written instanceof ReplyError)) this.#acceptedWrite(node);
    if (role.role !== 'slave' || role.masterPort === this.#options.oldPort) return;
    node.toldMs ??= this.#notice('told', node.port);
    if (role.connected) node.followsMs ??= this.#notice('follows', node.port);
  }

  #acceptedWrite(node: NodeMoments): void {
    node.writableMs ??= this.#notice('writable', node.port);
    this.#newPort ??= node.port;
  }

  #notice(what: TakeoverMoment['what'], port: number): number {
    const moment = { atMs: nowMs(), what, port };
    this.onMoment(moment);
    return moment.atMs;
  }

  async #lookAsClient(connection: Connection): Promise<void> {
    if (this.clientWroteMs !== null) return;
    const { groupName, oldPort } = this.#options;
    const reply = await connection.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', groupName);
    const port = Number(asText(asList(reply)[1]));
    if (port === oldPort) return;
    const client = await Connection.open(port);
    try {
      const written = await client.call('SET', 'client', String(nowMs()));
      if (written instanceof ReplyError) return;
      for (const node of this.nodes) if (node.port === port) this.#acceptedWrite(node);
      this.clientWroteMs ??= this.#notice('client', port);
    } finally {
      client.close();
    }
  }
}
