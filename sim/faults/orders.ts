// People who work on a Vedette while things go wrong: they pause a group, put a node into
// maintenance, forget one, change an option, mistype the password, remove a group and monitor it
// again, at the worst moment. In the end each puts right what it did, and looks whether it is.

import { sameAddress } from '../../src/core/address.ts';
import type { OperatorRequest } from '../../src/core/operator-request.ts';
import type { GlobalSettings, GroupOptions } from '../../src/core/settings.ts';
import { stockDisagreement } from '../checkers/agreement.ts';
import type { Cluster } from '../cluster.ts';
import type { SimGroup } from '../group.ts';
import type { Random } from '../random.ts';
import type { SimSentinel } from '../sentinel.ts';
import { atTheWorstMoment } from './at-the-worst-moment.ts';
import { drawDurationMs, type Fault, pickRunningSentinel } from './fault.ts';
import { isKnownToAllOthers, isQuorumMajority, knows } from './knowledge.ts';

const LONGEST_MS = 15_000;
/** Whoever put something right looks again after so long. */
const LOOK_MS = 1_000;

const EVERYWHERE_PERMILLE = 400;
const GLOBAL_PERMILLE = 250;
const FLUSHED_PERMILLE = 300;

/** Where and with what somebody works. */
interface Work {
  readonly cluster: Cluster;
  readonly random: Random;
  readonly sentinel: SimSentinel;
  readonly group: SimGroup;
}

interface Errand {
  readonly name: string;
  /** Does it, and returns what puts it right: called until it is. null: it cannot be done now. */
  begin(work: Work): { readonly what: string; readonly amend: (() => boolean) | null } | null;
}

function errand({ name, begin }: Errand): Fault {
  return {
    name,
    begin(cluster, random) {
      const sentinel = pickRunningSentinel(cluster, random);
      if (sentinel === null) return null;
      const group = random.pick(cluster.groups);
      const own = random.fork();
      let amend: (() => boolean) | null = null;
      const moment = atTheWorstMoment(cluster, random, sentinel, () => {
        const done = begin({ cluster, random: own, sentinel, group });
        if (done === null) return;
        amend = done.amend;
        cluster.world.note(name, '*', done.what);
      });
      return {
        what: `${sentinel.name}, ${group.name}, ${moment.what}`,
        durationMs: drawDurationMs(random, LONGEST_MS),
        end() {
          moment.cancel();
          if (amend !== null) untilDone(cluster, sentinel, amend);
        },
      };
    },
  };
}

/** Who is stopped has perhaps not done yet what is to be put right. */
function untilDone(cluster: Cluster, sentinel: SimSentinel, amend: () => boolean): void {
  if (sentinel.host.state !== 'stopped' && amend()) return;
  cluster.world.after(LOOK_MS, () => untilDone(cluster, sentinel, amend));
}

/** Whether the Vedette has it so, on disk as well: what is not there yet can be lost. */
function hasSo({ sentinel, group }: Work, isRight: (options: GroupOptions) => boolean): boolean {
  if (sentinel.disk.isWriting) return false;
  const inForce = sentinel.state?.groups.get(group.name)?.options;
  const saved = sentinel.disk.settings.groups.find(({ name }) => name === group.name);
  return inForce !== undefined && isRight(inForce) && saved !== undefined && isRight(saved);
}

/** Sends it again and again until the state is right. */
function amendBy(
  work: Work,
  request: OperatorRequest,
  isRight: (options: GroupOptions) => boolean,
): () => boolean {
  return () => {
    if (hasSo(work, isRight)) return true;
    work.sentinel.operate(request);
    return false;
  };
}

export const pauseGroup: Fault = errand({
  name: 'pause-group',
  begin({ random, sentinel, group: { name } }) {
    const forMs = random.between(1, random.pick([100, 5_000, 20_000]));
    sentinel.operate({ kind: 'pause', name, forMs });
    return {
      what: `${sentinel.name} is told to pause ${name} for ${forMs} ms`,
      amend() {
        sentinel.operate({ kind: 'pause', name, forMs: null });
        return true;
      },
    };
  },
});

export const maintainNode: Fault = errand({
  name: 'maintain-node',
  begin(work) {
    const { random, sentinel, group } = work;
    const { address, name: nodeName } = random.pick(group.nodes).host;
    const request = { kind: 'maintain' as const, name: group.name, address };
    sentinel.operate({ ...request, on: true });
    return {
      what: `${sentinel.name} is told that ${nodeName} is in maintenance`,
      amend: amendBy(work, { ...request, on: false }, ({ maintenance }) =>
        maintenance.every((other) => !sameAddress(other, address)),
      ),
    };
  },
});

export const forgetNode: Fault = errand({
  name: 'forget-node',
  begin({ cluster, random, sentinel, group }) {
    const node = random.pick(group.nodes);
    const { address, name: nodeName } = node.host;
    const [master] = group.masters();
    // Where a master is astray, the one to forget may be all that is left.
    const held = sentinel.currentAddress(group.name);
    const isCalm = master !== undefined && held !== null && sameAddress(held, master.host.address);
    const everywhere = random.permille(EVERYWHERE_PERMILLE) && isCalm && node !== master;
    if (!isKnownToAllOthers(cluster, sentinel, group)) return null;
    const who = { kind: 'replica', address } as const;
    sentinel.operate({ kind: 'forget', name: group.name, who, everywhere });
    return { what: forgets(sentinel, nodeName, everywhere), amend: null };
  },
});

export const forgetPeer: Fault = errand({
  name: 'forget-peer',
  begin({ cluster, random, sentinel, group }) {
    const all = [...cluster.sentinels, ...cluster.stocks];
    const others = all.filter((other) => other !== sentinel);
    const { myId: runId, name: peer } = random.pick(others);
    const drawn = random.permille(EVERYWHERE_PERMILLE);
    const everywhere = drawn && isQuorumMajority(cluster, group);
    const who = { kind: 'sentinel', runId } as const;
    sentinel.operate({ kind: 'forget', name: group.name, who, everywhere });
    return { what: forgets(sentinel, peer, everywhere), amend: null };
  },
});

/** Whom all were made to forget nobody repairs: who did that points it at the master. One that
 *  came back as a replica of it, with the file of earlier, is a master first, also where the
 *  forgotten one follows it all the while. */
export function bringForgottenBack({ sentinels, groups }: Cluster): void {
  for (const { name, nodes } of groups) {
    const master = sentinels[0]?.currentAddress(name) ?? null;
    for (const node of nodes) {
      const { address } = node.host;
      const isThere = node.host.state === 'running' && !node.hasGivenWay;
      if (!isThere || sentinels.some((sentinel) => knows(sentinel, address))) continue;
      if (master === null) continue;
      const held = nodes.find(({ host }) => sameAddress(host.address, master));
      const isBehind = held?.master != null && sameAddress(held.master, address);
      if (held?.host.state === 'running' && isBehind) held.follow(null);
      if (node.master === null || !sameAddress(node.master, master)) node.follow(master);
    }
  }
}

function forgets({ name }: SimSentinel, whom: string, everywhere: boolean): string {
  return `${name} is told to forget ${whom}${everywhere ? ', and to tell all others' : ''}`;
}

export const setOption: Fault = errand({
  name: 'set-option',
  begin(work) {
    const { cluster, random, sentinel, group } = work;
    const { name, options: right } = group;
    if (random.permille(FLUSHED_PERMILLE)) sentinel.operate({ kind: 'flush' });
    if (random.permille(GLOBAL_PERMILLE)) return setGlobally(work);
    const all = cluster.options.sentinelCount;
    const majority = Math.floor(all / 2) + 1;
    const changes: readonly Partial<GroupOptions>[] = [
      { quorum: random.between(majority, all) },
      { downAfterMs: random.pick([200, 1_000, 10_000]) },
      // Shorter ones would leave less patience than the checker of repairs knows of.
      { failoverTimeoutMs: right.failoverTimeoutMs * random.between(2, 4) },
      { parallelSyncs: random.between(1, 4) },
    ];
    const wrong = random.pick(changes);
    sentinel.operate({ kind: 'set', name, changes: [change(wrong)] });
    const { quorum, downAfterMs, failoverTimeoutMs, parallelSyncs } = right;
    const rights = { quorum, downAfterMs, failoverTimeoutMs, parallelSyncs };
    return {
      what: `${sentinel.name} is told to set ${shownOf(wrong).join(' ')}`,
      amend: amendBy(work, { kind: 'set', name, changes: [change(rights)] }, (options) =>
        hasAll(options, rights),
      ),
    };
  },
});

/** CONFIG SET. Where there are fences everywhere, one that is switched off would be missed. */
function setGlobally({ cluster, random, sentinel }: Work): ReturnType<Errand['begin']> {
  const hasFence = cluster.options.hasFence || random.permille(500);
  const right = hasFence ? { strictMinority: false } : { fenceMinority: false };
  const wrong = hasFence ? { strictMinority: true } : { fenceMinority: true };
  const configure = (changes: Partial<GlobalSettings>): void =>
    sentinel.operate({ kind: 'configure', changes, logLevel: null });
  configure(wrong);
  return {
    what: `${sentinel.name} is told to set ${Object.keys(wrong).join(' ')} for a while`,
    amend() {
      const { state, disk } = sentinel;
      const isRight = state !== null && hasAll(state.settings, right);
      if (isRight && !disk.isWriting && hasAll(disk.settings, right)) return true;
      configure(right);
      return false;
    },
  };
}

function hasAll(settings: object, wanted: object): boolean {
  const values = new Map<string, unknown>(Object.entries(settings));
  return Object.entries(wanted).every(([name, value]) => values.get(name) === value);
}

export const mistypePassword: Fault = errand({
  name: 'mistype-password',
  begin(work) {
    const { sentinel, group } = work;
    const { name } = group;
    const authPass = group.options.password;
    const set = (to: string | null): OperatorRequest => ({
      kind: 'set',
      name,
      changes: [{ options: { authPass: to }, shown: ['auth-pass', '******'] }],
    });
    sentinel.operate(set('mistyped'));
    return {
      what: `${sentinel.name} is told a wrong password`,
      amend: amendBy(work, set(authPass), (options) => options.authPass === authPass),
    };
  },
});

/** Only where all others know all nodes, as for RESET: what all have forgotten nobody finds. */
export const removeGroup: Fault = errand({
  name: 'remove-group',
  begin(work) {
    const { cluster, sentinel, group } = work;
    const { name, options } = group;
    // As the others have it: what only this one knows yet is lost with the group.
    const other = cluster.sentinels.find((one) => one !== sentinel && one.isRunning);
    const address = other?.currentAddress(name) ?? null;
    if (address === null || !isKnownToAllOthers(cluster, sentinel, group)) return null;
    if (!isQuorumMajority(cluster, group)) return null;
    // It would be believed by one that has nothing of its own to hold against it.
    if (stockDisagreement(cluster) !== null) return null;
    // Nobody would know who was promoted, and whether a node with data of its own is that one.
    if (sentinel.state?.groups.get(name)?.failover?.stage === 'wait-promotion') return null;
    const { quorum, downAfterMs, failoverTimeoutMs, parallelSyncs, password: authPass } = options;
    sentinel.operate({ kind: 'remove', name });
    const { promotesOrphans: promoteWithoutMaster } = options;
    const times = { downAfterMs, failoverTimeoutMs };
    const rights = { ...times, parallelSyncs, authPass, promoteWithoutMaster };
    return {
      what: `${sentinel.name} is told to remove ${name}`,
      amend() {
        const isRight = hasSo(
          work,
          (has) =>
            has.downAfterMs === downAfterMs &&
            has.authPass === authPass &&
            has.failoverTimeoutMs === failoverTimeoutMs,
        );
        if (isRight) return true;
        if (sentinel.currentAddress(name) === null) {
          sentinel.operate({ kind: 'monitor', name, address, quorum });
        }
        const shown = ['down-after-milliseconds', String(downAfterMs)];
        sentinel.operate({ kind: 'set', name, changes: [{ options: rights, shown }] });
        return false;
      },
    };
  },
});

function change(options: Partial<GroupOptions>): {
  readonly options: Partial<GroupOptions>;
  readonly shown: readonly string[];
} {
  return { options, shown: shownOf(options) };
}

function shownOf(options: Partial<GroupOptions>): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => [name, String(value)]);
}
