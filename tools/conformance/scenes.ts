// Plays the same story to a fleet of one kind, over nodes of its own: an operator's changes, a
// crash, the old master's return, a failover by hand. Gives what each Sentinel announced in each
// part, with the names of the nodes instead of their addresses.

import { Group } from '../../test/harness/group.ts';
import { Quorum } from '../../test/harness/quorum.ts';
import type { Sandbox } from '../../test/harness/sandbox.ts';
import type { Sentinel, SentinelKind } from '../../test/harness/sentinel.ts';

/** One part of the story, as one Sentinel told it. */
export interface Told {
  readonly scene: string;
  readonly teller: 'leader' | 'observer';
  /** `+sdown master mymaster MASTER`. */
  readonly lines: readonly string[];
}

const GROUP = 'mymaster';
/** What makes a returned master wait before it is made a replica. */
const PERIODS = ['INFO-PERIOD', '1000', 'PUBLISH-PERIOD', '500'] as const;

/** Plays all scenes; about twenty seconds. */
export async function playScenes(sandbox: Sandbox, kind: SentinelKind): Promise<readonly Told[]> {
  const group = await Group.start(sandbox, { name: GROUP, replicas: 2 });
  const quorum = await Quorum.start(sandbox, {
    kinds: [kind, kind, kind],
    groups: [group],
    failoverTimeoutMs: 10_000,
  });
  await Promise.all(quorum.sentinels.map((each) => each.call('SENTINEL', 'DEBUG', ...PERIODS)));
  const stage = new Stage(group, quorum);
  const told: Told[] = [];
  for (const scene of SCENES) {
    stage.begin();
    await scene.play(stage);
    told.push(...(await stage.told(scene.name)));
  }
  return told;
}

interface Scene {
  readonly name: string;
  play(stage: Stage): Promise<void>;
}

const SCENES: readonly Scene[] = [
  { name: 'operator', play: operate },
  { name: 'crash', play: crash },
  { name: 'return', play: comeBack },
  { name: 'manual', play: failOverByHand },
  { name: 'reset', play: reset },
];

/** Changes of an operator, at one Sentinel. */
async function operate({ quorum }: Stage): Promise<void> {
  const sentinel = quorum.at(0);
  const orders = [
    ['MONITOR', 'other', '127.0.0.1', '1', '2'],
    ['SET', 'other', 'quorum', '1', 'auth-pass', 'hidden', 'down-after-milliseconds', '600000'],
    ['SET', 'other', 'rename-command', 'CONFIG', 'guess'],
    ['SET', 'other', 'auth-user', 'me', 'failover-timeout', '1000', 'parallel-syncs', '3'],
    ['RESET', 'oth*'],
    ['REMOVE', 'other'],
  ];
  for (const order of orders) await sentinel.call('SENTINEL', ...order);
  await sentinel.events.waitFor('-monitor', { containing: 'other' });
}

async function crash(stage: Stage): Promise<void> {
  const { group, quorum } = stage;
  const old = group.node(stage.masterPort);
  await old.crash();
  await switched(stage);
  // The last that is told of the old master: it is a replica that is down.
  const down = { containing: `slave 127.0.0.1:${old.port}`, sinceMs: stage.sinceMs };
  await Promise.all(quorum.sentinels.map((each) => each.events.waitFor('+sdown', down)));
}

/** The old master comes back as a master and is made a replica. */
async function comeBack(stage: Stage): Promise<void> {
  const old = stage.group.node(stage.oldPort);
  await old.restart();
  await old.follows(stage.masterPort);
  await stage.quorum.knowsAll();
}

async function failOverByHand(stage: Stage): Promise<void> {
  await stage.quorum.knowsAll();
  const { quorum } = stage;
  await quorum.at(0).call('SENTINEL', 'FAILOVER', GROUP);
  const old = stage.masterPort;
  await switched(stage);
  await stage.group.node(old).follows(stage.masterPort);
  await quorum.knowsAll();
}

async function reset(stage: Stage): Promise<void> {
  const { quorum } = stage;
  await quorum.at(0).call('SENTINEL', 'RESET', GROUP);
  await quorum.knowsAll();
}

/** Waits for the new master, and until every other node that is up follows it. */
async function switched(stage: Stage): Promise<void> {
  const { group, quorum } = stage;
  const newPort = await quorum.agreesOnNewMaster(group, stage.masterPort);
  const wanted = { containing: ` 127.0.0.1 ${newPort}`, sinceMs: stage.sinceMs };
  const ends = quorum.sentinels.map(async (each) => {
    await each.events.waitFor('+switch-master', wanted);
    const led = each.events.find('+elected-leader', { sinceMs: stage.sinceMs });
    if (led !== undefined) await each.events.waitFor('+failover-end', { sinceMs: stage.sinceMs });
  });
  await Promise.all(ends);
  stage.switchedTo(newPort);
}

/** Where the story is, and what everybody is called in it. */
class Stage {
  readonly group: Group;
  readonly quorum: Quorum;
  masterPort: number;
  /** The master before the last switch. */
  oldPort = 0;
  sinceMs = 0;
  readonly #from = new Map<Sentinel, number>();

  constructor(group: Group, quorum: Quorum) {
    this.group = group;
    this.quorum = quorum;
    this.masterPort = group.masterPort;
  }

  begin(): void {
    this.sinceMs = Number(process.hrtime.bigint() / 1000n) / 1000;
    for (const each of this.quorum.sentinels) this.#from.set(each, each.events.seen.length);
  }

  switchedTo(port: number): void {
    this.oldPort = this.masterPort;
    this.masterPort = port;
  }

  async told(scene: string): Promise<readonly Told[]> {
    const names = await this.#names();
    return this.quorum.sentinels.map((sentinel) => {
      const seen = sentinel.events.seen.slice(this.#from.get(sentinel));
      const led = seen.some(({ name }) => name === '+elected-leader');
      const lines = seen.map(({ name, payload }) => withNames(`${name} ${payload}`, names));
      return { scene, teller: led ? 'leader' : 'observer', lines };
    });
  }

  /** `127.0.0.1 7001` and `127.0.0.1:7001` and run ids, and what they are called. */
  async #names(): Promise<readonly (readonly [string, string])[]> {
    const names: [string, string][] = [];
    for (const { port } of this.group.nodes) {
      const role = port === this.masterPort ? 'NEW' : port === this.oldPort ? 'OLD' : 'OTHER';
      names.push([`127.0.0.1:${port} 127.0.0.1 ${port}`, role], [`127.0.0.1 ${port}`, role]);
    }
    for (const sentinel of this.quorum.sentinels) {
      const id = await sentinel.myId();
      names.push([`${id} 127.0.0.1 ${sentinel.port}`, 'PEER'], [id, 'PEER']);
    }
    return names;
  }
}

function withNames(text: string, names: readonly (readonly [string, string])[]): string {
  let result = text;
  for (const [own, name] of names) result = result.replaceAll(own, name);
  return result;
}
