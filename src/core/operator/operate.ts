// What an operator asks for, carried out or refused. A change is answered when it is on disk.

import { reviewDown } from '../detect/subjective.ts';
import { checkUp } from '../doctor/checkup.ts';
import { stand } from '../elect/stand.ts';
import { planHandOver } from '../failover/hand-over.ts';
import { rehearse, whyNoFailover } from '../failover/rehearse.ts';
import type { Asker } from '../input.ts';
import { masterSubject, reviewPeerDownAfter } from '../instances.ts';
import {
  type FailoverOrders,
  type OperatorOutcome,
  type OperatorRequest,
  PLAIN_ORDERS,
} from '../operator-request.ts';
import type { Outbox } from '../outbox.ts';
import { countFastProbes, hurryBeat } from '../schedule/beat.ts';
import { introduceAnew } from '../schedule/introduce-anew.ts';
import type { DataNode, Group, State } from '../state.ts';
import { configure } from './configure.ts';
import { forget } from './forget.ts';
import { forgetEverywhere } from './forget-everywhere.ts';
import { answerWhenSaved, awaitsName, monitor, remove } from './monitor.ts';
import { maintain, pause } from './pause.ts';
import { reset } from './reset.ts';
import { tune } from './tune.ts';

type SetRequest = Extract<OperatorRequest, { kind: 'set' }>;

const DONE: OperatorOutcome = { kind: 'done' };
const NO_SUCH_MASTER: OperatorOutcome = { kind: 'failed', code: 'no-such-master' };

/** What changes nothing that the file holds, or is written with the next discoveries. */
const NOT_SAVED: ReadonlySet<OperatorRequest['kind']> = new Set([
  'failover',
  'rehearse',
  'check-up',
  'reset',
  'tune',
  'simulate',
]);

/** What every group may have to be looked at again for. */
const OF_ALL: ReadonlySet<OperatorRequest['kind']> = new Set(['reset', 'tune', 'configure']);

/** Returns what was changed and still exists. */
export function operate(
  state: State,
  asker: Asker,
  request: OperatorRequest,
  now: number,
  out: Outbox,
): Group | 'all' | null {
  if (request.kind === 'monitor' && awaitsName(state, asker, request, now, out)) return null;
  const outcome = perform(state, asker, request, now, out);
  if (outcome === 'later') return groupOf(state, request);
  if (outcome.kind === 'failed' || NOT_SAVED.has(request.kind)) {
    out.free({ kind: 'outcome', asker, outcome });
  } else {
    answerWhenSaved(state, asker, outcome, out);
  }
  if (OF_ALL.has(request.kind)) return 'all';
  return groupOf(state, request);
}

function groupOf(state: State, request: OperatorRequest): Group | null {
  return 'name' in request ? (state.groups.get(request.name ?? '') ?? null) : null;
}

/** `later`: whoever asked is answered by what has begun. */
function perform(
  state: State,
  asker: Asker,
  request: OperatorRequest,
  now: number,
  out: Outbox,
): OperatorOutcome | 'later' {
  switch (request.kind) {
    case 'monitor':
      return monitor(state, request, now, out);
    case 'flush':
      return DONE;
    case 'configure':
      return configure(state, request.changes, now, out);
    case 'tune':
      tune(state, request.timings, now);
      return DONE;
    case 'simulate':
      state.simulatedFailures = new Set(request.failures);
      return DONE;
    case 'reset':
      return resetAll(state, request.names, now, out);
    case 'check-up': {
      const group = request.name === null ? undefined : state.groups.get(request.name);
      if (request.name !== null && group === undefined) return NO_SUCH_MASTER;
      const groups = group === undefined ? [...state.groups.values()] : [group];
      return checkUp(state, groups, { asker, now }, out);
    }
    case 'remove':
    case 'failover':
    case 'rehearse':
    case 'forget':
    case 'pause':
    case 'maintain':
    case 'set': {
      const group = state.groups.get(request.name);
      if (group === undefined) return NO_SUCH_MASTER;
      if (request.kind === 'forget') {
        if (!request.everywhere) return forget(state, group, request.who, now, out);
        return forgetEverywhere(state, group, request, { asker, now }, out);
      }
      if (request.kind === 'pause') return pause(state, group, request.forMs, now, out);
      if (request.kind === 'maintain') return maintain(state, group, request, out);
      if (request.kind === 'remove') return remove(state, group, now, out);
      if (request.kind === 'set') return change(state, group, request, now, out);
      if (request.kind === 'rehearse') {
        return rehearse(state, group, { ...request, asker, now }, out);
      }
      return forceFailover(
        state,
        group,
        { orders: request.orders ?? PLAIN_ORDERS, asker, now },
        out,
      );
    }
    default:
      return request satisfies never;
  }
}

function resetAll(
  state: State,
  names: readonly string[],
  now: number,
  out: Outbox,
): OperatorOutcome {
  const groups = names.flatMap((name) => state.groups.get(name) ?? []);
  for (const group of groups) reset(state, group, now, out);
  return { kind: 'count', count: groups.length };
}

/** OPERATOR-5: no agreement on the master's death is needed. Answered when it is known whether a
 *  write can be lost (HANDOVER-7). */
function forceFailover(
  state: State,
  group: Group,
  ordered: { readonly orders: FailoverOrders; readonly asker: Asker; readonly now: number },
  out: Outbox,
): OperatorOutcome | 'later' {
  const { orders, now } = ordered;
  const failed = whyNoFailover(state, group, orders, now);
  if (failed !== null) return failed;
  stand(state, group, { forced: true, now }, out);
  planHandOver(state, group, ordered, out);
  return 'later';
}

/** OPERATOR-4: all options of one SET, checked before they come here, are applied together. */
function change(
  state: State,
  group: Group,
  request: SetRequest,
  now: number,
  out: Outbox,
): OperatorOutcome {
  const before = group.options;
  countFastProbes(state, group, -1);
  for (const { options, shown } of request.changes) {
    group.options = { ...group.options, ...options };
    out.announce({ name: '+set', subject: masterSubject(group), shown });
  }
  countFastProbes(state, group, 1);
  for (const { peer } of group.members.values()) reviewPeerDownAfter(peer);
  if (before.downAfterMs !== group.options.downAfterMs) judgeAnew(state, group, now, out);
  const { authUser, authPass } = group.options;
  const isRenamed = before.renamedCommands !== group.options.renamedCommands;
  if (before.authUser !== authUser || before.authPass !== authPass || isRenamed) {
    for (const node of nodesOf(group)) introduceAnew(state, node, now, out);
  }
  return DONE;
}

/** Another down-after holds at once, for the probes and for the deadlines that stand. */
function judgeAnew(state: State, group: Group, now: number, out: Outbox): void {
  const peers = [...group.members.values()].map(({ peer }) => peer);
  for (const endpoint of [...nodesOf(group), ...peers]) {
    hurryBeat(state, endpoint, now);
    reviewDown(state, endpoint, now, out);
  }
}

/** Those too that nobody sees since a RESET. */
function nodesOf({ master, replicas, candidates }: Group): readonly DataNode[] {
  return [master, ...[...replicas.values()].map(({ node }) => node), ...candidates.values()];
}
