// SENTINEL PENDING-SCRIPTS: the scripts that run or wait for a run.

import type { RespValue } from '../../resp/value.ts';
import type { ScriptSight } from '../../scripts/queue.ts';
import type { Command } from '../command.ts';
import { array, bulk, bulks, map, reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const pendingScripts: Command = sentinelCommand({
  name: 'pending-scripts',
  arity: 2,
  since: '2.8.4',
  usage: 'PENDING-SCRIPTS',
  summary: 'Lists the scripts that run or wait for a run.',
  run(_args, _caller, { process }) {
    return reply(array(process.scripts().map(scriptMap)));
  },
});

function scriptMap({ words, running, delayMs, runs }: ScriptSight): RespValue {
  const time: readonly [string, number] =
    running === null ? ['run-delay', delayMs] : ['run-time', running.runTimeMs];
  return map([
    ['argv', bulks(words)],
    ['flags', bulk(running === null ? 'scheduled' : 'running')],
    ['pid', bulk(String(running?.processId ?? 0))],
    [time[0], bulk(String(Math.floor(time[1])))],
    ['retry-num', bulk(String(runs))],
  ]);
}
