// The loop: take an input, step the core, make durable what must be, perform the rest, arm the next
// deadline. The daemon and the simulator run this same file. It decides nothing.

import type { Input } from '../core/input.ts';
import type { State } from '../core/state.ts';
import type { Ports } from '../ports/ports.ts';

export class Driver {
  constructor(_state: State, _ports: Ports) {}
  /** Feeds one input; inputs that arrive meanwhile are queued behind it. */
  input(_input: Input): void {}
  /** The alarm went off (see `Alarm`). */
  alarm(): void {}
}
