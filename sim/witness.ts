// Hands what happens in a run to everybody who watches it, and keeps the first thing that somebody
// finds wrong.

import type { Address } from '../src/core/address.ts';
import type { Event, Note } from '../src/core/event.ts';
import type { FailoverRecord } from '../src/core/history.ts';
import type { Input } from '../src/core/input.ts';
import type { OperatorOutcome, OperatorRequest } from '../src/core/operator-request.ts';
import type { LinkSpec, VoteAnswer } from '../src/core/output.ts';
import type { Request } from '../src/core/requests.ts';
import type { Group } from '../src/core/state.ts';
import type { SaveReport } from './disk.ts';
import type { Finding, Observer } from './observer.ts';
import type { Question } from './peer-door.ts';
import type { SimSentinel } from './sentinel.ts';
import type { World } from './world.ts';

export class Witness {
  readonly #world: World;
  #observers: readonly Observer[] = [];
  /** Those who watch what happens all the time. */
  #inputObservers: readonly Observer[] = [];
  #sentObservers: readonly Observer[] = [];
  #settledObservers: readonly Observer[] = [];
  #stirredObservers: readonly Observer[] = [];
  readonly #stirred = new WeakSet<Group>();
  readonly #awaited = new Set<(sentinel: SimSentinel, event: Event) => boolean>();
  #finding: Finding | null = null;

  constructor(world: World) {
    this.#world = world;
  }

  /** The first thing that was found wrong. */
  get finding(): Finding | null {
    return this.#finding;
  }

  watch(observers: readonly Observer[]): void {
    this.#observers = observers;
    this.#inputObservers = observers.filter((observer) => observer.input !== undefined);
    this.#sentObservers = observers.filter((observer) => observer.sent !== undefined);
    this.#settledObservers = observers.filter((observer) => observer.settled !== undefined);
    this.#stirredObservers = observers.filter((observer) => observer.stirred !== undefined);
  }

  /** Ends the run. */
  complain(finding: Finding): void {
    if (this.#finding !== null) return;
    this.#finding = finding;
    this.#world.note('checker', '#', `${finding.checker}: ${finding.text}`);
    this.#world.stop();
  }

  started(sentinel: SimSentinel): void {
    for (const observer of this.#observers) observer.started?.(sentinel);
  }

  ended(sentinel: SimSentinel, lostWrite: boolean): void {
    for (const observer of this.#observers) observer.ended?.(sentinel, lostWrite);
  }

  input(sentinel: SimSentinel, input: Input, spec: LinkSpec | null): void {
    for (const observer of this.#inputObservers) observer.input?.(sentinel, input, spec);
  }

  settled(sentinel: SimSentinel): void {
    for (const observer of this.#settledObservers) observer.settled?.(sentinel);
    const { state } = sentinel;
    if (state === null) return;
    for (const group of state.groups.values()) {
      const isStirred = group.failover !== null || group.objectivelyDownSinceMs !== null;
      if (!isStirred && !this.#stirred.has(group)) continue;
      if (isStirred) this.#stirred.add(group);
      else this.#stirred.delete(group);
      for (const observer of this.#stirredObservers) observer.stirred?.(sentinel, group);
    }
  }

  soughtAt(sentinel: SimSentinel, address: Address): void {
    for (const observer of this.#observers) observer.soughtAt?.(sentinel, address);
  }

  sent(sentinel: SimSentinel, request: Request, spec: LinkSpec): void {
    for (const observer of this.#sentObservers) observer.sent?.(sentinel, request, spec);
  }

  answered(sentinel: SimSentinel, question: Question, answer: VoteAnswer): void {
    for (const observer of this.#observers) observer.answered?.(sentinel, question, answer);
  }

  event(sentinel: SimSentinel, event: Event): void {
    for (const observer of this.#observers) observer.event?.(sentinel, event);
    for (const isIt of this.#awaited) if (isIt(sentinel, event)) this.#awaited.delete(isIt);
  }

  /** Calls back at the first event that is meant, unless the returned call comes before. */
  await(isMeant: (sentinel: SimSentinel, event: Event) => boolean, run: () => void): () => void {
    const isIt = (sentinel: SimSentinel, event: Event): boolean => {
      const meant = isMeant(sentinel, event);
      if (meant) run();
      return meant;
    };
    this.#awaited.add(isIt);
    return () => this.#awaited.delete(isIt);
  }

  note(sentinel: SimSentinel, note: Note): void {
    for (const observer of this.#observers) observer.note?.(sentinel, note);
  }

  record(sentinel: SimSentinel, record: FailoverRecord): void {
    for (const observer of this.#observers) observer.record?.(sentinel, record);
  }

  saved(sentinel: SimSentinel, report: SaveReport): void {
    for (const observer of this.#observers) observer.saved?.(sentinel, report);
  }

  operated(sentinel: SimSentinel, request: OperatorRequest, outcome: OperatorOutcome): void {
    for (const observer of this.#observers) observer.operated?.(sentinel, request, outcome);
  }

  broken(sentinel: SimSentinel, message: string): void {
    this.complain({ checker: 'invariants', text: `${sentinel.name}: ${message}` });
  }

  agreed(): void {
    for (const observer of this.#observers) observer.agreed?.();
  }

  faultBegan(name: string): void {
    for (const observer of this.#observers) observer.faultBegan?.(name);
  }
}
