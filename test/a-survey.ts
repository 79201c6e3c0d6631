// A survey for tests: three Sentinels, one group of three nodes, all well, with what a test
// changes.

import type { MasterFacts } from '../src/client/facts.ts';
import type { GroupSight, ReplicaSight, Survey, Untold, View } from '../src/client/survey.ts';

const SENTINELS = [1, 2, 3].map((last) => ({ host: `10.0.0.${last}`, port: 26379 }));

export function aMaster(change: Partial<MasterFacts> = {}): MasterFacts {
  return {
    ...{ name: 'mymaster', address: { host: '10.0.1.1', port: 6379 }, runId: 'm' },
    ...{ flags: new Set(['master']), downMs: null, agreedDownMs: null, roleReported: 'master' },
    ...{ configEpoch: 7, replicaCount: 2, otherSentinelCount: 2, quorum: 2, failoverState: null },
    ...{ downAfterMs: 5_000, failoverTimeoutMs: 60_000, parallelSyncs: 1 },
    ...change,
  };
}

export function aReplica(last: number, change: Partial<ReplicaSight> = {}): ReplicaSight {
  return {
    ...{ address: { host: `10.0.1.${last}`, port: 6379 }, downBy: 0, knownBy: 3, downMs: null },
    ...{ linkUp: true, linkDownMs: 0, master: { host: '10.0.1.1', port: 6379 } },
    ...{ roleReported: 'slave', priority: 100, offset: 1_000 },
    ...{ lag: { bytes: 0, seconds: 0, state: 'online' }, flags: new Set(['slave']) },
    ...change,
  };
}

/** `masters`: what each Sentinel believes, in their order. */
export function aGroup(
  change: Partial<GroupSight> = {},
  masters: readonly Partial<MasterFacts>[] = [{}, {}, {}],
): GroupSight {
  const name = change.name ?? 'mymaster';
  const views = SENTINELS.map((sentinel, index): View => {
    return { sentinel, id: `s${index}`, master: aMaster({ name, ...masters[index] }) };
  });
  return {
    ...{ name, master: { host: '10.0.1.1', port: 6379 }, configEpoch: 7, views, lagAgeMs: 500 },
    replicas: [aReplica(2), aReplica(3)],
    voters: SENTINELS.map((address, index) => {
      return { id: `s${index}`, address, asked: true, downBy: 0, knownBy: 2 };
    }),
    untold: [],
    ...change,
  };
}

/** What the Sentinels with these numbers refuse to tell. */
export function untold(what: Untold['what'], ...lasts: readonly number[]): readonly Untold[] {
  const failure = { code: 'turned-away', word: 'NOPERM', text: 'NOPERM' } as const;
  return lasts.map((last) => {
    return { sentinel: { host: `10.0.0.${last}`, port: 26379 }, what, failure };
  });
}

export function aSurvey(...groups: readonly GroupSight[]): Survey {
  return {
    sentinels: SENTINELS.map((address, index) => {
      const about = { kind: 'vedette', version: '0.1.0', inTilt: false, problem: null } as const;
      return { address, id: `s${index}`, ...about, cannotWrite: false };
    }),
    groups,
  };
}
