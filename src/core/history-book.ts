// The failovers that a Sentinel remembers (HISTORY-1), of this process and of those before it: how
// many of each group, and in which order. Where they are kept over a restart it does not know.

import type { Moment } from './durable.ts';
import type { FailoverFacts, FailoverRecord, Steps } from './history.ts';

/** Of one group: so many with a switch, and as many without. The oldest makes room. */
export const MOST_OF_GROUP = 10;
/** Of all groups together. */
export const MOST_OF_ALL = 5_000;

/** The steps in milliseconds since 1970. `cut-off`: the process ended in the middle of it, and how
 *  it ended is not known here. */
export interface PastFailover extends Omit<FailoverFacts, 'outcome' | 'cause' | 'obstacle'> {
  /** Never used twice. */
  readonly id: string;
  readonly outcome: FailoverFacts['outcome'] | 'cut-off';
  /** Those of FailoverFacts, or of another version. */
  readonly cause: string | null;
  readonly obstacle: string | null;
}

/** What `take` has changed. */
export interface Taken {
  readonly past: PastFailover;
  readonly instead: string | null;
}

export class HistoryBook {
  /** Begins the ids of this process. */
  readonly #prefix: string;
  /** The oldest first. */
  readonly #all = new Map<string, PastFailover>();
  readonly #groups = new Map<string, Set<string>>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** From the oldest to the newest. */
  get all(): Iterable<PastFailover> {
    return this.#all.values();
  }

  /** Of earlier processes: what was under way then was cut off. To be called before `take`. A
   *  replica is told before the line that says so is written, so that line may be missing. */
  load(past: readonly PastFailover[]): void {
    for (const each of past) {
      const isCutOff = each.outcome === 'under-way' || each.outcome === 'cut-off';
      const loss = { kind: 'unknown' } as const;
      this.#put(isCutOff ? { ...each, outcome: 'cut-off', loss } : each);
    }
  }

  /** Returns what is remembered of it now, and the id of another whose place it has taken. */
  take({ number, replaces, history, ...facts }: FailoverRecord, clocks: Moment): Taken {
    const id = this.#idOf(number);
    const instead = replaces === null ? null : this.#idOf(replaces);
    if (instead !== null) this.#drop(instead);
    const before = this.#all.get(id)?.steps ?? null;
    const past = { ...facts, id, steps: wallSteps(facts.steps, before, clocks) };
    this.#put(past);
    return { past, instead };
  }

  /** The newest first. */
  of(groupName: string): readonly PastFailover[] {
    const ids = [...(this.#groups.get(groupName) ?? [])];
    return ids.toReversed().flatMap((id) => this.#all.get(id) ?? []);
  }

  #idOf(number: number): string {
    return `${this.#prefix}-${number}`;
  }

  #put(past: PastFailover): void {
    const { id, groupName } = past;
    this.#all.set(id, past);
    const ids = this.#groups.get(groupName) ?? new Set();
    this.#groups.set(groupName, ids.add(id));
    this.#makeRoom(past, ids);
  }

  #makeRoom({ outcome }: PastFailover, ids: ReadonlySet<string>): void {
    const isAlike = (id: string): boolean =>
      (this.#all.get(id)?.outcome === 'switched') === (outcome === 'switched');
    const alike = [...ids].filter(isAlike);
    for (const id of alike.slice(0, Math.max(0, alike.length - MOST_OF_GROUP))) this.#drop(id);
    for (const id of this.#all.keys()) {
      if (this.#all.size <= MOST_OF_ALL) return;
      this.#drop(id);
    }
  }

  #drop(id: string): void {
    const groupName = this.#all.get(id)?.groupName;
    if (groupName === undefined) return;
    this.#all.delete(id);
    const ids = this.#groups.get(groupName);
    ids?.delete(id);
    if (ids?.size === 0) this.#groups.delete(groupName);
  }
}

/** A step keeps the time that it was first given: the core's clock leaves stalls out, and would
 *  later lead to another one. No step is before the one that it follows from, as the fractions that
 *  wall clocks leave out, or a clock that is set, would have it. */
function wallSteps(steps: Steps, before: Steps | null, { nowMs, wallMs }: Moment): Steps {
  let lastMs = 0;
  const at = (name: keyof Steps): number | null => {
    const atMs = steps[name];
    if (atMs === null) return null;
    const computedMs = Math.round(wallMs - Math.max(0, nowMs - atMs));
    lastMs = before?.[name] ?? Math.max(lastMs, computedMs);
    return lastMs;
  };
  return {
    detected: at('detected'),
    agreed: at('agreed'),
    started: at('started'),
    elected: at('elected'),
    selected: at('selected'),
    told: at('told'),
    switched: at('switched'),
    ended: at('ended'),
  };
}
