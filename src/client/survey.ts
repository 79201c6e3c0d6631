// Everything that the Sentinels know of some groups, asked of all of them at once and put together
// by group: who is its master, how each node and each Sentinel stands, and what each of them sees.
// It does not judge; what is wrong is for its readers to say.

import type { Address } from '../core/address.ts';
import { shown } from './address.ts';
import type { Lag, MasterFacts, ReplicaFacts } from './facts.ts';
import { type Failure, told } from './failure.ts';
import type { Gathering, Reached } from './gather.ts';
import { type Lags, Questions, type Replicas } from './questions.ts';

export interface Survey {
  readonly sentinels: readonly SentinelSight[];
  readonly groups: readonly GroupSight[];
}

/** A Sentinel as a process. */
export interface SentinelSight {
  readonly address: Address;
  readonly id: string | null;
  readonly kind: 'vedette' | 'stock' | null;
  readonly version: string | null;
  readonly inTilt: boolean;
  readonly cannotWrite: boolean;
  /** Why it could not be asked; null: it was. */
  readonly problem: string | null;
}

export interface GroupSight {
  readonly name: string;
  /** That of the newest configuration. */
  readonly master: Address;
  readonly configEpoch: number;
  /** One for each Sentinel that was asked and watches the group. */
  readonly views: readonly View[];
  readonly replicas: readonly ReplicaSight[];
  /** How old what is said about lag is; null: nobody knows. */
  readonly lagAgeMs: number | null;
  /** Every Sentinel of the group that is known, asked or not. */
  readonly voters: readonly Voter[];
  /** What Sentinels that watch the group did not tell of it: the lists above may lack something. */
  readonly untold: readonly Untold[];
}

export interface Untold {
  readonly sentinel: Address;
  readonly what: 'replicas' | 'sentinels';
  readonly failure: Failure;
}

/** The group in the eyes of one Sentinel. */
export interface View {
  readonly sentinel: Address;
  readonly id: string | null;
  readonly master: MasterFacts;
}

export interface ReplicaSight {
  readonly address: Address;
  /** By as many of the views, of as many that know the node. */
  readonly downBy: number;
  readonly knownBy: number;
  readonly downMs: number | null;
  readonly linkUp: boolean;
  readonly linkDownMs: number;
  readonly master: Address | null;
  readonly roleReported: string;
  readonly priority: number | null;
  readonly offset: number | null;
  readonly lag: Lag | null;
  readonly flags: ReadonlySet<string>;
}

export interface Voter {
  readonly id: string;
  readonly address: Address;
  /** Answered us. */
  readonly asked: boolean;
  readonly downBy: number;
  readonly knownBy: number;
}

/** Asks each Sentinel about the groups; all that it watches where none is named. `early`: what of
 *  it was asked already, about the same groups. */
export async function survey(
  gathering: Gathering,
  names: readonly string[] = gathering.groupNames,
  early: Questions = new Questions(names),
): Promise<Survey> {
  const { reached, missed } = gathering;
  early.forgetOthers(reached);
  for (const one of reached) early.ask(one);
  const [lags, ...seen] = await Promise.all([
    early.lags(),
    ...reached.map(async (one) => ({ one, replicas: await early.replicasOf(one) })),
  ]);
  const sentinels = [
    ...reached.map(
      ({ address, myId, about }): SentinelSight => ({
        address,
        id: myId,
        kind: about.kind,
        version: about.version,
        inTilt: about.inTilt,
        cannotWrite: about.cannotWrite,
        problem: null,
      }),
    ),
    ...missed.map(({ address, myId, failure }): SentinelSight => {
      const unknown = { kind: null, version: null, inTilt: false, cannotWrite: false };
      return { address, id: myId, ...unknown, problem: failure.text };
    }),
  ];
  const groups = names.flatMap((name) => groupSight(name, seen, lags.get(name) ?? null));
  return { sentinels: sentinels.sort(byAddress), groups };
}

interface Seen {
  readonly one: Reached;
  readonly replicas: Replicas;
}

function groupSight(name: string, seen: readonly Seen[], lags: Lags | null): GroupSight[] {
  const views = seen.flatMap(({ one }): View[] => {
    const master = one.masters.get(name);
    return master === undefined ? [] : [{ sentinel: one.address, id: one.myId, master }];
  });
  const [newest] = [...views].sort((a, b) => b.master.configEpoch - a.master.configEpoch);
  if (newest === undefined) return [];
  return [
    {
      name,
      master: newest.master.address,
      configEpoch: newest.master.configEpoch,
      views: views.sort((a, b) => byAddress({ address: a.sentinel }, { address: b.sentinel })),
      replicas: replicaSights(name, seen, { lags, master: newest.master.address }),
      lagAgeMs: lags?.ageMs ?? null,
      voters: voters(name, seen),
      untold: seen.flatMap((each) => untold(name, each)),
    },
  ];
}

function untold(name: string, { one, replicas }: Seen): Untold[] {
  const answers = { replicas: replicas.get(name), sentinels: one.peers.get(name) } as const;
  return (['replicas', 'sentinels'] as const).flatMap((what): Untold[] => {
    const answer = answers[what];
    if (answer === undefined || answer.ok) return [];
    return [{ sentinel: one.address, what, failure: answer.failure }];
  });
}

function replicaSights(
  name: string,
  seen: readonly Seen[],
  { lags, master }: { readonly lags: Lags | null; readonly master: Address },
): readonly ReplicaSight[] {
  const byKey = new Map<string, ReplicaFacts[]>();
  for (const { replicas } of seen) {
    for (const facts of told(replicas.get(name))) {
      const key = shown(facts.address);
      if (key !== shown(master)) byKey.set(key, [...(byKey.get(key) ?? []), facts]);
    }
  }
  const sights = [...byKey].map(([key, all]) =>
    replicaSight(all, lags?.byAddress.get(key) ?? null),
  );
  return sights.flatMap((sight) => (sight === null ? [] : [sight])).sort(byAddress);
}

/** What all say of one replica; where they differ, who has heard of it last is right. */
function replicaSight(all: readonly ReplicaFacts[], lag: Lag | null): ReplicaSight | null {
  const [latest] = [...all].sort((a, b) => age(a) - age(b));
  if (latest === undefined) return null;
  const downs = all.flatMap(({ downMs }) => (downMs === null ? [] : [downMs]));
  return {
    address: latest.address,
    downBy: downs.length,
    knownBy: all.length,
    downMs: downs.length === 0 ? null : Math.max(...downs),
    linkUp: latest.linkUp,
    linkDownMs: latest.linkDownMs,
    master: latest.master,
    roleReported: latest.roleReported,
    priority: latest.priority,
    offset: latest.offset,
    lag,
    flags: new Set(all.flatMap(({ flags }) => [...flags])),
  };
}

function age({ infoAgeMs, downMs, master, roleReported }: ReplicaFacts): number {
  // Of a node that has told nothing yet stock says that it did so a moment ago.
  const isUnheard = master === null && roleReported === 'slave';
  return downMs !== null || isUnheard ? Number.MAX_SAFE_INTEGER : (infoAgeMs ?? 0);
}

function voters(name: string, seen: readonly Seen[]): readonly Voter[] {
  const found = new Map<string, Voter>();
  const peers = seen.flatMap(({ one }) => told(one.peers.get(name)));
  for (const { one } of seen) {
    if (!one.masters.has(name)) continue;
    const key = shown(one.address);
    // Before 6.2 none could tell its id; the others know it.
    const id = one.myId ?? peers.find((peer) => shown(peer.address) === key)?.runId ?? key;
    found.set(id, { id, address: one.address, asked: true, downBy: 0, knownBy: 0 });
  }
  for (const { one } of seen) {
    for (const { address, runId, downMs } of told(one.peers.get(name))) {
      const id = runId === '' ? shown(address) : runId;
      const before = found.get(id) ?? { id, address, asked: false, downBy: 0, knownBy: 0 };
      const { downBy, knownBy } = before;
      const down = downMs === null ? 0 : 1;
      found.set(id, { ...before, downBy: downBy + down, knownBy: knownBy + 1 });
    }
  }
  return [...found.values()].sort(byAddress);
}

/** Numbers by their value, so that 10.0.0.9 stands before 10.0.0.10. */
export function byAddress(
  one: { readonly address: Address },
  other: { readonly address: Address },
): number {
  if (one.address.host === other.address.host) return one.address.port - other.address.port;
  const [a, b] = [sortKey(one.address), sortKey(other.address)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function sortKey({ host, port }: Address): string {
  const padded = host.replace(/\d+/g, (digits) => digits.padStart(5, '0'));
  return `${padded} ${String(port).padStart(5, '0')}`;
}
