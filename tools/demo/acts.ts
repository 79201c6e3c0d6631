// The acts of the demonstration: the master is killed and replaced, it comes back as a replica, and
// what that came to. An act throws if what it is about did not happen.

import { Takeover, type TakeoverMoment } from '../../test/harness/takeover.ts';
import { expect, until } from '../../test/harness/wait.ts';
import type { Live } from './live.ts';
import { DOWN_AFTER_MS, GROUP_NAME, type Scene } from './scene.ts';
import type { Screen } from './screen.ts';
import { leaderPort, timeline, type Witness } from './timeline.ts';

const WRITABLE_WITHIN_MS = 60_000;
const FOLLOWING_WITHIN_MS = 60_000;
const RETURN_WITHIN_MS = 60_000;
const KEY = 'written-before-the-kill';

export interface TakeoverResult {
  readonly newPort: number;
  /** From the kill until a client of the Sentinels could write again. */
  readonly withoutMasterMs: number;
}

export async function showTakeover(
  scene: Scene,
  screen: Screen,
  live: Live,
): Promise<TakeoverResult> {
  const { group, quorum, master } = scene;
  screen.heading('2. The master is killed');
  await writeBefore(scene);
  const takeover = Takeover.start({
    groupName: GROUP_NAME,
    oldPort: master.port,
    nodePorts: group.others(master.port).map(({ port }) => port),
    sentinelPorts: quorum.sentinels.map(({ port }) => port),
  });
  try {
    const moments = live.watch(takeover);
    const struckMs = live.act(`node ${master.port}`, 'kill -9');
    await master.crash();
    await takeover.writable(WRITABLE_WITHIN_MS);
    await takeover.following(FOLLOWING_WITHIN_MS);
    await everySentinelSwitched(scene, struckMs);
    await failoverEnded(scene, struckMs);
    showTimeline(screen, { scene, struckMs, moments });
    const newPort = takeover.newMaster?.port ?? 0;
    return { newPort, withoutMasterMs: (takeover.clientWroteMs ?? 0) - struckMs };
  } finally {
    await takeover.end();
  }
}

export async function showReturn(options: {
  readonly scene: Scene;
  readonly screen: Screen;
  readonly live: Live;
  readonly newPort: number;
}): Promise<void> {
  const { scene, screen, live, newPort } = options;
  const { master, quorum } = scene;
  screen.heading('4. The old master comes back');
  live.act(`node ${master.port}`, 'started again from its file, as a master');
  await master.restart();
  await master.follows(newPort, RETURN_WITHIN_MS);
  live.note(`node ${master.port}`, `is a replica of ${newPort}, in step`);
  await Promise.all(
    quorum.sentinels.map((sentinel) =>
      until(`Sentinel ${sentinel.port} to see two replicas`, async () => {
        const replicas = await sentinel.replicas(GROUP_NAME);
        const well = replicas.filter((fields) => fields.get('flags') === 'slave');
        expect(well.length === scene.group.nodes.length - 1, `it sees ${well.length}`);
        return true;
      }),
    ),
  );
}

export async function sumUp(scene: Scene, screen: Screen, result: TakeoverResult): Promise<void> {
  const { group, quorum } = scene;
  const { newPort, withoutMasterMs } = result;
  const newMaster = group.node(newPort);
  const kept = await newMaster.call('GET', KEY);
  expect(kept === 'kept', `The key written before the kill is ${JSON.stringify(kept)} now.`);
  const agreed = await Promise.all(quorum.sentinels.map((each) => each.masterPort(GROUP_NAME)));
  expect(
    agreed.every((port) => port === newPort),
    `The Sentinels name ${agreed}.`,
  );
  const beyond = Math.round(withoutMasterMs - DOWN_AFTER_MS);
  screen.heading('5. What it came to');
  screen.fact('down', `${Math.round(withoutMasterMs)} ms without a writable master`);
  screen.fact(
    '',
    `= ${DOWN_AFTER_MS} ms down-after ${beyond < 0 ? '-' : '+'} ${Math.abs(beyond)} ms`,
  );
  screen.fact('master', `127.0.0.1:${newPort}, named by all ${agreed.length} Sentinels`);
  const replicas = group.others(newPort).map(({ port }) => `127.0.0.1:${port}`);
  screen.fact('replicas', replicas.join(', '));
  screen.fact('data', 'what was written before the kill is still there');
}

/** A write that every replica has before anything happens. */
async function writeBefore({ group, master }: Scene): Promise<void> {
  await master.call('SET', KEY, 'kept');
  const replicas = group.nodes.length - 1;
  const have = await master.call('WAIT', String(replicas), '5000');
  expect(have === replicas, `Only ${have} of ${replicas} replicas have the write.`);
}

async function everySentinelSwitched({ quorum }: Scene, sinceMs: number): Promise<void> {
  const wanted = { containing: GROUP_NAME, sinceMs };
  await Promise.all(quorum.sentinels.map((each) => each.events.waitFor('+switch-master', wanted)));
}

async function failoverEnded({ quorum }: Scene, sinceMs: number): Promise<void> {
  const leader = await quorum.leader(GROUP_NAME, sinceMs);
  await leader.events.waitFor('+failover-end', { containing: GROUP_NAME, sinceMs });
}

function showTimeline(
  screen: Screen,
  seen: {
    readonly scene: Scene;
    readonly struckMs: number;
    readonly moments: readonly TakeoverMoment[];
  },
): void {
  const witnesses: Witness[] = seen.scene.quorum.sentinels.map(({ port, events }) => ({
    port,
    events: events.seen,
  }));
  const steps = timeline({ ...seen, witnesses });
  screen.heading(`3. The failover, led by Sentinel ${leaderPort(witnesses) ?? 'unknown'}`);
  for (const step of steps) screen.step(step);
}
