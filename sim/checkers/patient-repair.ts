// HEAL-1, HEAL-2: a node is put right only after it has been wrong for so long that a newer
// configuration would have arrived, by what the Vedette was told of it. The word and its event may
// wait for the disk until the node was put right by somebody else. HEAL-4: a demotion may come
// sooner where a majority was asked directly and said the same, and must then be right: the node
// was promoted in an older epoch than the one that it is told to follow. Nobody can know of a
// promotion that is ordered after a majority was asked.

import { type Address, addressKey, sameAddress } from '../../src/core/address.ts';
import { laterEpoch } from '../../src/core/epoch.ts';
import type { Input } from '../../src/core/input.ts';
import type { Request } from '../../src/core/requests.ts';
import { DEFAULT_TIMINGS } from '../../src/core/settings.ts';
import type { FactBook, Known } from '../facts.ts';
import type { Checker } from '../observer.ts';
import type { SimSentinel } from '../sentinel.ts';

const CONVERT_MS = 4 * DEFAULT_TIMINGS.publishPeriodMs;
const ROUNDING_MS = 0.01;
const CONFIRMED_MS = 2_000;
/** By then it has heard hellos of all. */
const ALL_KNOWN_MS = 5 * DEFAULT_TIMINGS.publishPeriodMs;

export function patientRepair(facts: FactBook): Checker {
  return {
    name: 'patient-repair',
    watch(cluster, complain) {
      const confirmations = new Confirmations();
      // In which epoch stock promotes nobody sees here.
      const knowsAllReigns = cluster.stocks.length === 0;
      const reigns = new Reigns();
      const orders = new Orders();
      const newcomers = new Newcomers(() => cluster.world.nowMs);
      return {
        started: (sentinel) => confirmations.forget(sentinel),
        sent(sentinel, request, { address }) {
          if (request.kind === 'master-of') confirmations.asked(request, cluster.world.nowMs);
          if (request.kind !== 'reconfigure') return;
          if (request.follow !== null) return orders.add(sentinel, address, cluster.world.nowMs);
          const group = cluster.groupAt(address);
          const epoch = sentinel.state?.groups.get(group?.name ?? '')?.failover?.epoch ?? 0n;
          // An order that was lost on its way made no master of it.
          if (group?.nodeAt(address)?.master !== null) reigns.lost(address);
          reigns.ordered(address, { epoch, sinceMs: cluster.world.nowMs, by: sentinel.name });
        },
        input(sentinel, input, spec) {
          newcomers.heard(sentinel, input);
          if (input.kind !== 'reply' || input.reply.kind !== 'master-of' || spec === null) return;
          const { request, master, configEpoch, isCalm } = input.reply;
          const peer = addressKey(spec.address);
          // Of who says so the event may still wait for the disk.
          reigns.promoted(master, configEpoch);
          if (!isCalm) return;
          confirmations.add(sentinel, { request, peer, master: addressKey(master), configEpoch });
        },
        event(sentinel, event) {
          if (event.name === '+promoted-slave') {
            const { address, group } = event.subject;
            const { configEpoch = 0n } = sentinel.state?.groups.get(group?.name ?? '') ?? {};
            return reigns.promoted(address, configEpoch);
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
          const orderedMs = orders.take(sentinel, address);
          if (waitedMs >= patienceMs - ROUNDING_MS) return;
          const what = `${sentinel.name} repairs ${address.host} after ${waitedMs.toFixed(3)} ms`;
          if (orderedMs === null) return;
          if (!isDemotion || group === null) return complain(what);
          if (newcomers.has(sentinel, group.name)) return;
          if (!confirmations.haveMajority(sentinel, group)) {
            complain(`${what}, and no majority was asked`);
            return;
          }
          const { epoch, sinceMs, by } = reigns.of(address);
          if (by === sentinel.name && !reigns.wasTold(address, epoch)) return;
          if (!knowsAllReigns || epoch < reigns.promotedIn(group.address)) return;
          const isNew = orderedMs - sinceMs < CONFIRMED_MS;
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
  readonly by: string | null;
}

const FIRST_REIGN: Reign = { epoch: 0n, sinceMs: Number.NEGATIVE_INFINITY, by: null };

/** The last epochs in which nodes were made masters. */
class Reigns {
  /** By the order to be one. */
  readonly #ordered = new Map<string, Reign>();
  /** Told or not: who is a master already is not, and of one that nobody else heard of the others
   *  cannot know. */
  readonly #promoted = new Map<string, bigint>();

  lost(address: Address): void {
    this.#ordered.delete(addressKey(address));
  }

  ordered(address: Address, reign: Reign): void {
    if (reign.epoch > this.of(address).epoch) this.#ordered.set(addressKey(address), reign);
  }

  /** Somebody has said that it is the master in that epoch: whoever ordered it did not give up. */
  wasTold(address: Address, epoch: bigint): boolean {
    return (this.#promoted.get(addressKey(address)) ?? -1n) >= epoch;
  }

  promoted(address: Address, epoch: bigint): void {
    this.#promoted.set(addressKey(address), laterEpoch(this.promotedIn(address), epoch));
  }

  of(address: Address): Reign {
    return this.#ordered.get(addressKey(address)) ?? FIRST_REIGN;
  }

  promotedIn(address: Address): bigint {
    return laterEpoch(this.#promoted.get(addressKey(address)) ?? 0n, this.of(address).epoch);
  }
}

/** When each Vedette told a node to follow. The event of an order can come late, and of one that
 *  did not leave any more (DURABLE-6) it comes all the same. */
class Orders {
  readonly #sentAtMs = new Map<string, number>();

  add({ name }: SimSentinel, address: Address, atMs: number): void {
    this.#sentAtMs.set(`${name} ${addressKey(address)}`, atMs);
  }

  /** null: none has left since the last one was taken. */
  take({ name }: SimSentinel, address: Address): number | null {
    const key = `${name} ${addressKey(address)}`;
    const atMs = this.#sentAtMs.get(key) ?? null;
    this.#sentAtMs.delete(key);
    return atMs;
  }
}

/** Who has just begun to watch a group learns of the others one by one: a majority of those whom it
 *  knew is none any more when the event has come from the disk. */
class Newcomers {
  readonly #now: () => number;
  /** When each was told to monitor which group. */
  readonly #monitoredMs = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  heard({ name }: SimSentinel, input: Input): void {
    if (input.kind !== 'operator' || input.request.kind !== 'monitor') return;
    this.#monitoredMs.set(`${name} ${input.request.name}`, this.#now());
  }

  has({ name }: SimSentinel, groupName: string): boolean {
    const sinceMs = this.#monitoredMs.get(`${name} ${groupName}`);
    return sinceMs !== undefined && this.#now() - sinceMs < ALL_KNOWN_MS;
  }
}

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
    const watched = sentinel.state?.groups.get(group.name);
    // The event can come when that master was replaced in its turn.
    const isStill = watched !== undefined && sameAddress(watched.master.address, group.address);
    const configEpoch = isStill ? watched.configEpoch : 0n;
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
    return 2 * (peers + 1) > (watched?.members.size ?? 0) + 1;
  }

  #isShortlyBefore(question: Question, untilMs: number): boolean {
    const atMs = this.#askedAtMs.get(question) ?? Number.NEGATIVE_INFINITY;
    return atMs <= untilMs && atMs > untilMs - CONFIRMED_MS;
  }
}
