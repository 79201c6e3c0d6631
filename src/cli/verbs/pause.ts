// `vedette pause` and `vedette resume`: no failover of a group is started for a while, by none of
// the Sentinels.

import { showDuration } from '../duration.ts';
import { EXIT } from '../exit.ts';
import { durationOption } from '../options.ts';
import { report, tellAll } from '../orders.ts';
import type { Call, Verb } from '../verb.ts';
import { noSuchGroup } from './status.ts';

const USUAL_MS = 3_600_000;

const EXITS: Verb['exits'] = [
  [EXIT.good, 'done on every Sentinel'],
  [EXIT.no, 'not on all of them: one refused, was not reached, or is a stock one'],
  [EXIT.unknown, 'no Sentinel knows the group'],
];

const GROUP = { form: '<name>', meaning: 'the group', kind: 'group' } as const;

export const pause: Verb = {
  name: 'pause',
  words: [GROUP],
  about:
    'Tells every Sentinel to start no failover of the group for a while, as for work on its' +
    ' nodes. One that is asked for with vedette failover is carried out all the same. It ' +
    'ends by itself or by vedette resume, and outlasts a restart of a Sentinel. Stock ' +
    'Sentinels cannot be paused: they may start a failover, and that is said.',
  options: [{ flags: '--for <duration>', meaning: 'how long: 1h' }],
  asksSentinels: true,
  exits: EXITS,
  examples: ['vedette pause mymaster --for 30m'],
  async run(call) {
    const ms = durationOption(call.options, 'for') ?? USUAL_MS;
    return await order(call, ['PAUSE', String(ms)], `Paused for ${showDuration(ms)}`);
  },
};

export const resume: Verb = {
  name: 'resume',
  words: [GROUP],
  about: 'Ends a pause on every Sentinel. If the master is down, a failover starts at once.',
  options: [],
  asksSentinels: true,
  exits: EXITS,
  examples: ['vedette resume mymaster'],
  run: async (call) => await order(call, ['RESUME'], 'Resumed'),
};

/** `words`: the subcommand, and what stands behind the group. */
async function order(
  call: Call,
  [subcommand = '', ...more]: readonly string[],
  done: string,
): Promise<number> {
  const [name = ''] = call.words;
  const gathering = await call.desk.gather();
  try {
    if (!gathering.groupNames.includes(name)) throw noSuchGroup(name, gathering);
    const told = await tellAll(gathering, name, () => ['SENTINEL', subcommand, name, ...more]);
    return report(told, call, done);
  } finally {
    gathering.close();
  }
}
