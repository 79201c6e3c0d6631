// What a check of SENTINEL DOCTOR is (DOCTOR-1): one record with what it means and what to do, and
// one function that looks. The catalogue, the reply and the page of findings derive from the
// records.

import { shownAddress } from '../shown.ts';
import type { DataNode, Endpoint, Group, State } from '../state.ts';

/** `critical`: a failover is impossible or would go wrong now. `warning`: one more fault, or some
 *  bad luck, and it is. `advice`: it works, and could be better. */
export type Severity = 'critical' | 'warning' | 'advice';

/** What the state does not hold. */
export interface Surroundings {
  /** For how long the file cannot be written; null: the last write went well. */
  readonly saveFailedForMs: number | null;
  readonly lastSaveError: string;
  isExecutable(path: string): boolean;
}

export interface Ward {
  readonly state: State;
  readonly now: number;
  readonly around: Surroundings;
  /** Nodes of other groups that are this one, whatever they are called there. */
  readonly elsewhere: (node: DataNode) => readonly DataNode[];
}

interface CheckRecord {
  /** Stable: programs know it. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence each. */
  readonly meaning: string;
  readonly remedy: string;
}

/** Looks at one group; gives the evidence for each thing that it finds. */
export interface GroupCheck extends CheckRecord {
  readonly scope: 'group';
  find(group: Group, ward: Ward): readonly string[];
}

/** Looks at this Sentinel as a whole. */
export interface OwnCheck extends CheckRecord {
  readonly scope: 'sentinel';
  find(ward: Ward): readonly string[];
}

export type Check = GroupCheck | OwnCheck;

export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** null: it is about the Sentinel as a whole. */
  readonly groupName: string | null;
  readonly evidence: string;
  readonly meaning: string;
  readonly remedy: string;
}

/** The one piece of evidence, or none. */
export function when(found: boolean, evidence: () => string): readonly string[] {
  return found ? [evidence()] : [];
}

/** An address as replies show it. */
export function placed(state: State, { address }: Pick<Endpoint, 'address'>): string {
  const { host, port } = shownAddress(state, address);
  return `${host}:${port}`;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

export function isLoopback(host: string): boolean {
  return /^127\.\d+\.\d+\.\d+$/.test(host) || host === '::1' || host.toLowerCase() === 'localhost';
}
