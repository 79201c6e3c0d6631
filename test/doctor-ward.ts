// A group that is well, for the tests of what SENTINEL DOCTOR finds where it is not.

import assert from 'node:assert/strict';
import { createState } from '../src/core/create.ts';
import type { Surroundings } from '../src/core/doctor/check.ts';
import { examine } from '../src/core/doctor/examine.ts';
import type { InfoFacts } from '../src/core/facts.ts';
import { linksOf } from '../src/core/instances.ts';
import {
  DEFAULT_GROUP_OPTIONS,
  DEFAULT_SETTINGS,
  type SentinelSettings,
} from '../src/core/settings.ts';
import type { DataNode, Group, Link, State } from '../src/core/state.ts';

export const NOW = 100_000;
export const WELL: Surroundings = {
  saveFailedForMs: null,
  lastSaveError: '',
  isExecutable: () => true,
};

export const FOLLOWS: InfoFacts = {
  ...{ runId: null, role: 'slave', replicas: [], masterHost: '10.0.0.1', masterPort: 6379 },
  ...{ masterLinkUp: true, masterLinkDownMs: 0, priority: 100, offset: 1n, history: null },
  ...{ announced: true, loading: false, formerHistory: null, keys: null },
};

function up(link: Link): void {
  link.stage = { kind: 'up', id: 1, sinceMs: 0, localHost: '10.0.9.9', lastMessageMs: NOW };
}

/** One group with two replicas and two peers that are all well. */
export function healthy(more: Partial<SentinelSettings> = {}): { state: State; group: Group } {
  const state = createState({
    settings: {
      ...DEFAULT_SETTINGS,
      ...more,
      groups: [
        {
          ...{ ...DEFAULT_GROUP_OPTIONS, name: 'g', quorum: 2, configEpoch: 0n, leaderEpoch: 0n },
          address: { host: '10.0.0.1', port: 6379 },
          knownReplicas: [2, 3].map((last) => ({ host: `10.0.0.${last}`, port: 6379 })),
          knownPeers: ['a', 'b'].map((runId, at) => ({
            ...{ runId: runId.repeat(40), address: { host: `10.0.1.${at + 1}`, port: 26379 } },
          })),
        },
      ],
    },
    ...{ myId: 'f'.repeat(40), listenPort: 26379, seed: 1, nowMs: NOW },
  });
  const group = state.groups.get('g');
  assert.ok(group !== undefined);
  const replicas = [...group.replicas.values()].map(({ node }) => node);
  for (const node of [group.master, ...replicas]) {
    linksOf(node).forEach(up);
    node.infoAtMs = NOW;
  }
  for (const node of replicas) node.info = FOLLOWS;
  for (const { peer } of group.members.values()) up(peer.command);
  return { state, group };
}

export function codes(state: State, around: Surroundings = WELL): readonly string[] {
  const found = examine(state, [...state.groups.values()], around, NOW);
  return found.map(({ code }) => code);
}

export function replica(group: Group, at: number): DataNode {
  const found = [...group.replicas.values()][at];
  assert.ok(found !== undefined);
  return found.node;
}
