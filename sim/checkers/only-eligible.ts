// SELECT-1: only an eligible replica is promoted, judged by what the leader itself was told of it;
// only the one that was selected is; and the promotion counts when that node says so (PROMOTE-2).
// Where a master is replaced because it came back empty, the new one has data (EMPTY-3).

import type { Address } from '../../src/core/address.ts';
import { sameAddress } from '../../src/core/address.ts';
import type { InfoFacts } from '../../src/core/facts.ts';
import { DEFAULT_TIMINGS } from '../../src/core/settings.ts';
import type { Group } from '../../src/core/state.ts';
import type { FactBook, Known } from '../facts.ts';
import type { Checker } from '../observer.ts';
import type { SimSentinel } from '../sentinel.ts';

/** Probes of one instance may be that much further apart than their period. */
const BEAT_GRID_MS = 50;
const SILENCE_PING_PERIODS = 5;
const STALE_INFO_PERIODS = 3;
const WITHOUT_MASTER_DOWN_AFTERS = 10;

export function onlyEligible(facts: FactBook): Checker {
  return {
    name: 'only-eligible',
    watch(cluster, complain) {
      /** Whom each leader has chosen in which epoch. */
      const chosen = new Map<string, { readonly epoch: bigint; readonly address: Address }>();
      /** The empty process for which each began a failover, and the epoch of that. */
      const begun = new Map<string, { readonly epoch: bigint; readonly runId: string | null }>();
      const judge = (sentinel: SimSentinel, group: Group): void => {
        const { failover, master } = group;
        if (failover === null) return;
        const { epoch } = failover;
        const key = `${sentinel.name} ${group.name}`;
        const runId = emptyProcess(facts.of(sentinel, master.address), group);
        if (begun.get(key)?.epoch !== epoch) begun.set(key, { epoch, runId });
        if (!('promoted' in failover)) return;
        const { address } = failover.promoted.node;
        if (chosen.get(key)?.epoch === epoch) return;
        chosen.set(key, { epoch, address });
        const isForData = runId !== null && begun.get(key)?.runId === runId;
        const reason = objection(facts, { sentinel, group, address, isForData });
        if (reason !== null) complain(`${sentinel.name} promotes ${address.host}: ${reason}`);
      };
      const promotedMs = new Map<string, number>();
      return {
        started({ name }) {
          // What was not on disk is not remembered: an epoch that was never told of may come again.
          for (const each of [chosen, begun, promotedMs]) forget(each, name);
        },
        stirred: judge,
        event(sentinel, event) {
          if (event.name !== '+promoted-slave') return;
          const { address } = event.subject;
          const sentMs = promotedMs.get(`${sentinel.name} ${address.host}`);
          const known = facts.of(sentinel, address);
          if (known === null || sentMs === undefined || known.saidMasterMs >= sentMs) return;
          complain(`${sentinel.name} takes ${address.host} for promoted before it says so`);
        },
        sent(sentinel, request, spec) {
          if (request.kind !== 'reconfigure' || request.follow !== null) return;
          const { name = '' } = cluster.groupAt(spec.address) ?? {};
          const group = sentinel.state?.groups.get(name);
          if (group === undefined) return;
          judge(sentinel, group);
          const choice = chosen.get(`${sentinel.name} ${group.name}`);
          promotedMs.set(`${sentinel.name} ${spec.address.host}`, sentinel.attentiveMs);
          if (choice === undefined || !sameAddress(choice.address, spec.address)) {
            complain(`${sentinel.name} promotes ${spec.address.host}, which it did not select`);
          } else if (group.failover?.epoch !== choice.epoch) {
            complain(`${sentinel.name} promotes ${spec.address.host} when that is over`);
          }
        },
      };
    },
  };
}

/** Keys begin with the name of a Sentinel. */
function forget(known: Map<string, unknown>, name: string): void {
  for (const key of known.keys()) if (key.startsWith(`${name} `)) known.delete(key);
}

interface Promotion {
  readonly sentinel: SimSentinel;
  readonly group: Group;
  readonly address: Address;
  /** EMPTY-3: the master's lack of data is the only reason. */
  readonly isForData: boolean;
}

/** EMPTY-3: whose lack of data is all that this failover can be for; null: there is another reason,
 *  or none. */
function emptyProcess(
  master: Known | null,
  { failover, objectivelyDownSinceMs, options }: Group,
): string | null {
  const hasOther = failover?.forced !== false || objectivelyDownSinceMs !== null;
  if (hasOther || !options.replaceEmptyMaster || master === null || master.lost.size === 0)
    return null;
  return master.info?.runId ?? null;
}

function objection(facts: FactBook, promotion: Promotion): string | null {
  const { sentinel, group, address } = promotion;
  const known = facts.of(sentinel, address);
  const { downAfterMs } = group.options;
  const { pingPeriodMs, infoPeriodMs } = DEFAULT_TIMINGS;
  const now = sentinel.attentiveMs;
  if (known?.info === undefined || known.info === null) return 'it never sent INFO';
  if (known.info.priority === 0) return 'its priority is 0';
  if (promotion.isForData && !facts.hasMore(sentinel, address, group.master.address)) {
    return 'it has no more than the empty master';
  }
  if (!sentinel.isConnectedTo(address)) return 'it is not connected';
  const silentMs = now - known.provedMs;
  if (silentMs > SILENCE_PING_PERIODS * pingPeriodMs) return 'it is silent';
  if (silentMs > downAfterMs + pingPeriodMs + BEAT_GRID_MS) return `silent for ${silentMs} ms`;
  const orphaned = orphanObjection(facts, promotion);
  if (orphaned !== null) return orphaned;
  const masterDownMs = sentinel.views()?.master(group.name)?.sDownMs ?? null;
  const isDown = masterDownMs !== null;
  const freshMs = isDown ? SILENCE_PING_PERIODS * pingPeriodMs : STALE_INFO_PERIODS * infoPeriodMs;
  if (now - known.infoMs > freshMs) return 'its INFO is old';
  const longestMs = (masterDownMs ?? 0) + 1 + WITHOUT_MASTER_DOWN_AFTERS * downAfterMs;
  // A master that says that it is a replica has left all of them alone.
  if (facts.of(sentinel, group.master.address)?.info?.role === 'slave') return null;
  if (isOrphaned(facts, promotion)) return null;
  return known.info.masterLinkDownMs > longestMs ? 'it was without its master for too long' : null;
}

/** ORPHAN-1, as far as it is beyond doubt: nobody who is connected and may be promoted says that it
 *  was ever linked to a master, or was not for too long. */
function isOrphaned(facts: FactBook, { sentinel, group }: Promotion): boolean {
  const { options } = group;
  if (!options.promoteWithoutMaster || group.master.downSinceMs === null) return false;
  if (facts.of(sentinel, group.master.address)?.info?.role === 'slave') return false;
  const masterDownMs = sentinel.views()?.master(group.name)?.sDownMs ?? 0;
  const longestMs = masterDownMs + WITHOUT_MASTER_DOWN_AFTERS * options.downAfterMs;
  return nodesThere(facts, sentinel, group).every(({ address, info }) => {
    // ORPHAN-2: these are never promoted, so that it does not matter how long they had a master.
    if (info.priority === 0 || isWorkedOn(group, address)) return true;
    const isRecent = info.masterLinkDownMs >= 0 && info.masterLinkDownMs <= longestMs;
    return info.role === 'master' || !(info.masterLinkUp === true || isRecent);
  });
}

/** OPERATOR-14. */
function isWorkedOn({ options }: Group, address: Address): boolean {
  return options.maintenance.some((other) => sameAddress(other, address));
}

/** ORPHAN-2, ORPHAN-3. */
function orphanObjection(facts: FactBook, promotion: Promotion): string | null {
  const { sentinel, group, address } = promotion;
  if (group.failover?.forced !== false || !isOrphaned(facts, promotion)) return null;
  // What one that reads its data in will have is not known yet; it is not waited for.
  const there = nodesThere(facts, sentinel, group).filter(({ info }) => !info.loading);
  const known = 1 + group.replicas.size;
  const majority = Math.floor(known / 2) + 1;
  if (there.length < majority) return `only ${there.length} of ${known} nodes were seen`;
  const own = facts.of(sentinel, address)?.info;
  const richer = there.find(
    ({ address: at, info }) =>
      !isWorkedOn(group, at) &&
      info.history === own?.history &&
      (info.keys ?? 0) > 0 &&
      info.priority !== 0 &&
      (info.offset ?? 0n) > (own?.offset ?? 0n),
  );
  return richer === undefined ? null : `${richer.address.host} has more data`;
}

/** Replicas that are connected and have said what they have. */
function nodesThere(
  facts: FactBook,
  sentinel: SimSentinel,
  group: Group,
): readonly { readonly address: Address; readonly info: InfoFacts }[] {
  return [...group.replicas.values()].flatMap(({ node: { address, downSinceMs } }) => {
    const known = facts.of(sentinel, address);
    const silentMs = sentinel.attentiveMs - (known?.provedMs ?? 0);
    const isSilent = silentMs > SILENCE_PING_PERIODS * DEFAULT_TIMINGS.pingPeriodMs;
    const info = known?.info ?? null;
    if (info === null || isSilent || downSinceMs !== null) return [];
    return sentinel.isConnectedTo(address) ? [{ address, info }] : [];
  });
}
