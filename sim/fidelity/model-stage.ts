// The script on model nodes, in virtual time: waiting lets the world go on.

import { Host } from '../host.ts';
import { type End, type Message, Network } from '../network.ts';
import { ModelNode } from '../node/model-node.ts';
import { Random } from '../random.ts';
import { Trace } from '../trace.ts';
import { World } from '../world.ts';
import { NODES } from './script.ts';
import type { Seen, Stage } from './stage.ts';

const NETWORK = { minDelayMs: 0.05, maxDelayMs: 0.2, connectTimeoutMs: 1_000 };
const PORT = 6379;
const LONGEST_WAIT_MS = 30_000;
const STEP_MS = 1;
/** In step with real servers that are told to sync without a delay and to send no pings. */
const NODE = {
  priority: 100,
  isConfigReadOnly: false,
  isPersistent: false,
  loadMs: 0,
  syncMs: 5,
  backlogBytes: 1_000_000,
  replicationTimeoutMs: 60_000,
  pingReplicasMs: 3_600_000,
};

interface Line {
  readonly end: End;
  readonly heard: Message[];
}

export class ModelStage implements Stage {
  readonly #world = new World(new Trace(false));
  readonly #network = new Network(this.#world, new Random(1), NETWORK);
  readonly #client: Host;
  readonly #nodes = new Map<string, ModelNode>();
  readonly #lines = new Map<string, Line>();

  constructor() {
    this.#client = this.#host('client', 0);
    this.#client.boot();
    for (const [index, name] of NODES.entries()) this.#nodes.set(name, this.#make(name, index + 1));
    for (const node of this.#nodes.values()) node.start();
  }

  async call(connection: string, words: readonly string[]): Promise<Seen> {
    const line = this.#line(connection);
    await this.send(connection, words);
    const seen = this.#await(() => shift(line, true));
    if (seen === undefined) throw new Error(`${connection} got no answer to ${words.join(' ')}`);
    return seen;
  }

  async send(connection: string, words: readonly string[]): Promise<void> {
    this.#line(connection).end.send(words.flatMap((word) => this.#expand(word)));
  }

  async answer(connection: string): Promise<Seen | undefined> {
    return shift(this.#line(connection), true);
  }

  async message(connection: string): Promise<Seen | undefined> {
    return shift(this.#line(connection), false);
  }

  async isOpen(connection: string): Promise<boolean> {
    return !this.#line(connection).end.isClosed;
  }

  /** On a connection of its own, which a kill takes and the next question brings back. */
  async info(name: string): Promise<ReadonlyMap<string, string>> {
    const watcher = `${name}.watcher`;
    if (this.#lines.get(watcher)?.end.isClosed === true) this.#lines.delete(watcher);
    this.#line(watcher);
    const lines = this.#node(name).infoText().split('\r\n');
    return new Map(lines.map((line) => [line.split(':')[0] ?? '', line.split(':')[1] ?? '']));
  }

  async crash(name: string): Promise<void> {
    this.#node(name).end('dead');
    await this.pause(STEP_MS);
  }

  async restart(name: string): Promise<void> {
    this.#node(name).start();
  }

  async endlessScript(name: string): Promise<void> {
    this.#node(name).startScript();
  }

  async pause(ms: number): Promise<void> {
    this.#world.runUntil(this.#world.nowMs + ms);
  }

  #await(look: () => Seen | undefined): Seen | undefined {
    const untilMs = this.#world.nowMs + LONGEST_WAIT_MS;
    let found = look();
    while (found === undefined && this.#world.nowMs < untilMs) {
      this.#world.runUntil(this.#world.nowMs + STEP_MS);
      found = look();
    }
    return found;
  }

  #node(name: string): ModelNode {
    const node = this.#nodes.get(name);
    if (node === undefined) throw new Error(`no node ${name}`);
    return node;
  }

  #line(connection: string): Line {
    const known = this.#lines.get(connection);
    if (known !== undefined) return known;
    const heard: Message[] = [];
    let end: End | null = null;
    this.#network.connect(this.#client, this.#node(connection.split('.')[0] ?? '').host.address, {
      connected(made) {
        end = made;
        return { receive: (message) => void heard.push(message), closed: () => {} };
      },
      failed: () => {},
    });
    this.#world.runUntil(this.#world.nowMs + STEP_MS);
    if (end === null) throw new Error(`${connection} cannot connect`);
    const line = { end, heard };
    this.#lines.set(connection, line);
    return line;
  }

  #expand(word: string): readonly string[] {
    if (!word.startsWith('@')) return [word];
    const { host, port } = this.#node(word.slice(1)).host.address;
    return [host, String(port)];
  }

  #make(name: string, index: number): ModelNode {
    const outside = {
      world: this.#world,
      network: this.#network,
      host: this.#host(name, index),
      random: new Random(index),
    };
    const refusedCommands = new Set(name === 'd' ? ['config|rewrite'] : []);
    const password = name === 'p' ? 'secret' : null;
    const master = name === 'r' ? { host: '10.0.0.1', port: PORT } : null;
    return new ModelNode(outside, { ...NODE, refusedCommands, password }, master);
  }

  #host(name: string, index: number): Host {
    const address = { host: `10.0.0.${index}`, port: PORT };
    return new Host(this.#world, { index, name, address });
  }
}

/** Takes the oldest answer, or the oldest message of a subscription. */
function shift({ heard }: Line, isAnswer: boolean): Seen | undefined {
  const index = heard.findIndex((message) => isPush(message) !== isAnswer);
  const [message] = index < 0 ? [] : heard.splice(index, 1);
  return message === undefined ? undefined : seenOf(message);
}

function isPush(message: Message): boolean {
  if (!('kind' in message) || message.kind !== 'array') return false;
  const [first] = message.items;
  return first?.kind === 'bulk' && first.text === 'message';
}

function seenOf(message: Message): Seen {
  if (!('kind' in message)) return [...message];
  switch (message.kind) {
    case 'error':
      return `-${message.text.split(' ')[0]}`;
    case 'simple':
    case 'bulk':
      return message.text;
    case 'integer':
      return Number(message.value);
    case 'array':
      return message.items.map(seenOf);
    default:
      return null;
  }
}
