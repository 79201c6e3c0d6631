// Facts about the world, as the core wants them: already parsed, no text of any server's dialect.
// dialect/ makes them from the wire.

import type { Address } from './address.ts';

/** What the answer to a PING says about its sender. Only the first three prove that it serves. */
export type PingVerdict = 'pong' | 'loading' | 'master-down' | 'busy' | 'auth' | 'other';

/** One INFO of a data node. A field that the reply does not carry is null. */
export interface InfoFacts {
  readonly runId: string | null;
  readonly role: 'master' | 'slave' | null;
  /** Replicas that a master lists, by the address that they announce. */
  readonly replicas: readonly Address[];
  /** Replica only: the rest is read after `role:slave`. */
  readonly masterHost: string | null;
  readonly masterPort: number | null;
  readonly masterLinkUp: boolean | null;
  /** 0 while the link is up. */
  readonly masterLinkDownMs: number;
  readonly priority: number | null;
  /** The replication offset: slave_repl_offset of a replica, master_repl_offset of a master. */
  readonly offset: bigint | null;
  /** Which history of writes the offset counts: master_replid, the same for a master and those that
   *  follow it. */
  readonly history: string | null;
  /** The history that it grew out of: master_replid2; null: none. */
  readonly formerHistory: string | null;
  /** Of all databases; null: it does not say, or has not counted. */
  readonly keys: number | null;
  /** false hides the replica from SENTINEL REPLICAS; it can still be promoted. */
  readonly announced: boolean;
  /** It reads its data set in, and answers most commands with LOADING. */
  readonly loading: boolean;
  /** Its version has no pause of writes alone; left out where it has, or does not say. */
  readonly isTooOldToHold?: true;
  /** What it starts with is from an RDB file, which brings the replication id along: there is no
   *  append-only file, and its version reads the id as a master too. Left out where not, or where
   *  it does not say. */
  readonly bringsHistory?: true;
}

/** How far a history of writes goes. */
export interface Written {
  readonly history: string;
  readonly offset: bigint;
}

/** The eight fields of a hello message. */
export interface Hello {
  readonly peer: Address;
  readonly runId: string;
  readonly currentEpoch: bigint;
  readonly groupName: string;
  readonly master: Address;
  readonly configEpoch: bigint;
  /** Whether the secret's seal was on it (TRUST-15); absent: there was none. */
  readonly seal?: Seal;
}

/** `old`: the seal is right, but it was made too long ago, or in the future. */
export type Seal = 'good' | 'bad' | 'old';

/** What a Sentinel says of itself, asked directly. */
export interface Identity {
  /** null: it does not say. */
  readonly runId: string | null;
  readonly watchesGroup: boolean;
  /** Of the process: another after each start; null: it does not say. */
  readonly processId: string | null;
  /** Seconds since it started. */
  readonly uptimeSeconds: number | null;
  readonly isVedette: boolean;
}

/** The epochs that a Sentinel says it knows, asked directly; null: it does not say. */
export interface EpochReport {
  readonly configEpoch: bigint | null;
  /** The vote that it gave last in the group. */
  readonly voteEpoch: bigint | null;
  readonly votedFor: string | null;
  /** Told by Vedettes only. */
  readonly currentEpoch: bigint | null;
}

/** Why a command was answered with an error. `refused`: not permitted or not known (ACL, rename). */
export type ErrorClass = 'auth' | 'refused' | 'aborted' | 'other';

/** A command that was turned away for who we are. NOAUTH: a password is wanted and we have none;
 *  WRONGPASS: the one that we have is not taken; NOPERM: our user may not call this. */
export interface Refusal {
  readonly code: 'NOAUTH' | 'WRONGPASS' | 'NOPERM';
  /** As an ACL names it, without the sign: `info`, `client|kill`. */
  readonly command: string;
  /** Without it the instance cannot be watched. */
  readonly isVital: boolean;
}

/** What keeps us from watching an instance that answers. */
export interface AccessProblem {
  readonly code: Refusal['code'];
  /** NOPERM: which commands, in alphabetical order; otherwise none. */
  readonly commands: readonly string[];
}

/** What became of a reconfiguration (SLAVEOF and what goes with it). */
export type ReconfigurationResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: ErrorClass; readonly text: string };
