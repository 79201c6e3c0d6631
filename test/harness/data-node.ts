// A real redis-server, as a master or a replica, with a file of its own so that CONFIG REWRITE
// works as it does in the field. It can crash, hang, and come back from its file.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { portLines, type TlsFiles } from './certificates.ts';
import { nowMs } from './clock.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { launched, RealProcess } from './process.ts';
import { asList, asText, type Reply } from './resp.ts';
import type { Moment, Sandbox } from './sandbox.ts';
import { expect, until } from './wait.ts';

export interface DataNodeOptions {
  readonly port: number;
  /** Where we reach it; absent: on the loopback. */
  readonly host?: string;
  /** The port of its master; absent: it is a master. */
  readonly replicaOf?: number;
  /** Asked of every client, and given to its master. */
  readonly password?: string | undefined;
  /** Words before the command: what starts it in other surroundings. */
  readonly launcher?: readonly string[];
  /** More lines for its file. */
  readonly lines?: readonly string[];
  /** It speaks TLS only, also with other nodes; this is how to come in and what it shows. */
  readonly tls?: TlsFiles | undefined;
}

/** What a node says about itself. */
export interface Role {
  readonly role: string;
  /** 0 for a master. */
  readonly masterPort: number;
  /** Replica: connected to its master and in step. */
  readonly connected: boolean;
}

export class DataNode {
  readonly port: number;
  readonly file: string;
  readonly #sandbox: Sandbox;
  readonly #folder: string;
  readonly #launcher: readonly string[];
  readonly #entry: ConnectionOptions;
  #process: RealProcess;
  #connection: Connection | null = null;
  readonly #deeds: Moment[] = [];

  private constructor(sandbox: Sandbox, options: DataNodeOptions) {
    this.#sandbox = sandbox;
    this.port = options.port;
    this.#launcher = options.launcher ?? [];
    const { host = '127.0.0.1', password, tls } = options;
    this.#entry = { host, password, tls };
    this.#folder = sandbox.makeFolder(`node-${options.port}`);
    this.file = join(this.#folder, 'redis.conf');
    writeFileSync(this.file, configText(this.#folder, options));
    this.#process = this.#launch();
    sandbox.onClose(() => this.#connection?.close());
    sandbox.addWitness(() => this.#deeds);
  }

  /** Returns when it answers. */
  static async start(sandbox: Sandbox, options: DataNodeOptions): Promise<DataNode> {
    const node = new DataNode(sandbox, options);
    await node.answers();
    return node;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** On a connection that is kept; a lost one is replaced at the next call. */
  async call(...words: readonly string[]): Promise<Reply> {
    if (this.#connection === null || this.#connection.isLost) {
      this.#connection = await Connection.open(this.port, this.#entry);
    }
    return await this.#connection.call(...words);
  }

  /** Asked once more where the connection is lost meanwhile: a Sentinel that changes the role of a
   *  node sends its clients away. */
  async role(): Promise<Role> {
    try {
      return readRole(await this.call('ROLE'));
    } catch {
      return readRole(await this.call('ROLE'));
    }
  }

  /** Waits until it is a replica of that port and in step with it. */
  async follows(masterPort: number, withinMs = 60_000): Promise<void> {
    await until(
      `${this.port} to follow ${masterPort}`,
      async () => {
        const role = await this.role();
        expect(role.masterPort === masterPort, `it is a ${role.role} of ${role.masterPort}`);
        expect(role.connected, 'it is not connected to its master');
        return role;
      },
      { withinMs },
    );
  }

  /** Waits until it answers as itself. */
  async answers(): Promise<void> {
    await until(`redis-server on ${this.port} to answer`, async () => {
      if (this.#process.end !== null) throw new Error(`it ended: ${this.#process.output}`);
      return asText(await this.call('PING')) === 'PONG' ? true : undefined;
    });
  }

  /** SIGKILL: gone at once, connections reset. */
  async crash(): Promise<void> {
    this.#note('crash');
    await this.#process.stop('SIGKILL');
  }

  /** SIGSTOP: connections stay open, nothing answers. */
  hang(): void {
    this.#note('hang');
    this.#process.signal('SIGSTOP');
  }

  resume(): void {
    this.#note('resume');
    this.#process.signal('SIGCONT');
  }

  /** After a crash: again from its own file. */
  async restart(): Promise<void> {
    this.#note('restart');
    this.#process = this.#launch();
    await this.answers();
  }

  #note(deed: string): void {
    this.#deeds.push({ atMs: nowMs(), what: `node ${this.port}: ${deed}` });
  }

  #launch(): RealProcess {
    const command = launched(this.#launcher, ['redis-server', this.file]);
    return RealProcess.start(this.#sandbox, { command, folder: this.#folder });
  }
}

/** The reply of ROLE of a data node. */
export function readRole(reply: Reply): Role {
  const items = asList(reply);
  const role = asText(items[0]);
  if (role !== 'slave') return { role, masterPort: 0, connected: false };
  return { role, masterPort: Number(items[2]), connected: items[3] === 'connected' };
}

/** The version of the redis-server on the path. */
export function redisVersion(): string {
  const { stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  return /v=(\S+)/.exec(stdout ?? '')?.[1] ?? 'unknown';
}

function configText(folder: string, options: DataNodeOptions): string {
  const lines = [
    ...portLines(options.port, options.tls),
    'bind 127.0.0.1',
    `dir "${folder}"`,
    'save ""',
    'repl-diskless-sync yes',
    'repl-diskless-sync-delay 0',
    ...(options.lines ?? []),
  ];
  const { password } = options;
  if (password !== undefined) lines.push(`requirepass ${password}`, `masterauth ${password}`);
  if (options.replicaOf !== undefined) lines.push(`replicaof 127.0.0.1 ${options.replicaOf}`);
  return `${lines.join('\n')}\n`;
}
