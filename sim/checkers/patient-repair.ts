// HEAL-1, HEAL-2: a node is put right only after it has been wrong for so long that a newer
// configuration would have arrived, by what the Vedette was told of it. The word and its event may
// wait for the disk until the node was put right by somebody else. HEAL-4: a demotion may come
// sooner where a majority was asked directly and said the same, and must then be right: the node
// was promoted in an older epoch than the one that it is told to follow.

import { type Address, addressKey } from '../../src/core/address.ts';
import { DEFAULT_TIMINGS } from '../../src/core/settings.ts';
import type { FactBook, Known } from '../facts.ts';
import type { Checker } from '../observer.ts';
import type { SimSentinel } from '../sentinel.ts';

const CONVERT_MS = 4 * DEFAULT_TIMINGS.publishPeriodMs;
const ROUNDING_MS = 0.01;
const CONFIRMED_MS = 2_000;

export function patientRepair(facts: FactBook): Checker {
  return {
    name: 'patient-repair',
    watch(cluster, complain) {
      const confirmations = new Confirmations();
      // In which epoch stock promotes nobody sees here.
      const knowsAllReigns = cluster.stocks.length === 0;
      /** The last epoch in which a node was told to be a master; none: since the beginning. */
      const reigns = new Map<string, bigint>();
      const reignOf = (address: Address): bigint => reigns.get(addressKey(address)) ?? 0n;
      return {
        started: (sentinel) => confirmations.forget(sentinel),
        sent(sentinel, request, { address }) {
          if (request.kind !== 'reconfigure' || request.follow !== null) return;
          const group = cluster.groupAt(address)?.name ?? '';
          const epoch = sentinel.state?.groups.get(group)?.failover?.epoch ?? 0n;
          if (epoch > reignOf(address)) reigns.set(addressKey(address), epoch);
        },
        input(sentinel, input, spec) {
          if (input.kind !== 'reply' || input.reply.kind !== 'master-of' || spec === null) return;
          const { request, master, configEpoch } = input.reply;
          const peer = addressKey(spec.address);
          const said = { ...request, peer, master: addressKey(master), configEpoch };
          confirmations.add(sentinel, said);
        },
        event(sentinel, event) {
          const isDemotion = event.name === '+convert-to-slave';
          if (!isDemotion && event.name !== '+fix-slave-config') return;
          const { address, group } = event.subject;
          const known = facts.of(sentinel, address);
          if (known === null) return;
          const { failoverTimeoutMs = 0 } = cluster.group(group?.name ?? '')?.options ?? {};
          const patienceMs = isDemotion ? CONVERT_MS : failoverTimeoutMs;
          const waitedMs = longestMs(known, isDemotion, sentinel.attentiveMs);
          known.longestRoleMs = 0;
          known.longestFollowsMs = 0;
          if (waitedMs >= patienceMs - ROUNDING_MS) return;
          const what = `${sentinel.name} repairs ${address.host} after ${waitedMs.toFixed(3)} ms`;
          if (!isDemotion || group === null) return complain(what);
          if (!confirmations.haveMajority(sentinel, group)) {
            complain(`${what}, and no majority was asked`);
          } else if (knowsAllReigns && reignOf(address) >= reignOf(group.address)) {
            complain(`${what}, and it is the newer master`);
          }
        },
      };
    },
  };
}

/** For how long it was the same at most since the last repair. */
function longestMs(known: Known, isDemotion: boolean, now: number): number {
  if (isDemotion) return Math.max(known.longestRoleMs, now - known.roleMs);
  return Math.max(known.longestFollowsMs, now - known.followsMs);
}

interface Said {
  readonly groupName: string;
  readonly askedAtMs: number;
  readonly peer: string;
  readonly master: string;
  readonly configEpoch: bigint;
}

/** What each Vedette was told of the masters by peers that it asked, by its own clock. */
class Confirmations {
  readonly #said = new Map<SimSentinel, Said[]>();

  forget(sentinel: SimSentinel): void {
    this.#said.delete(sentinel);
  }

  add(sentinel: SimSentinel, said: Said): void {
    const all = this.#said.get(sentinel);
    if (all === undefined) this.#said.set(sentinel, [said]);
    else all.push(said);
  }

  /** Did so many agree on that master within two seconds, at any time of this process? The event
   *  may have waited for the disk. */
  haveMajority(
    sentinel: SimSentinel,
    group: { readonly name: string; readonly address: Address },
  ): boolean {
    const { members, configEpoch } = sentinel.state?.groups.get(group.name) ?? {
      members: new Map(),
      configEpoch: 0n,
    };
    const agreeing = (this.#said.get(sentinel) ?? []).filter(
      (said) =>
        said.groupName === group.name &&
        said.master === addressKey(group.address) &&
        said.configEpoch >= configEpoch,
    );
    const most = (until: Said): number => {
      const isNear = ({ askedAtMs }: Said): boolean =>
        askedAtMs <= until.askedAtMs && askedAtMs > until.askedAtMs - CONFIRMED_MS;
      return new Set(agreeing.filter(isNear).map(({ peer }) => peer)).size;
    };
    const peers = Math.max(0, ...agreeing.map(most));
    return 2 * (peers + 1) > members.size + 1;
  }
}
