// Every checker that watches a whole run. A new one is a file and a line here.

import type { FactBook } from '../facts.ts';
import type { Checker } from '../observer.ts';
import { distinctIds } from './distinct-ids.ts';
import { durableFirst } from './durable-first.ts';
import { epochsGrow } from './epochs-grow.ts';
import { eventsTellTheState } from './events-tell-the-state.ts';
import { fencedInTime } from './fenced-in-time.ts';
import { fileReloads } from './file-reloads.ts';
import { honestHistory } from './honest-history.ts';
import { neverDownEarly } from './never-down-early.ts';
import { noCapture } from './no-capture.ts';
import { noFlood } from './no-flood.ts';
import { notFooled } from './not-fooled.ts';
import { nothingLost } from './nothing-lost.ts';
import { oneLeader } from './one-leader.ts';
import { oneVote } from './one-vote.ts';
import { onlyEligible } from './only-eligible.ts';
import { patientRepair } from './patient-repair.ts';
import { quorumAndMajority } from './quorum-and-majority.ts';
import { wellFormedEvents } from './well-formed-events.ts';

export function allCheckers(facts: FactBook): readonly Checker[] {
  return [
    oneLeader,
    oneVote,
    epochsGrow,
    durableFirst,
    quorumAndMajority(facts),
    onlyEligible(facts),
    neverDownEarly(facts),
    patientRepair(facts),
    wellFormedEvents,
    noFlood,
    eventsTellTheState,
    fileReloads,
    nothingLost,
    honestHistory,
    noCapture,
    fencedInTime,
    notFooled,
    distinctIds,
  ];
}
