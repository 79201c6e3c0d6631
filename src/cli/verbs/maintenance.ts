// `vedette maintenance`: a node is being worked on. No Sentinel promotes it or starts a failover
// because of it, until that is over.

import { parseHostPort } from '../../client/address.ts';
import { EXIT, usage } from '../exit.ts';
import { report, tellAll } from '../orders.ts';
import type { Call, Verb } from '../verb.ts';
import { noSuchGroup } from './status.ts';

export const maintenance: Verb = {
  name: 'maintenance',
  words: [
    { form: '<name>', meaning: 'the group', kind: 'group' },
    { form: '<host:port>', meaning: 'the node, as vedette status shows it' },
    { form: '<on|off>', meaning: 'begin or end', kind: ['on', 'off'] },
  ],
  about:
    'Tells every Sentinel that a node is worked on: it is not promoted and starts no ' +
    'failover when it goes down, until it is off again, also over restarts of the ' +
    'Sentinels. To stop a node that may be the master, use vedette drain.',
  options: [],
  asksSentinels: true,
  exits: [
    [EXIT.good, 'done on every Sentinel'],
    [EXIT.no, 'not on all of them: one refused, was not reached, or is a stock one'],
    [EXIT.unknown, 'no Sentinel knows the group'],
  ],
  examples: ['vedette maintenance mymaster 10.0.0.2:6379 on'],
  run: runMaintenance,
};

async function runMaintenance(call: Call): Promise<number> {
  const [name = '', node = '', word = ''] = call.words;
  const address = parseHostPort(node);
  if (address === null) throw usage(`'${node}' is no address: write host:port.`);
  const on = word.toLowerCase();
  if (on !== 'on' && on !== 'off') throw usage(`'${word}' is neither on nor off.`);
  const gathering = await call.desk.gather();
  try {
    if (!gathering.groupNames.includes(name)) throw noSuchGroup(name, gathering);
    const words = ['SENTINEL', 'MAINTENANCE', name, address.host, String(address.port), on];
    const told = await tellAll(gathering, name, () => words);
    return report(told, call, `Maintenance of ${node} is ${on}`);
  } finally {
    gathering.close();
  }
}
