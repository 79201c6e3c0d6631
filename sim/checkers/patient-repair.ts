// HEAL-1, HEAL-2: a node is put right only after it has been wrong for so long that a newer
// configuration would have arrived, by what the Vedette was told of it. The word and its event may
// wait for the disk until the node was put right by somebody else. HEAL-4: a demotion may come
// sooner where a majority was asked directly and said the same, and must then be right: the node
// was promoted in an older epoch than the one that it is told to follow. Nobody can know of a
// promotion that is ordered after a majority was asked.

import { type Address, addressKey } from '../../src/core/address.ts';
import { laterEpoch } from '../../src/core/epoch.ts';
import type { Request } from '../../src/core/requests.ts';
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
      const reigns = new Map<string, Reign>();
      const reignOf = (address: Address): Reign => reigns.get(addressKey(address)) ?? FIRST_REIGN;
      /** The last epoch in which a node was promoted, told or not: who is a master already is not,
       *  and of one that nobody else heard of the others cannot know. */
      const promoted = new Map<string, bigint>();
      const promotedIn = (address: Address): bigint =>
        laterEpoch(promoted.get(addressKey(address)) ?? 0n, reignOf(address).epoch);
      return {
        started: (sentinel) => confirmations.forget(sentinel),
        sent(sentinel, request, { address }) {
          if (request.kind === 'master-of') confirmations.asked(request, cluster.world.nowMs);
          if (request.kind !== 'reconfigure' || request.follow !== null) return;
          const group = cluster.groupAt(address)?.name ?? '';
          const epoch = sentinel.state?.groups.get(group)?.failover?.epoch ?? 0n;
          if (epoch <= reignOf(address).epoch) return;
          reigns.set(addressKey(address), { epoch, sinceMs: cluster.world.nowMs });
        },
        input(sentinel, input, spec) {
          if (input.kind !== 'reply' || input.reply.kind !== 'master-of' || spec === null) return;
          const { request, master, configEpoch, isCalm } = input.reply;
          const peer = addressKey(spec.address);
          // Of who says so the event may still wait for the disk.
          promoted.set(addressKey(master), laterEpoch(promotedIn(master), configEpoch));
          if (!isCalm) return;
          confirmations.add(sentinel, { request, peer, master: addressKey(master), configEpoch });
        },
        event(sentinel, event) {
          if (event.name === '+promoted-slave') {
            const { address, group } = event.subject;
            const { configEpoch = 0n } = sentinel.state?.groups.get(group?.name ?? '') ?? {};
            promoted.set(addressKey(address), laterEpoch(promotedIn(address), configEpoch));
            return;
          }
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
            return;
          }
          const { epoch, sinceMs } = reignOf(address);
          if (!knowsAllReigns || epoch < promotedIn(group.address)) return;
          const isNew = cluster.world.nowMs - sinceMs < CONFIRMED_MS;
          if (isNew && confirmations.haveMajority(sentinel, group, sinceMs)) return;
          complain(`${what}, and it is the newer master`);
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

interface Reign {
  readonly epoch: bigint;
  /** When the order left. */
  readonly sinceMs: number;
}

const FIRST_REIGN: Reign = { epoch: 0n, sinceMs: Number.NEGATIVE_INFINITY };

type Question = Extract<Request, { kind: 'master-of' }>;

interface Said {
  readonly request: Question;
  readonly peer: string;
  readonly master: string;
  readonly configEpoch: bigint;
}

/** What each Vedette was told of the masters by peers that it asked, by its own clock. */
class Confirmations {
  readonly #said = new Map<SimSentinel, Said[]>();
  /** In the time of the world. */
  readonly #askedAtMs = new WeakMap<Question, number>();

  asked(question: Question, atMs: number): void {
    this.#askedAtMs.set(question, atMs);
  }

  forget(sentinel: SimSentinel): void {
    this.#said.delete(sentinel);
  }

  add(sentinel: SimSentinel, said: Said): void {
    const all = this.#said.get(sentinel);
    if (all === undefined) this.#said.set(sentinel, [said]);
    else all.push(said);
  }

  /** Did so many agree on that master within two seconds, at any time of this process? The event
   *  may have waited for the disk. With `untilMs`: in the last two seconds before that. */
  haveMajority(
    sentinel: SimSentinel,
    group: { readonly name: string; readonly address: Address },
    untilMs: number | null = null,
  ): boolean {
    const { members, configEpoch } = sentinel.state?.groups.get(group.name) ?? {
      members: new Map(),
      configEpoch: 0n,
    };
    const agreeing = (this.#said.get(sentinel) ?? []).filter(
      (said) =>
        said.request.groupName === group.name &&
        said.master === addressKey(group.address) &&
        said.configEpoch >= configEpoch &&
        (untilMs === null || this.#isShortlyBefore(said.request, untilMs)),
    );
    const most = (until: Said): number => {
      const lastMs = until.request.askedAtMs;
      const isNear = ({ request: { askedAtMs } }: Said): boolean =>
        askedAtMs <= lastMs && askedAtMs > lastMs - CONFIRMED_MS;
      return new Set(agreeing.filter(isNear).map(({ peer }) => peer)).size;
    };
    const peers = Math.max(0, ...agreeing.map(most));
    return 2 * (peers + 1) > members.size + 1;
  }

  #isShortlyBefore(question: Question, untilMs: number): boolean {
    const atMs = this.#askedAtMs.get(question) ?? Number.NEGATIVE_INFINITY;
    return atMs <= untilMs && atMs > untilMs - CONFIRMED_MS;
  }
}
