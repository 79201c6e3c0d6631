// `vedette forget`: a replica or a Sentinel that is gone for good is forgotten, on the Sentinels
// that are named or on all of them.

import { parseHostPort, shown } from '../../client/address.ts';
import type { Gathering, Reached } from '../../client/gather.ts';
import { EXIT, Stop, usage } from '../exit.ts';
import { isOn } from '../options.ts';
import { report, tellAll } from '../orders.ts';
import type { Call, Verb } from '../verb.ts';
import { noSuchGroup } from './status.ts';

export const forget: Verb = {
  name: 'forget',
  words: [
    { form: '<name>', meaning: 'the group', kind: 'group' },
    { form: '<replica|sentinel>', meaning: 'what it is', kind: ['replica', 'sentinel'] },
    {
      form: '<host:port|id>',
      meaning: 'which one, as vedette status shows it; a Sentinel also by its id',
    },
  ],
  about:
    'Forgets one replica or one Sentinel of a group that is gone for good. Every Sentinel ' +
    'keeps its own list, and a Sentinel that is gone counts in every majority, so it is ' +
    'mostly wanted with --everywhere. What still runs comes back by itself, which is said. ' +
    'Stock Sentinels cannot forget one alone; there only SENTINEL RESET helps.',
  options: [
    { flags: '--everywhere', meaning: 'on all Sentinels, not only on those that are named' },
  ],
  asksSentinels: true,
  exits: [
    [EXIT.good, 'forgotten on every Sentinel that was told'],
    [EXIT.no, 'not on all of them: one refused, was not reached, or is a stock one'],
    [EXIT.unknown, 'no Sentinel knows the group, or what is to be forgotten'],
  ],
  examples: [
    'vedette forget mymaster replica 10.0.0.9:6379 --everywhere',
    'vedette forget mymaster sentinel 10.0.0.5:26379 --everywhere',
  ],
  run: runForget,
};

async function runForget(call: Call): Promise<number> {
  const [name = '', kind = '', which = ''] = call.words;
  if (kind !== 'replica' && kind !== 'sentinel') {
    throw usage(`'${kind}' is neither replica nor sentinel.`);
  }
  const everywhere = isOn(call.options, 'everywhere');
  // What is looked for may be known to others only, so all are asked.
  const gathering = await call.desk.gather();
  try {
    if (!gathering.groupNames.includes(name)) throw noSuchGroup(name, gathering);
    const who = kind === 'replica' ? replicaWords(which) : sentinelWords(which, name, gathering);
    const named = await namedOnly(call, gathering, everywhere);
    const told = await tellAll(named, name, (one) =>
      one.myId === who[1] ? null : ['SENTINEL', 'FORGET', name, ...who],
    );
    return report(told, call, `Forgotten`);
  } finally {
    gathering.close();
  }
}

function replicaWords(which: string): readonly string[] {
  const address = parseHostPort(which);
  if (address === null) throw usage(`'${which}' is no address: write host:port.`);
  return ['REPLICA', address.host, String(address.port)];
}

/** By its id, or by an address that a Sentinel knows it at. */
function sentinelWords(which: string, name: string, { reached }: Gathering): readonly string[] {
  if (/^[0-9a-f]{40}$/i.test(which)) return ['SENTINEL', which];
  const address = parseHostPort(which);
  if (address === null) throw usage(`'${which}' is neither an address nor an id of 40 digits.`);
  const known = reached.flatMap(({ peers }) => peers.get(name) ?? []);
  const ids = new Set(
    known.filter((peer) => shown(peer.address) === shown(address)).map(({ runId }) => runId),
  );
  const [id] = ids;
  if (id === undefined || id === '') {
    throw new Stop(EXIT.unknown, `No Sentinel of '${name}' knows one at ${which}.`);
  }
  if (ids.size > 1) {
    throw new Stop(EXIT.no, `Several ids stand at ${which}: name one of ${[...ids].join(', ')}.`);
  }
  return ['SENTINEL', id];
}

async function namedOnly(
  { desk }: Call,
  gathering: Gathering,
  everywhere: boolean,
): Promise<Gathering> {
  // Whoever is gone for good does not have to be told of it.
  const { Gathering: Some } = await import('../../client/gather.ts');
  if (everywhere) return new Some(gathering.reached, []);
  const { target } = await desk.target();
  const named = new Set(target.addresses.map(shown));
  const isNamed = ({ address }: Pick<Reached, 'address'>): boolean => named.has(shown(address));
  return new Some(gathering.reached.filter(isNamed), gathering.missed.filter(isNamed));
}
