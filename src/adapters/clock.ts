// The two clocks of the machine. Deadlines count by the monotonic one; the wall clock is for people
// and for noticing that the machine was suspended.

import type { Clock } from '../ports/ports.ts';

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
};
