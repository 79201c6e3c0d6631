// Somebody who may publish on the master invents Sentinels: he says hello for them, again and
// again, until each Vedette counts them (TRUST-7), and is silent between. When all is healed a
// person forgets them.

import type { Hello } from '../src/core/facts.ts';
import { formatHello, HELLO_CHANNEL } from '../src/dialect/hello.ts';
import type { Cluster } from './cluster.ts';
import type { SimGroup } from './group.ts';
import type { Random } from './random.ts';

const MOST_GHOSTS = 5;
const LATEST_START_MS = 2_000;
const PERIOD_MS = { shortest: 1_500, longest: 3_200 };
/** Thirty seconds and ten times are enough. */
const LASTS_MS = { shortest: 34_000, longest: 40_000 };
/** For so long at a time he says nothing. */
const PAUSE_MS = { shortest: 3_000, longest: 9_000 };
const HOST_PREFIX = '10.66.7.';
const ID_PREFIX = '7'.repeat(39);

export function isGhost(runId: string): boolean {
  return runId.startsWith(ID_PREFIX);
}

/** Begins when the fleet has met; returns what ends it. */
export function haunt(cluster: Cluster, random: Random): () => void {
  const { world, options, groups } = cluster;
  const group = random.pick(groups);
  const count = random.between(1, MOST_GHOSTS);
  const startMs = options.quietMs + random.durationMs(1, LATEST_START_MS);
  let untilMs = startMs + random.durationMs(LASTS_MS.shortest, LASTS_MS.longest);
  let isOver = false;
  const next = (): void => {
    if (isOver) return;
    if (world.nowMs > untilMs) {
      const pauseMs = random.durationMs(PAUSE_MS.shortest, PAUSE_MS.longest);
      untilMs = world.nowMs + 2 * pauseMs;
      world.note('ghosts', '/', 'they are silent for a while');
      world.after(pauseMs, next);
      return;
    }
    speakFor(cluster, group, count);
    world.after(random.durationMs(PERIOD_MS.shortest, PERIOD_MS.longest), next);
  };
  world.at(startMs, () => {
    world.note('ghosts', '*', `${count} Sentinels are invented for ${group.name}`);
    next();
  });
  return () => {
    isOver = true;
  };
}

/** One who knows what a Vedette says at that moment. */
function speakFor({ sentinels }: Cluster, sim: SimGroup, count: number): void {
  const { name } = sim;
  const running = [...sim.masters(), ...sim.nodes].filter(({ host }) => host.state === 'running');
  // A PUBLISH to a node whose writes are held back waits.
  const node = running.find(({ pausing }) => pausing === 'nothing');
  const known = sentinels.map(({ state }) => state).find((state) => state?.groups.has(name));
  const group = known?.groups.get(name);
  if (node === undefined || known === undefined || known === null || group === undefined) return;
  for (let one = 0; one < count; one += 1) {
    const hello: Hello = {
      runId: `${ID_PREFIX}${one}`,
      peer: { host: `${HOST_PREFIX}${one + 1}`, port: 26379 },
      ...{ groupName: name, master: group.master.address },
      ...{ currentEpoch: known.currentEpoch, configEpoch: group.configEpoch },
    };
    const payload = formatHello(hello);
    node.propagate(['PUBLISH', HELLO_CHANNEL, payload]);
    node.deliver(HELLO_CHANNEL, payload);
  }
}

/** A person has read what DOCTOR says. */
export function forgetGhosts({ sentinels }: Cluster): void {
  for (const sentinel of sentinels) {
    for (const { name, members } of sentinel.state?.groups.values() ?? []) {
      for (const runId of [...members.keys()].filter(isGhost)) {
        const who = { kind: 'sentinel', runId } as const;
        sentinel.operate({ kind: 'forget', name, who, everywhere: false });
      }
    }
  }
}
