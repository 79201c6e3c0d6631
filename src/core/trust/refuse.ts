// Says that something was not believed (TRUST-14): one event for each message that is refused, but
// not one for each of the links that bring it, nor for each repetition of what comes every period.

import type { Subject } from '../event.ts';
import type { Outbox } from '../outbox.ts';
import type { State } from '../state.ts';
import type { Doubt, Refused } from './doubts.ts';

/** One message comes over the links to all nodes of a group, within this time. */
export const SAME_MESSAGE_MS = 1_500;
/** What is repeated each period is told again after this long. */
const REPEATED_MS = 60_000;
/** A pause of this length ends a series. */
const SERIES_GAP_MS = 10_000;
/** Beyond it the oldest is forgotten. */
export const MOST_REFUSALS = 1_000;

/** `key`: equal for what says the same thing. Returns how often and since when it was refused
 *  without a longer pause. */
export function refuse(
  state: State,
  refusal: { readonly key: string; readonly subject: Subject; readonly doubt: Doubt },
  now: number,
  out: Outbox,
): Refused {
  const { key, subject, doubt } = refusal;
  const { refusals } = state.doubts;
  const known = refusals.get(key);
  const isSeries = known !== undefined && now - known.lastMs <= SERIES_GAP_MS;
  const series: Refused = isSeries
    ? known
    : { subject, code: doubt.code, sinceMs: now, times: 0, lastMs: now, toldMs: 0 };
  const isNews = !isSeries || now - series.toldMs >= REPEATED_MS;
  series.lastMs = now;
  series.code = doubt.code;
  series.times += 1;
  if (isNews) {
    series.toldMs = now;
    out.announce({ name: '+hello-refused', subject, doubt });
  }
  refusals.delete(key);
  refusals.set(key, series);
  if (refusals.size > MOST_REFUSALS) {
    for (const [oldest] of refusals) {
      refusals.delete(oldest);
      break;
    }
  }
  return series;
}

/** Whether the very message was refused a moment ago. */
export function wasJustRefused(state: State, key: string, now: number): boolean {
  const known = state.doubts.refusals.get(key);
  return known !== undefined && now - known.lastMs < SAME_MESSAGE_MS;
}
