// The model node and a real server pass one script of commands: every chapter must read alike.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '../test/harness/connection.ts';
import { DataNode } from '../test/harness/data-node.ts';
import { freePorts } from '../test/harness/ports.ts';
import { realTest } from '../test/harness/real-test.ts';
import { asText, type Reply, ReplyError } from '../test/harness/resp.ts';
import type { Sandbox } from '../test/harness/sandbox.ts';
import { until } from '../test/harness/wait.ts';
import { ModelStage } from './fidelity/model-stage.ts';
import { CHAPTERS, NODES } from './fidelity/script.ts';
import { Player, type Seen, type Stage } from './fidelity/stage.ts';

const QUIET = ['repl-ping-replica-period 3600', 'repl-timeout 7200', 'busy-reply-threshold 50'];
const LINES: Readonly<Record<string, readonly string[]>> = {
  d: ['user default on nopass ~* &* +@all -config|rewrite'],
};

interface Line {
  readonly connection: Connection;
  readonly answers: Seen[];
  readonly messages: Seen[];
}

class RealStage implements Stage {
  readonly #nodes = new Map<string, DataNode>();
  readonly #lines = new Map<string, Line>();

  static async start(sandbox: Sandbox): Promise<RealStage> {
    const stage = new RealStage();
    const ports = await freePorts(NODES.length);
    for (const [index, name] of NODES.entries()) {
      const lines = [...QUIET, ...(LINES[name] ?? [])];
      const port = ports[index] ?? 0;
      const options = name === 'r' ? { port, lines, replicaOf: ports[0] ?? 0 } : { port, lines };
      stage.#nodes.set(name, await DataNode.start(sandbox, options));
    }
    await stage.#node('p').call('CONFIG', 'SET', 'requirepass', 'secret');
    sandbox.onClose(() => {
      for (const { connection } of stage.#lines.values()) connection.close();
    });
    return stage;
  }

  async call(name: string, words: readonly string[]): Promise<Seen> {
    const { connection } = await this.#line(name);
    return seenOf(await connection.call(...words.flatMap((word) => this.#expand(word))));
  }

  async send(name: string, words: readonly string[]): Promise<void> {
    const line = await this.#line(name);
    const reply = line.connection.call(...words.flatMap((word) => this.#expand(word)));
    reply.then(
      (value) => line.answers.push(seenOf(value)),
      () => {},
    );
  }

  async answer(name: string): Promise<Seen | undefined> {
    return (await this.#line(name)).answers.shift();
  }

  async message(name: string): Promise<Seen | undefined> {
    return (await this.#line(name)).messages.shift();
  }

  async isOpen(name: string): Promise<boolean> {
    return !(await this.#line(name)).connection.isLost;
  }

  async info(name: string): Promise<ReadonlyMap<string, string>> {
    const reply = await this.#node(name).call('INFO');
    // A node that is busy does not tell.
    if (reply instanceof ReplyError) return new Map();
    const lines = asText(reply).split('\r\n');
    return new Map(lines.map((line) => [line.split(':')[0] ?? '', line.split(':')[1] ?? '']));
  }

  async crash(name: string): Promise<void> {
    await this.#node(name).crash();
  }

  async restart(name: string): Promise<void> {
    await this.#node(name).restart();
  }

  async endlessScript(name: string): Promise<void> {
    const line = await this.#line(`${name}.script`);
    line.connection.call('EVAL', 'while true do end', '0').catch(() => {});
    await until('the script to be noticed', async () => {
      const reply = await this.#node(name).call('PING');
      return reply instanceof ReplyError ? true : undefined;
    });
  }

  async pause(ms: number): Promise<void> {
    await sleep(ms);
  }

  #node(name: string): DataNode {
    const node = this.#nodes.get(name);
    if (node === undefined) throw new Error(`no node ${name}`);
    return node;
  }

  async #line(name: string): Promise<Line> {
    const known = this.#lines.get(name);
    if (known !== undefined) return known;
    const connection = await Connection.open(this.#node(name.split('.')[0] ?? '').port);
    const line: Line = { connection, answers: [], messages: [] };
    connection.onMessage = (message) => void line.messages.push(seenOf(message));
    this.#lines.set(name, line);
    return line;
  }

  #expand(word: string): readonly string[] {
    return word.startsWith('@') ? ['127.0.0.1', String(this.#node(word.slice(1)).port)] : [word];
  }
}

function seenOf(reply: Reply): Seen {
  if (reply instanceof ReplyError) return `-${reply.code}`;
  return isList(reply) ? reply.map(seenOf) : reply;
}

function isList(reply: Reply): reply is readonly Reply[] {
  return Array.isArray(reply);
}

for (const [title, steps] of Object.entries(CHAPTERS)) {
  realTest(`a model node answers as a real server: ${title}`, async (sandbox) => {
    const real = await new Player(await RealStage.start(sandbox)).play(steps);
    const model = await new Player(new ModelStage()).play(steps);
    assert.deepEqual(model, real);
  });
}
