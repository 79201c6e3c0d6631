// What happened, for people and clients: one entry an event with just the facts that its payload
// needs. Levels and payloads, byte for byte, live in events/.

import type { Address } from './address.ts';
import type { AccessProblem } from './facts.ts';
import type { HandOverProblem } from './operator-request.ts';
import type { Orphanhood } from './select/orphans.ts';
import type { Doubt } from './trust/doubts.ts';

/** An instance as events name it. `group` is null for a master. */
export interface Subject {
  readonly type: 'master' | 'slave' | 'sentinel';
  readonly name: string;
  readonly address: Address;
  readonly group: { readonly name: string; readonly address: Address } | null;
}

interface OfInstance {
  readonly subject: Subject;
}

/** For what is about a group although its payload does not name it. */
interface OfGroup {
  readonly groupName: string;
}

interface OfScript {
  /** As it was configured. */
  readonly path: string;
}

interface OfFile {
  /** Where the configuration and the state are written. */
  readonly file: string;
}

/** The facts of each event, by its name on the wire. */
export interface EventData {
  '+monitor': OfInstance & { readonly quorum: number };
  '-monitor': OfInstance;
  '+set': OfInstance & { readonly shown: readonly string[] };
  '+reset-master': OfInstance;
  '+pause': OfInstance & { readonly forMs: number };
  '-pause': OfInstance;
  '+maintenance': OfInstance;
  '-maintenance': OfInstance;
  '+slave': OfInstance;
  '-slave': OfInstance;
  '+sentinel': OfInstance;
  '-sentinel': OfInstance;
  '+sentinel-address-switch': OfInstance & { readonly to: Address; readonly runId: string };
  '+sentinel-address-update': OfInstance & { readonly count: number };
  '+sentinel-invalid-addr': OfInstance;
  '+sdown': OfInstance;
  '-sdown': OfInstance;
  '+odown': OfInstance & { readonly have: number; readonly need: number };
  '-odown': OfInstance;
  '+new-epoch': OfGroup & { readonly epoch: bigint };
  '+vote-for-leader': OfGroup & { readonly leader: string; readonly epoch: bigint };
  '+try-failover': OfInstance;
  '-failover-abort-not-elected': OfInstance;
  '-failover-abort-no-good-slave': OfInstance;
  '-failover-abort-slave-timeout': OfInstance;
  '-failover-abort-master-timeout': OfInstance;
  '+failover-without-majority': OfInstance & { readonly have: number; readonly need: number };
  '+elected-leader': OfInstance;
  '+failover-state-select-slave': OfInstance;
  '+selected-slave': OfInstance;
  '+failover-state-send-slaveof-noone': OfInstance;
  '+failover-state-wait-promotion': OfInstance;
  '+promoted-slave': OfInstance;
  '+failover-state-reconf-slaves': OfInstance;
  '+hand-over': OfInstance & { readonly heldMs: number };
  '-hand-over': OfInstance & { readonly obstacle: HandOverProblem };
  '+fence': OfInstance & { readonly heard: number; readonly known: number };
  '-fence': OfInstance & { readonly end: FenceEnd };
  '-fence-refused': OfInstance & { readonly why: string };
  '+slave-reconf-sent': OfInstance;
  '+slave-reconf-sent-be': OfInstance;
  '+slave-reconf-inprog': OfInstance;
  '+slave-reconf-done': OfInstance;
  '+replica-reconf-done': OfInstance;
  '-slave-reconf-sent-timeout': OfInstance;
  '+failover-end-for-timeout': OfInstance;
  '+failover-end': OfInstance;
  '+switch-master': OfGroup & { readonly from: Address; readonly to: Address };
  '+config-update-from': OfInstance;
  '+convert-to-slave': OfInstance;
  '+fix-slave-config': OfInstance;
  '+foreign-node': OfInstance & { readonly why: string };
  '-foreign-node': OfInstance;
  '+empty-master': OfInstance & { readonly holders: number };
  '+orphaned-group': OfInstance & { readonly orphans: Orphanhood };
  '-orphaned-group': OfInstance;
  '+hello-refused': OfInstance & { readonly doubt: Doubt };
  '+false-candidate': OfInstance & { readonly epoch: bigint };
  '+copied-id': OfInstance & { readonly isGivingWay: boolean };
  '+new-id': { readonly oldId: string; readonly newId: string };
  '+role-change': OfInstance & { readonly role: 'master' | 'slave' };
  '-role-change': OfInstance & { readonly role: 'master' | 'slave' };
  '+reboot': OfInstance;
  '+config-write-failed': OfFile & { readonly reason: string };
  '-config-write-failed': OfFile;
  '+auth-error': OfInstance & { readonly problem: AccessProblem };
  '-auth-error': OfInstance;
  '+tilt': Record<never, never>;
  '-tilt': Record<never, never>;
  '-cmd-link-reconnection': OfInstance & { readonly reason: string };
  '-pubsub-link-reconnection': OfInstance & { readonly reason: string };
  '-script-error': OfScript & { readonly signal: number; readonly exitCode: number };
  '-script-timeout': OfScript & { readonly processId: number };
  '+script-child': { readonly processId: number };
  '-script-child': {
    readonly processId: number;
    readonly exitCode: number;
    readonly signal: number;
  };
}

export type EventName = keyof EventData;

export type Event = { [N in EventName]: { readonly name: N } & EventData[N] }[EventName];

/** The group that an event belongs to; null: it is about the whole Sentinel. */
export function groupNameOf(event: Event): string | null {
  if ('groupName' in event) return event.groupName;
  if (!('subject' in event)) return null;
  const { group, name } = event.subject;
  return group === null ? name : group.name;
}

/** Why the writes of a master are held back no longer (FENCE-6). */
export type FenceEnd = 'confirmed' | 'demoted' | 'switched-off' | 'forgotten';

/** Why an attempt at a failover ended without one. */
export type AbortCause =
  /** HELLO-5: a newer configuration came meanwhile. */
  | 'newer-configuration'
  | 'tilt'
  /** ELECT-7: we have voted for another, or in a later epoch. */
  | 'voted-for-another'
  | 'rival-elected'
  | 'too-few-votes'
  /** DURABLE-2: our own vote could not be written. */
  | 'vote-not-saved'
  | 'no-replica-known'
  | 'no-good-replica'
  /** PROMOTE-3: what the chosen replica did not do in time. */
  | 'replica-unreachable'
  | 'replica-down'
  | 'replica-restarted'
  | 'promotion-not-confirmed'
  /** It does not permit, or does not know, SLAVEOF. */
  | 'promotion-refused'
  /** HANDOVER-n: the operator wants no failover that can lose writes. */
  | 'hand-over';

/** Things that only the log tells. */
export type Note =
  | {
      readonly kind: 'voted';
      readonly peer: string;
      readonly leader: string;
      readonly epoch: bigint;
    }
  | { readonly kind: 'next-failover-delayed'; readonly groupName: string; readonly delayMs: number }
  | {
      readonly kind: 'majority-out-of-reach';
      readonly groupName: string;
      readonly reachable: number;
      readonly needed: number;
    }
  /** LINEAGE-4: what an operator can do about it. */
  | { readonly kind: 'foreign-node'; readonly node: string; readonly groupName: string }
  /** EMPTY-1: what would help the next time. */
  | { readonly kind: 'empty-master'; readonly groupName: string }
  | { readonly kind: 'refused-replica'; readonly replica: string; readonly reason: string }
  /** EXPLAIN-2. `votes`: that the attempt had, and needed. */
  | {
      readonly kind: 'given-up';
      readonly groupName: string;
      readonly cause: AbortCause;
      readonly votes: { readonly have: number; readonly need: number };
    }
  | {
      readonly kind: 'reconfigure-failed';
      readonly node: string;
      readonly text: string;
      readonly retried: boolean;
    }
  /** NAME-6: two entries were one node; `other` is gone. */
  | { readonly kind: 'same-node'; readonly node: string; readonly other: string }
  /** Commands that matter now and then: the instance is watched all the same. */
  | {
      readonly kind: 'not-permitted';
      readonly subject: Subject;
      readonly commands: readonly string[];
    }
  | { readonly kind: 'stalled'; readonly lateMs: number }
  /** A write has not ended in this time: what waits for it is given up. */
  | { readonly kind: 'write-overdue'; readonly afterMs: number }
  | { readonly kind: 'vote-spent'; readonly groupName: string; readonly epoch: bigint };
