// SENTINEL HISTORY: the last failovers of a group since the start of this process, newest first
// (HISTORY-1). Times are those of the wall clock now, less the age of each step.

import type { PastFailoverView } from '../../core/history.ts';
import type { RespValue } from '../../resp/value.ts';
import type { Command } from '../command.ts';
import { NO_SUCH_MASTER } from '../errors.ts';
import { array, bulk, integer, map, reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';

const STEPS = [
  'detected',
  'agreed',
  'started',
  'elected',
  'selected',
  'told',
  'switched',
  'ended',
] as const;

export const history: Command = sentinelCommand({
  name: 'history',
  arity: 3,
  since: '7.2.4',
  usage: 'HISTORY <master-name>',
  summary: 'Shows the last failovers of the master: times, votes, offsets and what may be lost.',
  run([, , name = ''], _caller, sight) {
    const past = sight.views.history(name);
    if (past === null) return reply(NO_SUCH_MASTER);
    const { wallMs } = sight.process;
    return reply(array(past.map((each) => render(each, wallMs))));
  },
});

function render(past: PastFailoverView, wallMs: number): RespValue {
  const { role, reason, epoch, from, to, agesMs, votes, oldOffset, newOffset, loss } = past;
  return map([
    ['role', bulk(role)],
    ['reason', text(reason)],
    ['epoch', integer(epoch)],
    ['from', bulk(from)],
    ['to', bulk(to)],
    [
      'steps',
      map(
        STEPS.map((step) => {
          const ageMs = agesMs[step];
          return [step, number(ageMs === null ? null : Math.round(wallMs - ageMs))];
        }),
      ),
    ],
    ['votes', number(votes?.have ?? null)],
    ['votes-needed', number(votes?.need ?? null)],
    ['old-master-offset', number(oldOffset)],
    ['chosen-offset', number(newOffset)],
    ['loss', bulk(loss.kind)],
    ['lost-bytes', number(loss.kind === 'at-least' ? loss.bytes : null)],
  ]);
}

function number(value: number | bigint | null): RespValue {
  return value === null ? { kind: 'null' } : integer(value);
}

function text(value: string | null): RespValue {
  return value === null ? { kind: 'null' } : bulk(value);
}
