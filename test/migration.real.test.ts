// A fleet of stock Sentinels becomes one of Vedettes, one by one, each on the same file and port,
// and a fleet of stock Sentinels again. The master crashes after every change, and all the while
// clients are told where it is.

import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from './harness/connection.ts';
import { Group } from './harness/group.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import { asList, asText } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import type { SentinelKind } from './harness/sentinel.ts';

const GROUP = 'mymaster';
/** How often is looked, and after how long (five times ASK-PERIOD) an old answer is forgotten. */
const PERIODS = ['INFO-PERIOD', '1000', 'ASK-PERIOD', '200'] as const;
const COMMENT = '# the operators of this group: extension 42';

/** Who is replaced by what, in this order. */
const CHANGES: readonly (readonly [place: number, kind: SentinelKind])[] = [
  [0, 'vedette'],
  [1, 'vedette'],
  [2, 'vedette'],
  [0, 'stock'],
  [1, 'stock'],
  [2, 'stock'],
];

realTest('a fleet changes to Vedette and back, with a failover at every step', async (sandbox) => {
  const group = await Group.start(sandbox, { name: GROUP, replicas: 2 });
  const quorum = await Quorum.start(sandbox, {
    kinds: ['stock', 'stock', 'stock'],
    groups: [group],
    failoverTimeoutMs: 5_000,
    lines: [COMMENT],
  });
  await lookOften(quorum);
  const ids = await Promise.all(quorum.sentinels.map((each) => each.myId()));
  const clients = Clients.start(
    sandbox,
    quorum.sentinels.map(({ port }) => port),
    group.masterPort,
  );
  let masterPort = group.masterPort;

  for (const [place, kind] of CHANGES) {
    const sentinel = quorum.at(place);
    assert.deepEqual(await sentinel.end(), { code: 0, signal: null });
    await sentinel.restart(kind);
    assert.equal(await sentinel.myId(), ids[place], 'it is who it was');
    assert.equal(await sentinel.masterPort(GROUP), masterPort, 'it knows the master from the file');
    await lookOften(quorum);
    await quorum.knowsAll();

    const newPort = await crashMaster({ group, quorum, clients, masterPort });
    masterPort = newPort;
    assert.ok(sentinel.readFile().includes(COMMENT), "the user's comment stays");
  }

  assert.deepEqual(clients.faults, []);
  assert.ok(clients.answers > 1_000, `${clients.answers} answers were looked at`);
});

interface Scene {
  readonly group: Group;
  readonly quorum: Quorum;
  readonly clients: Clients;
  readonly masterPort: number;
}

/** Gives the new master's port, once the old one is back as its replica and all know it. */
async function crashMaster({ group, quorum, clients, masterPort }: Scene): Promise<number> {
  const old = group.node(masterPort);
  clients.expect(group.nodes.map(({ port }) => port));
  await old.crash();
  const newPort = await quorum.agreesOnNewMaster(group, masterPort);
  clients.expect([newPort]);
  const followers = group.others(newPort).filter((node) => node !== old);
  await Promise.all(followers.map((node) => node.follows(newPort)));
  appendFileSync(old.file, `replicaof 127.0.0.1 ${newPort}\n`);
  await old.restart();
  await old.follows(newPort);
  await quorum.knowsAll();
  return newPort;
}

/** So that a node that has come back is soon known. A Sentinel forgets this when it ends. */
async function lookOften(quorum: Quorum): Promise<void> {
  for (const each of quorum.sentinels) {
    assert.equal(await each.call('SENTINEL', 'DEBUG', ...PERIODS), 'OK');
  }
}

const ROUND_MS = 10;
/** All but the one that is being replaced. */
const ANSWERS_LEAST = 2;

/** Asks all Sentinels for the master, again and again, and notes what no client should be told. */
class Clients {
  readonly faults: string[] = [];
  answers = 0;
  readonly #ports: readonly number[];
  #expected: readonly number[];
  #ended = false;

  private constructor(ports: readonly number[], masterPort: number) {
    this.#ports = ports;
    this.#expected = [masterPort];
  }

  static start(sandbox: Sandbox, ports: readonly number[], masterPort: number): Clients {
    const clients = new Clients(ports, masterPort);
    const looking = clients.#look();
    sandbox.onClose(() => {
      clients.#ended = true;
      return looking;
    });
    return clients;
  }

  /** From now on these are right. */
  expect(ports: readonly number[]): void {
    this.#expected = ports;
  }

  async #look(): Promise<void> {
    const lines = this.#ports.map((port) => new Line(port));
    while (!this.#ended) {
      const before = this.#expected;
      const told = await Promise.all(lines.map((line) => line.masterPort()));
      const right = [...before, ...this.#expected];
      const answered = told.filter((port) => port !== null);
      this.answers += answered.length;
      if (answered.length < ANSWERS_LEAST) this.faults.push(`only ${answered.length} answered`);
      for (const port of answered) {
        if (!right.includes(port)) this.faults.push(`told ${port} instead of ${right}`);
      }
      await pause(ROUND_MS);
    }
    for (const line of lines) line.close();
  }
}

/** A client's connection to one Sentinel; opened again when it is lost. */
class Line {
  readonly #port: number;
  #connection: Connection | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  /** null: it does not answer, or does not know the group. */
  async masterPort(): Promise<number | null> {
    try {
      if (this.#connection === null || this.#connection.isLost) {
        this.#connection = await Connection.open(this.#port);
      }
      const reply = await this.#connection.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', GROUP);
      return Number(asText(asList(reply)[1]));
    } catch {
      return null;
    }
  }

  close(): void {
    this.#connection?.close();
  }
}
