// `vedette wait`: blocks until a group has a master that all Sentinels tell, and with --writable
// until that takes writes.

import { randomBytes } from 'node:crypto';
import { shown } from '../../client/address.ts';
import { Connection, type Entry } from '../../client/connection.ts';
import { gather } from '../../client/gather.ts';
import { listOf, textOf } from '../../client/reading.ts';
import type { Address } from '../../core/address.ts';
import { EXIT } from '../exit.ts';
import { NODE_OPTIONS, nodeEntry } from '../node-entry.ts';
import { durationOption, isOn } from '../options.ts';
import { type Attempt, notYet, retry } from '../retry.ts';
import type { Call, Verb } from '../verb.ts';
import { masterOf } from './failover.ts';

const TIMEOUT_MS = 60_000;

export const wait: Verb = {
  name: 'wait',
  words: [{ form: '<name>', meaning: 'the group', kind: 'group' }],
  about:
    'Returns as soon as all Sentinels that answer tell the same master and none of them ' +
    'holds it for down, and prints its address. With --writable the node itself is asked as' +
    ' well: it has to be a master that takes a write, which is tried with a SET ... XX of a' +
    ' key that does not exist: it changes nothing, and is refused by a replica, during a ' +
    'hand-over, without enough replicas and on a full disk. For the start of what depends ' +
    'on the group.',
  options: [
    { flags: '--writable', meaning: 'until a write would be taken' },
    { flags: '--timeout <duration>', meaning: 'how long at most: 60s' },
    ...NODE_OPTIONS,
  ],
  asksSentinels: true,
  exits: [
    [EXIT.good, 'it is so; the address is printed'],
    [EXIT.unknown, 'no Sentinel knows the group, all the time'],
    [EXIT.late, 'it was not so in time'],
  ],
  examples: ['vedette wait mymaster --writable --timeout 30s && start-my-service'],
  run: runWait,
};

async function runWait({ words: [name = ''], options, desk }: Call): Promise<number> {
  const timeoutMs = durationOption(options, 'timeout') ?? TIMEOUT_MS;
  const isWritable = isOn(options, 'writable');
  const entry = await nodeEntry(desk, options, name);
  const { target } = await desk.target();
  const address = await retry(desk, timeoutMs, async () => {
    const gathering = await gather(target);
    try {
      const { reached, missed } = gathering;
      if (reached.length === 0) {
        const why = missed.map((each) => `${shown(each.address)}: ${each.failure.text}`);
        return notYet(EXIT.unreachable, `no Sentinel can be asked (${why.join('; ')})`);
      }
      const watching = reached.filter(({ masters }) => masters.has(name));
      if (watching.length === 0) return notYet(EXIT.unknown, `no Sentinel knows '${name}'`);
      const told = await Promise.all(watching.map((one) => masterOf(one, name)));
      const [first] = told;
      if (first === undefined || first === null || told.some((each) => each === null)) {
        return notYet(EXIT.late, 'a Sentinel does not tell the master');
      }
      const other = told.find((each) => each !== null && shown(each) !== shown(first));
      if (other !== undefined && other !== null) {
        return notYet(EXIT.late, `the Sentinels tell ${shown(first)} and ${shown(other)}`);
      }
      const down = watching.filter(({ masters }) => masters.get(name)?.downMs !== null);
      if (down.length > 0) {
        const eyes = `${down.length} of ${watching.length} Sentinels`;
        return notYet(EXIT.late, `${shown(first)} is down in the eyes of ${eyes}`);
      }
      return isWritable ? await tryWrite(first, entry, target.patienceMs) : done(first);
    } finally {
      gathering.close();
    }
  });
  if (desk.json) desk.paper.json({ name, ...address, writable: isWritable });
  else desk.paper.line(shown(address));
  return EXIT.good;
}

function done(value: Address): Attempt<Address> {
  return { done: true, value };
}

async function tryWrite(
  address: Address,
  entry: Entry,
  patienceMs: number,
): Promise<Attempt<Address>> {
  const who = `the master ${shown(address)}`;
  const opened = await Connection.open({ address, entry, patienceMs });
  if (!opened.ok) return notYet(EXIT.late, `${who}: ${opened.failure.text}`);
  const connection = opened.value;
  try {
    const role = await connection.call(['ROLE']);
    if (!role.ok) return notYet(EXIT.late, `${who}: ${role.failure.text}`);
    const word = textOf(listOf(role.value)[0]);
    if (word !== 'master') return notYet(EXIT.late, `${who} says that it is a ${word}`);
    const key = `vedette:probe:${randomBytes(16).toString('hex')}`;
    const written = await connection.call(['SET', key, '', 'XX']);
    if (!written.ok) return notYet(EXIT.late, `${who} takes no write: ${written.failure.text}`);
    return done(address);
  } finally {
    connection.close();
  }
}
