// The reply to SENTINEL FAILOVER ... DRYRUN (DRYRUN-1): what would be done and what was found out,
// as fields for programs and as lines for people. docs/operating/dry-run.md describes each field.

import type { HandOverProblem, OperatorErrorCode } from '../../core/operator-request.ts';
import type { Rehearsed } from '../../core/rehearsed.ts';
import type { RespValue } from '../../resp/value.ts';
import { renderOutcome } from '../errors.ts';
import { array, bulk, bulks, integer, map } from '../reply.ts';
import { fields, plain, replicaFields } from './explain.ts';
import { rehearsedLines } from './rehearsed-lines.ts';

/** What FAILOVER would come to. */
const ENDS: Readonly<Record<Rehearsed['outcome']['kind'], string>> = {
  done: 'handed-over',
  unprotected: 'writes-can-be-lost',
  'not-handed-over': 'given-up',
  failed: 'refused',
};

export function renderRehearsed(found: Rehearsed): RespValue {
  const { votes, hold, lag } = found;
  const answer = answerOf(found);
  return map([
    ['name', bulk(found.name)],
    ['ip', bulk(found.address.host)],
    ['port', integer(found.address.port)],
    ['config-epoch', integer(found.configEpoch)],
    ['outcome', bulk(ENDS[found.outcome.kind])],
    ['way', bulk(found.way)],
    ['why', plain(whyOf(found.outcome))],
    ['reply', bulk(answer.text)],
    ['error', plain(answer.code)],
    ['chosen', plain(found.chosen)],
    ['took-ms', integer(found.tookMs)],
    [
      'pause',
      fields([
        ['limit-ms', hold.longestMs],
        ['catch-up-limit-ms', hold.catchUpMs],
      ]),
    ],
    [
      'lag',
      fields([
        ['bytes', lag.bytes],
        ['catch-up-ms', lag.caughtUpMs],
      ]),
    ],
    [
      'votes',
      fields([
        ['have', votes.have],
        ['need', votes.need],
        ['known', votes.known],
        ['without-majority', votes.isAlone],
      ]),
    ],
    ['tried', array(found.trials.map((each) => fields(Object.entries(each))))],
    [
      'replicas',
      array(
        found.replicas.map((each) =>
          fields([...replicaFields(each), ['behind-bytes', each.behindBytes]]),
        ),
      ),
    ],
    ['sentinels', array(found.voters.map(voter))],
    ['lines', bulks(rehearsedLines(found, answer.text))],
  ]);
}

function voter({ runId, address, vote }: Rehearsed['voters'][number]): RespValue {
  return fields([
    ['runid', runId],
    ['ip', address.host],
    ['port', address.port],
    ['vote', vote],
  ]);
}

/** The name of what stands in the way. */
function whyOf(outcome: Rehearsed['outcome']): string | null {
  if (outcome.kind === 'failed') return outcome.code satisfies OperatorErrorCode;
  if (!('problem' in outcome)) return null;
  const { problem } = outcome;
  if (problem.code === 'aborted') return problem.cause;
  return problem.code satisfies HandOverProblem['code'];
}

/** The words of FAILOVER's own answer, and the code if it is an error. */
function answerOf({ outcome }: Rehearsed): { readonly text: string; readonly code: string | null } {
  const value = renderOutcome(outcome);
  const text = value.kind === 'simple' || value.kind === 'error' ? value.text : '';
  return { text, code: value.kind === 'error' ? (text.split(' ', 1)[0] ?? null) : null };
}
