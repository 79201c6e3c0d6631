// When somebody's hand comes down: at once, or just after one Vedette has announced something of a
// group, which is when a failover is in the middle of something.

import type { EventName } from '../../src/core/event.ts';
import type { Cluster } from '../cluster.ts';
import type { Random } from '../random.ts';
import type { SimSentinel } from '../sentinel.ts';

const AT_ONCE_PERMILLE = 300;
/** Longest time between the event and the hand. */
const LATEST_MS = 30;

const MOMENTS: readonly EventName[] = [
  '+sdown',
  '+odown',
  '+try-failover',
  '+vote-for-leader',
  '+elected-leader',
  '+selected-slave',
  '+failover-state-wait-promotion',
  '+promoted-slave',
  '+slave-reconf-sent',
  '+switch-master',
  '+config-update-from',
  '+convert-to-slave',
];

export interface Moment {
  readonly what: string;
  /** It is not waited for any longer. */
  cancel(): void;
}

/** Calls `act` once, at a moment that is drawn, if that ever comes. */
export function atTheWorstMoment(
  { world, witness }: Cluster,
  random: Random,
  sentinel: SimSentinel,
  act: () => void,
): Moment {
  const delayMs = random.durationMs(0, random.pick([0, LATEST_MS]));
  let isOver = false;
  const actInTime = (): void => {
    if (!isOver) act();
  };
  if (random.permille(AT_ONCE_PERMILLE)) {
    world.after(0, act);
    return { what: 'at once', cancel: () => {} };
  }
  const name = random.pick(MOMENTS);
  const stop = witness.await(
    (who, event) => who === sentinel && event.name === name,
    () => world.after(delayMs, actInTime),
  );
  const cancel = (): void => {
    isOver = true;
    stop();
  };
  return { what: `at ${name}`, cancel };
}
