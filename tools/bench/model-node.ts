// A data node that costs next to nothing, so that hundreds of groups fit on one machine: it listens
// on a real port and speaks enough RESP for stock Sentinels and ours. It holds no data; a replica
// is connected to its master the moment it is told to. What INFO says besides replication comes
// from a real server, so that Sentinels have as much to read as they would have.

import { createServer, type Server, type Socket } from 'node:net';
import { nowMs } from '../../test/harness/clock.ts';
import { asList, asText, ReplyReader } from '../../test/harness/resp.ts';
import { execute } from './model-commands.ts';

export interface ModelNodeOptions {
  readonly port: number;
  /** null: it starts as a master. */
  readonly masterPort: number | null;
  /** The nodes of its group, itself among them: filled while the group is made. */
  readonly group: readonly ModelNode[];
  readonly fleet: ModelFleet;
}

/** What all nodes of the process share. */
export interface ModelFleet {
  /** INFO of a real server without its replication section. */
  readonly serverInfo: string;
  readonly onReconfigured: (node: ModelNode, atMs: number) => void;
}

/** One connection to a model node. */
export class Session {
  readonly node: ModelNode;
  subscribed = false;
  /** Commands since MULTI; null: no transaction. */
  queue: (readonly string[])[] | null = null;
  readonly #socket: Socket;
  readonly #reader = new ReplyReader();
  #unsent = '';

  constructor(node: ModelNode, socket: Socket) {
    this.node = node;
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#received(chunk));
    socket.on('error', () => {});
    socket.on('close', () => node.left(this));
  }

  /** What is sent in one turn of the loop leaves in one write. */
  send(text: string): void {
    if (this.#unsent === '') setImmediate(() => this.#flush());
    this.#unsent += text;
  }

  /** Sends what is unsent and hangs up. */
  end(): void {
    this.#flush();
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #flush(): void {
    if (this.#unsent !== '' && !this.#socket.destroyed) this.#socket.write(this.#unsent, 'latin1');
    this.#unsent = '';
  }

  #received(chunk: Buffer): void {
    this.#reader.push(chunk);
    for (;;) {
      const command = this.#reader.next();
      if (command === undefined) return;
      this.send(execute(this, asList(command).map(asText)));
    }
  }
}

export class ModelNode {
  readonly port: number;
  readonly runId: string;
  readonly #fleet: ModelFleet;
  readonly #group: readonly ModelNode[];
  readonly sessions: Set<Session> = new Set();
  masterPort: number | null;
  readonly #server: Server;
  #lostMasterMs: number | null = null;

  constructor(options: ModelNodeOptions) {
    this.port = options.port;
    this.masterPort = options.masterPort;
    this.#fleet = options.fleet;
    this.#group = options.group;
    this.runId = options.port.toString(16).padStart(40, '0');
    this.#server = createServer((socket) => this.sessions.add(new Session(this, socket)));
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.port, '127.0.0.1', () => resolve());
    });
  }

  /** As after SIGKILL: the port refuses, every connection is gone. */
  crash(): void {
    this.#server.close();
    for (const session of this.sessions) session.destroy();
    for (const replica of this.replicas) replica.#lostMasterMs = nowMs();
  }

  left(session: Session): void {
    this.sessions.delete(session);
  }

  /** SLAVEOF; null: NO ONE. */
  follow(masterPort: number | null): void {
    this.masterPort = masterPort;
    this.#lostMasterMs = null;
    this.#fleet.onReconfigured(this, nowMs());
  }

  get replicas(): ModelNode[] {
    return this.#group.filter((node) => node.masterPort === this.port);
  }

  get isMasterLinkUp(): boolean {
    return this.#lostMasterMs === null;
  }

  /** Delivers to our subscribers and, as replication does, to those of our replicas. */
  publish(channel: string, message: string): number {
    const push = `*3\r\n$7\r\nmessage\r\n${bulk(channel)}${bulk(message)}`;
    const nodes = this.masterPort === null ? [this, ...this.replicas] : [this];
    let receivers = 0;
    for (const node of nodes) {
      for (const session of node.sessions) {
        if (!session.subscribed) continue;
        session.send(push);
        if (node === this) receivers += 1;
      }
    }
    return receivers;
  }

  /** CLIENT KILL TYPE, which spares the caller. */
  kill(type: string, caller: Session): number {
    const victims = [...this.sessions].filter(
      (session) => session !== caller && session.subscribed === (type === 'pubsub'),
    );
    for (const session of victims) session.end();
    return victims.length;
  }

  info(): string {
    return `${this.#fleet.serverInfo}run_id:${this.runId}\r\n\r\n${this.#replicationInfo()}`;
  }

  #replicationInfo(): string {
    const lines = ['# Replication'];
    if (this.masterPort === null) {
      const replicas = this.replicas;
      lines.push('role:master', `connected_slaves:${replicas.length}`);
      for (const [index, { port }] of replicas.entries()) {
        lines.push(`slave${index}:ip=127.0.0.1,port=${port},state=online,offset=1000,lag=0`);
      }
    } else {
      lines.push('role:slave', 'master_host:127.0.0.1', `master_port:${this.masterPort}`);
      lines.push(`master_link_status:${this.isMasterLinkUp ? 'up' : 'down'}`);
      if (this.#lostMasterMs !== null) {
        const seconds = Math.floor((nowMs() - this.#lostMasterMs) / 1000);
        lines.push(`master_link_down_since_seconds:${seconds}`);
      }
      lines.push('slave_repl_offset:1000', 'slave_priority:100', 'replica_announced:1');
    }
    lines.push('master_repl_offset:1000', '');
    return lines.join('\r\n');
  }
}

function bulk(text: string): string {
  return `$${text.length}\r\n${text}\r\n`;
}
