// Why an attempt at a failover ended without one: the words for it, in the log and in EXPLAIN.

import type { AbortCause } from '../core/event.ts';

/** The page for operators has each of them. */
export const ABORT_CAUSES: Readonly<Record<AbortCause, string>> = {
  'newer-configuration': 'another Sentinel has replaced the master meanwhile',
  tilt: 'this Sentinel was away for too long to trust what it knows',
  'voted-for-another': 'this Sentinel has given its vote to another',
  'rival-elected': 'another Sentinel has won the election',
  'too-few-votes': 'not enough Sentinels have voted for this one',
  'vote-not-saved': 'its own vote could not be written to disk',
  'no-replica-known': 'no replica is known',
  'no-good-replica': 'no replica can be promoted',
  'replica-unreachable': 'there was no connection to the chosen replica',
  'replica-down': 'the chosen replica went down before it was a master',
  'replica-restarted': 'the chosen replica was started anew, or another server is in its place',
  'promotion-not-confirmed': 'the chosen replica did not say in time that it is a master',
  'promotion-refused': 'the chosen replica does not let itself be promoted',
  'hand-over':
    'the master cannot be handed over: writes could be lost, or there would be two masters',
};

export function abortCauseText(cause: AbortCause): string {
  return ABORT_CAUSES[cause];
}
