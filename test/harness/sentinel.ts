// A real Sentinel, stock or ours: only the executable and the file differ. It runs from a file that
// it rewrites itself and can crash, hang, end and come back from that file.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TlsFiles } from './certificates.ts';
import { nowMs } from './clock.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { EventLog } from './event-log.ts';
import { launched, type ProcessEnd, RealProcess } from './process.ts';
import { asFields, asList, asText, type Reply } from './resp.ts';
import type { Moment, Sandbox } from './sandbox.ts';
import { expect, until } from './wait.ts';
import { keepWrittenFile } from './written-files.ts';

export type SentinelKind = 'stock' | 'vedette';

/** Of a log that does not say what is waited for. */
const LOG_SHOWN_LENGTH = 4_000;

function isIn(log: string, wanted: RegExp | string): boolean {
  return typeof wanted === 'string' ? log.includes(wanted) : wanted.test(log);
}

export interface SentinelOptions {
  readonly kind: SentinelKind;
  readonly port: number;
  /** The file as the user writes it. */
  readonly text: string;
  /** Words before the command: what starts it in other surroundings. */
  readonly launcher?: readonly string[];
  /** What the file asks of clients. */
  readonly password?: string | undefined;
  /** That port speaks TLS; this is how to come in. */
  readonly tls?: TlsFiles | undefined;
}

/** Where bin/vedette is, from dist/test/harness. */
const VEDETTE = fileURLToPath(new URL('../../../bin/vedette', import.meta.url));

/** The command that runs a Sentinel of that kind with these words. */
export function sentinelCommand(
  kind: SentinelKind,
  ...words: readonly string[]
): readonly [string, ...string[]] {
  if (kind === 'vedette') return [VEDETTE, ...words];
  return hasRedisSentinel()
    ? ['redis-sentinel', ...words]
    : ['redis-server', ...words, '--sentinel'];
}

let redisSentinelFound: boolean | null = null;

function hasRedisSentinel(): boolean {
  redisSentinelFound ??= spawnSync('redis-sentinel', ['--version']).status === 0;
  return redisSentinelFound;
}

export class Sentinel {
  #kind: SentinelKind;
  readonly port: number;
  readonly file: string;
  readonly #sandbox: Sandbox;
  readonly #folder: string;
  readonly #launcher: readonly string[];
  readonly #entry: ConnectionOptions;
  #process: RealProcess;
  #connection: Connection | null = null;
  #events: EventLog | null = null;
  readonly #logs: EventLog[] = [];
  readonly #deeds: Moment[] = [];

  private constructor(sandbox: Sandbox, options: SentinelOptions) {
    this.#sandbox = sandbox;
    this.#kind = options.kind;
    this.port = options.port;
    this.#launcher = options.launcher ?? [];
    this.#entry = { password: options.password, tls: options.tls };
    this.#folder = sandbox.makeFolder(`${options.kind}-${options.port}`);
    this.file = join(this.#folder, 'sentinel.conf');
    writeFileSync(this.file, options.text);
    this.#process = this.#launch();
    sandbox.onClose(() => {
      this.#events?.close();
      this.#connection?.close();
    });
    sandbox.addWitness(() => this.#story);
  }

  /** Returns when it answers and its events are recorded. */
  static async start(sandbox: Sandbox, options: SentinelOptions): Promise<Sentinel> {
    const sentinel = new Sentinel(sandbox, options);
    await sentinel.answers();
    return sentinel;
  }

  /** Of its present process. */
  get kind(): SentinelKind {
    return this.#kind;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** What it wrote to its standard output: the log, unless the file names one. */
  get output(): string {
    return this.#process.output;
  }

  /** Waits: what it wrote may arrive after what it answered. */
  async logged(wanted: RegExp | string): Promise<void> {
    await until(`the log of ${this.port} to say ${wanted}`, () => {
      expect(isIn(this.output, wanted), this.output.slice(-LOG_SHOWN_LENGTH));
      return true;
    });
  }

  /** The events since the last start. */
  get events(): EventLog {
    if (this.#events === null) throw new Error(`Sentinel ${this.port} has not answered yet`);
    return this.#events;
  }

  readFile(encoding: 'utf8' | 'latin1' = 'utf8'): string {
    return readFileSync(this.file, encoding);
  }

  /** On a connection that is kept; a lost one is replaced at the next call. */
  async call(...words: readonly string[]): Promise<Reply> {
    if (this.#connection === null || this.#connection.isLost) {
      this.#connection = await Connection.open(this.port, this.#entry);
    }
    return await this.#connection.call(...words);
  }

  async master(groupName: string): Promise<ReadonlyMap<string, string>> {
    return asFields(await this.call('SENTINEL', 'MASTER', groupName));
  }

  async replicas(groupName: string): Promise<ReadonlyMap<string, string>[]> {
    return asList(await this.call('SENTINEL', 'REPLICAS', groupName)).map(asFields);
  }

  async peers(groupName: string): Promise<ReadonlyMap<string, string>[]> {
    return asList(await this.call('SENTINEL', 'SENTINELS', groupName)).map(asFields);
  }

  /** The port that clients are sent to. */
  async masterPort(groupName: string): Promise<number> {
    const reply = await this.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', groupName);
    return Number(asText(asList(reply)[1]));
  }

  async myId(): Promise<string> {
    return asText(await this.call('SENTINEL', 'MYID'));
  }

  async answers(): Promise<void> {
    await until(`the ${this.kind} Sentinel on ${this.port} to answer`, async () => {
      if (this.#process.end !== null) throw new Error(`it ended: ${this.#process.output}`);
      return asText(await this.call('PING')) === 'PONG' ? true : undefined;
    });
    this.#events?.close();
    this.#events = await EventLog.open(this.port, this.#entry);
    this.#logs.push(this.#events);
  }

  async crash(): Promise<void> {
    this.#note('crash');
    await this.#process.stop('SIGKILL');
    this.#keepFile();
  }

  /** As an operator ends it. */
  async end(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<ProcessEnd> {
    this.#note(signal);
    const end = await this.#process.stop(signal);
    this.#keepFile();
    return end;
  }

  /** Waits until it has ended by itself. */
  async ended(): Promise<ProcessEnd> {
    return await this.#process.wait();
  }

  hang(): void {
    this.#note('hang');
    this.#process.signal('SIGSTOP');
  }

  resume(): void {
    this.#process.signal('SIGCONT');
  }

  /** After a crash or an end: again from its own file, as another kind if that is wanted. */
  async restart(kind: SentinelKind = this.#kind): Promise<void> {
    this.#kind = kind;
    this.#note('restart');
    this.#process = this.#launch();
    await this.answers();
  }

  get #story(): readonly Moment[] {
    const seen = this.#logs.flatMap((log) => log.seen);
    const own = `${this.kind} ${this.port}`;
    const events = seen.map(({ atMs, name, payload }) => ({
      atMs,
      what: `${own}  ${name} ${payload}`,
    }));
    return [...this.#deeds, ...events];
  }

  /** What it wrote so far; a later start writes it anew. */
  #keepFile(): void {
    if (this.kind === 'vedette') keepWrittenFile(this.file);
  }

  /** Notes what was done to it. */
  #note(deed: string): void {
    this.#deeds.push({ atMs: nowMs(), what: `${this.kind} ${this.port}: ${deed}` });
  }

  #launch(): RealProcess {
    const command = launched(this.#launcher, sentinelCommand(this.kind, this.file));
    return RealProcess.start(this.#sandbox, { command, folder: this.#folder });
  }
}
