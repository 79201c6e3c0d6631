// What the HTTP door says, as the page reads it (docs/api/openapi.json). Door and page are of one
// version, so what comes is not checked again.

export type Health = 'critical' | 'warning' | 'advice' | 'ok';

interface Place {
  readonly host: string;
  readonly port: number;
}

interface Standing {
  readonly runId: string | null;
  readonly flags: readonly string[];
  readonly downSinceMs: number | null;
}

export interface MasterPicture extends Place, Standing {
  readonly agreedDownSinceMs: number | null;
  readonly roleReported: string;
  /** Digits: an offset may be larger than a number can hold. */
  readonly offset: string | null;
}

export interface ReplicaPicture extends Place, Standing {
  readonly linkUp: boolean;
  readonly linkDownSinceMs: number | null;
  readonly follows: Place | null;
  readonly offset: string;
  readonly lagBytes: number | null;
  readonly priority: number;
  /** 1: it would be promoted first; null: it would not be. */
  readonly rank: number | null;
  readonly refusal: string | null;
}

export interface SentinelPicture extends Place {
  readonly runId: string;
  readonly flags: readonly string[];
  readonly downSinceMs: number | null;
  readonly reachable: boolean;
  readonly believesMasterDown: boolean | null;
  readonly votedFor: string | null;
  readonly votedEpoch: string;
}

export interface FailoverPicture {
  readonly stage: string;
  readonly sinceMs: number;
  readonly chosen: string | null;
  readonly forced: boolean;
  readonly votes: { readonly have: number; readonly need: number };
}

export interface GroupPicture {
  readonly name: string;
  readonly health: Health;
  readonly waitsFor: string;
  readonly findings: readonly string[];
  readonly quorum: number;
  readonly configEpoch: string;
  readonly agreeing: { readonly have: number; readonly need: number };
  readonly reachable: { readonly have: number; readonly need: number; readonly known: number };
  readonly pausedUntilMs: number | null;
  readonly failover: FailoverPicture | null;
  readonly master: MasterPicture;
  readonly replicas: readonly ReplicaPicture[];
  readonly sentinels: readonly SentinelPicture[];
}

export interface Finding {
  readonly severity: 'critical' | 'warning' | 'advice';
  readonly code: string;
  readonly group: string | null;
  readonly evidence: string;
  readonly meaning: string;
  readonly remedy: string;
}

export const STEPS = [
  'detected',
  'agreed',
  'started',
  'elected',
  'selected',
  'told',
  'switched',
  'ended',
] as const;

export type Step = (typeof STEPS)[number];

export interface PastFailover {
  readonly role: string;
  readonly outcome: 'under-way' | 'switched' | 'given-up' | 'cut-off';
  readonly reason: string | null;
  /** Why it was given up. */
  readonly cause: string | null;
  readonly attempts: number;
  readonly epoch: string;
  /** Addresses as texts. */
  readonly from: string;
  readonly to: string | null;
  readonly steps: Readonly<Record<Step, number | null>>;
  readonly votes: { readonly have: number; readonly need: number } | null;
  readonly loss: string;
  readonly lostBytes: string | null;
}

export interface GroupDetail extends GroupPicture {
  readonly found: readonly Finding[];
  readonly history: readonly PastFailover[];
  readonly explanation: { readonly lines: readonly string[] };
}

export interface SentinelSelf {
  readonly id: string;
  readonly port: number;
  readonly version: string;
  readonly epoch: string;
  readonly tiltSinceMs: number | null;
  readonly writesFailSinceMs: number | null;
  readonly findings: readonly Finding[];
}

export interface EventLine {
  readonly id: string;
  readonly atMs: number;
  readonly name: string;
  readonly level: string;
  readonly group: string | null;
  readonly payload: string;
}
