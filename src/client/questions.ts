// What a survey asks of each Sentinel about some groups, and the answers: all replicas of everyone,
// the lags of one for each group. It may be asked as soon as a Sentinel is met, while the others
// are still being found; nothing is asked twice.

import type { Connection } from './connection.ts';
import { type ReplicaFacts, readLags, readReplica } from './facts.ts';
import { type Answer, good } from './failure.ts';
import type { Met } from './gather.ts';
import { listOf, textOf } from './reading.ts';

/** Groups in one INFO-CACHE, whose reply has some 16 KiB for each. */
const INFO_CACHE_GROUPS = 50;

export type Lags = NonNullable<ReturnType<typeof readLags>>;
/** By group; where it does not tell them there may be some. */
export type Replicas = ReadonlyMap<string, Answer<readonly ReplicaFacts[]>>;

interface LagsAsked {
  readonly connection: Connection;
  readonly names: readonly string[];
  readonly answer: Promise<ReadonlyMap<string, Lags>>;
}

export class Questions {
  /** null: all groups. */
  readonly #names: ReadonlySet<string> | null;
  readonly #replicas = new Map<Connection, Promise<Replicas>>();
  #lags: readonly LagsAsked[] = [];

  constructor(names: readonly string[] | null) {
    this.#names = names === null ? null : new Set(names);
  }

  ask({ connection, masters }: Met): void {
    const mine = [...masters.keys()].filter((name) => this.#names?.has(name) ?? true);
    if (!this.#replicas.has(connection)) {
      this.#replicas.set(connection, askReplicas(connection, mine));
    }
    // Every Sentinel asks the same nodes: one of them is enough.
    const taken = new Set(this.#lags.flatMap(({ names }) => names));
    const names = mine.filter((name) => !taken.has(name));
    if (names.length === 0) return;
    this.#lags = [...this.#lags, { connection, names, answer: askLags(connection, names) }];
  }

  /** Not to be counted on: a Sentinel that turned out to be one of these by a second name. */
  forgetOthers(all: readonly Met[]): void {
    const connections = new Set(all.map(({ connection }) => connection));
    this.#lags = this.#lags.filter(({ connection }) => connections.has(connection));
  }

  replicasOf({ connection }: Met): Promise<Replicas> {
    return this.#replicas.get(connection) ?? Promise.resolve(new Map());
  }

  /** By group. */
  async lags(): Promise<ReadonlyMap<string, Lags>> {
    const all = await Promise.all(this.#lags.map(({ answer }) => answer));
    return new Map(all.flatMap((some) => [...some]));
  }
}

async function askReplicas(connection: Connection, names: readonly string[]): Promise<Replicas> {
  const answers = await Promise.all(
    names.map(async (name): Promise<[string, Answer<readonly ReplicaFacts[]>]> => {
      const answer = await connection.call(['SENTINEL', 'REPLICAS', name]);
      return [name, answer.ok ? good(listOf(answer.value).map(readReplica)) : answer];
    }),
  );
  return new Map(answers);
}

async function askLags(
  connection: Connection,
  names: readonly string[],
): Promise<ReadonlyMap<string, Lags>> {
  const lags = new Map<string, Lags>();
  for (let at = 0; at < names.length; at += INFO_CACHE_GROUPS) {
    const some = names.slice(at, at + INFO_CACHE_GROUPS);
    const answer = await connection.call(['SENTINEL', 'INFO-CACHE', ...some]);
    const items = answer.ok ? listOf(answer.value) : [];
    for (let index = 0; index + 1 < items.length; index += 2) {
      const found = readLags(items[index + 1]);
      if (found !== null) lags.set(textOf(items[index]) ?? '', found);
    }
  }
  return lags;
}
