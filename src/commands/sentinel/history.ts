// SENTINEL HISTORY: the last failovers of a group, newest first, as fields for programs and as
// lines for people (HISTORY-1). docs/operating/history.md describes each field.

import type { PastFailover } from '../../core/history-book.ts';
import type { RespValue } from '../../resp/value.ts';
import type { Command } from '../command.ts';
import { NO_SUCH_MASTER } from '../errors.ts';
import { array, bulk, bulks, integer, map, reply } from '../reply.ts';
import { beginOf, historyLines, STEPS } from './history-lines.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const history: Command = sentinelCommand({
  name: 'history',
  arity: 3,
  since: '7.2.4',
  usage: 'HISTORY <master-name>',
  summary: 'Shows the last failovers of the master: times, votes, offsets and what may be lost.',
  run([, , name = ''], _caller, sight) {
    const past = sight.views.history(name);
    if (past === null) return reply(NO_SUCH_MASTER);
    return reply(array(past.map(render)));
  },
});

function render(past: PastFailover): RespValue {
  const { steps, votes, offsets, loss } = past;
  return map([
    ['role', bulk(past.role)],
    ['outcome', bulk(past.outcome)],
    ['reason', text(past.reason)],
    ['cause', text(past.cause)],
    ['obstacle', text(past.obstacle)],
    ['attempts', integer(past.attempts)],
    ['epoch', integer(past.epoch)],
    ['leader', text(past.leader)],
    ['from', bulk(past.from)],
    ['to', text(past.to)],
    ['steps', map(STEPS.map((step) => [step, number(steps[step])]))],
    ['took-ms', number(tookMs(past))],
    ['votes', number(votes?.have ?? null)],
    ['votes-needed', number(votes?.need ?? null)],
    ['old-master-offset', number(past.oldOffset)],
    ['chosen-offset', number(past.newOffset)],
    ['replica-offsets', map(offsets.map(({ replica, offset }) => [replica, number(offset)]))],
    ['loss', bulk(loss.kind)],
    ['lost-bytes', number(loss.kind === 'at-least' ? loss.bytes : null)],
    ['lines', bulks(historyLines(past))],
  ]);
}

/** From the first step that is known to the switch. */
function tookMs(past: PastFailover): number | null {
  const { switched } = past.steps;
  return switched === null || past.role === 'observer' ? null : switched - beginOf(past);
}

function number(value: number | bigint | null): RespValue {
  return value === null ? { kind: 'null' } : integer(value);
}

function text(value: string | null): RespValue {
  return value === null ? { kind: 'null' } : bulk(value);
}
