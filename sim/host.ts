// One simulated machine with one process on it. A stopped process gets nothing until it is resumed,
// and then what arrived before what fell due, as a process does that reads its sockets first.

import type { Address } from '../src/core/address.ts';
import type { World } from './world.ts';

/** `dead`: the process has ended, the machine refuses connections. `lost`: so is the machine, and
 *  nothing answers. */
export type HostState = 'running' | 'stopped' | 'dead' | 'lost';

export class Host {
  readonly index: number;
  readonly name: string;
  readonly address: Address;
  readonly #world: World;
  #state: HostState = 'dead';
  #life = 0;
  #arrived: (() => void)[] = [];
  #due: (() => void)[] = [];

  constructor(world: World, options: { index: number; name: string; address: Address }) {
    this.#world = world;
    this.index = options.index;
    this.name = options.name;
    this.address = options.address;
  }

  get state(): HostState {
    return this.#state;
  }

  /** Counts the processes that there were: what belongs to an earlier one is void. */
  get life(): number {
    return this.#life;
  }

  get isAlive(): boolean {
    return this.#state === 'running' || this.#state === 'stopped';
  }

  /** Something lies ready on a socket of the process that is there now. */
  deliver(run: () => void): void {
    if (this.#state === 'running') run();
    else if (this.#state === 'stopped') this.#arrived.push(run);
  }

  /** Calls back at that time, or when the process runs again; never after its end. */
  timer(atMs: number, run: () => void): void {
    const life = this.#life;
    this.#world.at(atMs, () => {
      if (life !== this.#life) return;
      if (this.#state === 'running') run();
      else if (this.#state === 'stopped') this.#due.push(run);
    });
  }

  boot(): void {
    this.#state = 'running';
    this.#life += 1;
  }

  /** The process ends at once, with its machine or without it. */
  end(state: 'dead' | 'lost'): void {
    this.#state = state;
    this.#life += 1;
    this.#arrived = [];
    this.#due = [];
  }

  /** As SIGSTOP does. */
  stop(): void {
    if (this.#state === 'running') this.#state = 'stopped';
  }

  resume(): void {
    if (this.#state !== 'stopped') return;
    this.#state = 'running';
    const waiting = [...this.#arrived, ...this.#due];
    this.#arrived = [];
    this.#due = [];
    const life = this.#life;
    for (const run of waiting) if (life === this.#life) run();
  }
}
