// What has happened since the start, counted: by event, by group, and how long each stage of a
// failover took. Counts what it is told, and asks nobody.

import type { Event, EventName, Note } from '../core/event.ts';
import { groupNameOf } from '../core/event.ts';
import type { FailoverRecord, Steps } from '../core/history.ts';
import { Histogram, type HistogramNumbers } from './histogram.ts';

/** How an attempt at a failover ended, seen from here. */
export type Outcome = 'led' | 'observed' | 'given-up';

export const OUTCOMES: readonly Outcome[] = ['led', 'observed', 'given-up'];

/** A stage and the steps of HISTORY that it lies between. */
export const STAGES: Readonly<Record<string, readonly [keyof Steps, keyof Steps]>> = {
  agreement: ['detected', 'agreed'],
  waiting: ['agreed', 'started'],
  election: ['started', 'elected'],
  selection: ['elected', 'selected'],
  preparation: ['selected', 'told'],
  promotion: ['told', 'switched'],
  following: ['switched', 'ended'],
  total: ['detected', 'switched'],
};

const STAGE_LIMITS_S = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180,
];

/** Of script runs: the exit code, or what ended it. */
export type ScriptResult = 'ok' | 'failed' | 'killed';

/** What of a record was counted. */
interface Counted {
  readonly number: number;
  readonly stages: Set<string>;
  hasEnded: boolean;
}

const NO_OUTCOMES: Readonly<Record<Outcome, number>> = { led: 0, observed: 0, 'given-up': 0 };

export class Tally {
  readonly #events = new Map<EventName, number>();
  readonly #outcomes = new Map<string, Record<Outcome, number>>();
  readonly #causes = new Map<string, number>();
  readonly #stages = new Map<string, Histogram>();
  /** The last record of each group. */
  readonly #counted = new Map<string, Counted>();
  readonly scripts: Record<ScriptResult, number> = { ok: 0, failed: 0, killed: 0 };
  votesHeard = 0;
  votesSpent = 0;
  stalls = 0;
  stalledMs = 0;

  constructor() {
    for (const stage in STAGES) this.#stages.set(stage, new Histogram(STAGE_LIMITS_S));
  }

  event(event: Event): void {
    const { name } = event;
    this.#events.set(name, (this.#events.get(name) ?? 0) + 1);
    if (name === '-monitor') {
      this.#outcomes.delete(groupNameOf(event) ?? '');
      this.#counted.delete(groupNameOf(event) ?? '');
    }
    if (event.name === '-script-child') {
      const result = event.signal !== 0 ? 'killed' : event.exitCode === 0 ? 'ok' : 'failed';
      this.scripts[result] += 1;
    }
  }

  note(note: Note): void {
    switch (note.kind) {
      case 'voted':
        this.votesHeard += 1;
        return;
      case 'vote-spent':
        this.votesSpent += 1;
        return;
      case 'stalled':
        this.stalls += 1;
        this.stalledMs += note.lateMs;
        return;
      default:
        return;
    }
  }

  /** A record of a failover as it is now; it comes again with each step. */
  record({ groupName, number, role, outcome, cause, steps }: FailoverRecord): void {
    const counted = this.#countedOf(groupName, number);
    if (counted === null) return;
    if (role === 'leader') {
      for (const [stage, [from, to]] of Object.entries(STAGES)) {
        const [began, ended] = [steps[from], steps[to]];
        if (began === null || ended === null || counted.stages.has(stage)) continue;
        // The end of an attempt that was given up ends no stage.
        if (stage === 'following' && outcome !== 'switched') continue;
        counted.stages.add(stage);
        this.#stages.get(stage)?.add(Math.max(0, ended - began) / 1000);
      }
    }
    if (counted.hasEnded || outcome === 'under-way') return;
    counted.hasEnded = true;
    if (outcome === 'switched') this.#count(groupName, role === 'leader' ? 'led' : 'observed');
    else this.#count(groupName, 'given-up');
    if (cause !== null) this.#causes.set(cause, (this.#causes.get(cause) ?? 0) + 1);
  }

  eventCount(name: EventName): number {
    return this.#events.get(name) ?? 0;
  }

  outcomes(groupName: string): Readonly<Record<Outcome, number>> {
    return this.#outcomes.get(groupName) ?? NO_OUTCOMES;
  }

  givenUp(cause: string): number {
    return this.#causes.get(cause) ?? 0;
  }

  stage(name: string): HistogramNumbers | null {
    return this.#stages.get(name)?.numbers() ?? null;
  }

  #count(groupName: string, outcome: Outcome): void {
    const counts = this.#outcomes.get(groupName) ?? { ...NO_OUTCOMES };
    counts[outcome] += 1;
    this.#outcomes.set(groupName, counts);
  }

  /** null: of an earlier failover, which another has followed. */
  #countedOf(groupName: string, number: number): Counted | null {
    const known = this.#counted.get(groupName);
    if (known !== undefined && known.number >= number) {
      return known.number === number ? known : null;
    }
    const counted = { number, stages: new Set<string>(), hasEnded: false };
    this.#counted.set(groupName, counted);
    return counted;
  }
}
