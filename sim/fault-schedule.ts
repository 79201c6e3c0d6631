// When which fault begins and ends: drawn one after the other through the safety phase, or as a
// plan has them. Each has chance of its own, so that one that is left out changes nothing of the
// others. All that are left end when the phase is over.

import type { Cluster } from './cluster.ts';
import type { Fault, Injection } from './faults/fault.ts';
import type { PlannedFault } from './plan.ts';
import { Random } from './random.ts';

/** However slowly they come, a run has at least so many. */
const FEWEST_FAULTS = 5;
const ATTEMPTS_FOR_ONE = 10;
const HURRY_MS = 1_000;

export class FaultSchedule {
  readonly #cluster: Cluster;
  readonly #faults: ReadonlyMap<string, Fault>;
  readonly #active = new Map<Injection, string>();
  readonly #begun: PlannedFault[] = [];
  #isOver = false;

  constructor(cluster: Cluster, faults: readonly Fault[]) {
    this.#cluster = cluster;
    this.#faults = new Map(faults.map((fault) => [fault.name, fault]));
  }

  /** What has begun, in this order. */
  get begun(): readonly PlannedFault[] {
    return this.#begun;
  }

  get hasEnough(): boolean {
    return this.#begun.length >= FEWEST_FAULTS;
  }

  /** Draws the faults that the options name. */
  draw(random: Random): void {
    const { world, options } = this.#cluster;
    world.at(options.quietMs, () => this.#next(random));
  }

  follow(planned: readonly PlannedFault[]): void {
    for (const { atMs, fault, seed } of planned) {
      this.#cluster.world.at(atMs, () => {
        if (!this.#isOver) this.#begin(fault, seed);
      });
    }
  }

  /** Nothing goes wrong any more. */
  end(): void {
    this.#isOver = true;
    for (const injection of [...this.#active.keys()]) this.#end(injection);
  }

  #next(random: Random): void {
    if (this.#isOver) return;
    const { world, options } = this.#cluster;
    for (let tries = 0; tries < ATTEMPTS_FOR_ONE; tries++) {
      if (this.#begin(random.pick(options.faults), random.next())) break;
    }
    const isLate = world.nowMs >= options.safetyMs;
    const periodMs = isLate ? HURRY_MS : options.faultPeriodMs;
    world.after(random.durationMs(0, 2 * periodMs), () => this.#next(random));
  }

  #begin(name: string, seed: number): boolean {
    const { world, witness } = this.#cluster;
    const injection = this.#faults.get(name)?.begin(this.#cluster, new Random(seed)) ?? null;
    if (injection === null) return false;
    const { what, durationMs } = injection;
    this.#begun.push({ atMs: world.nowMs, fault: name, seed, what });
    world.note(name, '*', what);
    witness.faultBegan(name);
    if (durationMs === 0) return true;
    this.#active.set(injection, name);
    world.after(durationMs, () => this.#end(injection));
    return true;
  }

  #end(injection: Injection): void {
    const name = this.#active.get(injection);
    if (name === undefined) return;
    this.#active.delete(injection);
    this.#cluster.world.note(name, '/', injection.what);
    injection.end();
  }
}
