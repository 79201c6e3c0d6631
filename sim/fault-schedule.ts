// When which fault begins and ends. Draws them one after the other through the safety phase, and
// ends all that are left when it is over.

import type { Cluster } from './cluster.ts';
import type { Fault, Injection } from './faults/fault.ts';
import type { Random } from './random.ts';

/** However slowly they come, a run has at least so many. */
const FEWEST_FAULTS = 5;
const ATTEMPTS_FOR_ONE = 10;
const HURRY_MS = 1_000;

export class FaultSchedule {
  readonly #cluster: Cluster;
  readonly #random: Random;
  readonly #faults: readonly Fault[];
  readonly #active = new Map<Injection, string>();
  #count = 0;
  #isOver = false;

  constructor(cluster: Cluster, random: Random, faults: readonly Fault[]) {
    this.#cluster = cluster;
    this.#random = random;
    this.#faults = faults.filter((fault) => cluster.options.faults.includes(fault.name));
  }

  get count(): number {
    return this.#count;
  }

  get hasEnough(): boolean {
    return this.#count >= FEWEST_FAULTS;
  }

  start(): void {
    const { world, options } = this.#cluster;
    world.at(options.quietMs, () => this.#next());
  }

  /** Nothing goes wrong any more. */
  end(): void {
    this.#isOver = true;
    for (const injection of [...this.#active.keys()]) this.#end(injection);
  }

  #next(): void {
    if (this.#isOver) return;
    const { world, options } = this.#cluster;
    for (let tries = 0; tries < ATTEMPTS_FOR_ONE; tries++) if (this.#beginOne()) break;
    const isLate = world.nowMs >= options.safetyMs;
    const periodMs = isLate ? HURRY_MS : options.faultPeriodMs;
    world.after(this.#random.durationMs(0, 2 * periodMs), () => this.#next());
  }

  #beginOne(): boolean {
    const { world, witness } = this.#cluster;
    const fault = this.#random.pick(this.#faults);
    const injection = fault.begin(this.#cluster, this.#random);
    if (injection === null) return false;
    this.#count += 1;
    world.note(fault.name, '*', injection.what);
    witness.faultBegan(fault.name);
    if (injection.durationMs === 0) return true;
    this.#active.set(injection, fault.name);
    world.after(injection.durationMs, () => this.#end(injection));
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
