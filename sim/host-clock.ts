// The two clocks of one machine. The wall clock may be set; both show it when the machine was
// suspended, the monotonic one by having stood still.

import type { Clock } from '../src/ports/ports.ts';
import type { World } from './world.ts';

/** Where wall clocks begin; any number will do. */
const EPOCH_MS = 1_700_000_000_000;

export class HostClock implements Clock {
  readonly #world: World;
  /** Machines were not started at the same time. */
  readonly #zeroMs: number;
  #wallShiftMs = 0;
  #suspendedMs = 0;

  constructor(world: World, zeroMs: number) {
    this.#world = world;
    this.#zeroMs = zeroMs;
  }

  monotonicMs(): number {
    return this.#zeroMs + this.#world.nowMs - this.#suspendedMs;
  }

  wallMs(): number {
    return EPOCH_MS + this.#world.nowMs + this.#wallShiftMs;
  }

  /** The time of the world at which the monotonic clock shows this, if it does not stand still. */
  worldMs(monotonicMs: number): number {
    return monotonicMs - this.#zeroMs + this.#suspendedMs;
  }

  setWall(byMs: number): void {
    this.#wallShiftMs += byMs;
  }

  /** The monotonic clock has stood still for so long. */
  stoodStill(forMs: number): void {
    this.#suspendedMs += forMs;
  }
}
