// `vedette forget`: a replica or a Sentinel that is gone for good is forgotten, on the Sentinels
// that are named or on all of them.

import { parseHostPort, shown } from '../../client/address.ts';
import { told } from '../../client/failure.ts';
import { Gathering, type Reached } from '../../client/gather.ts';
import { fieldsOf, listOf, numberOf, textOf } from '../../client/reading.ts';
import { EXIT, Stop, usage } from '../exit.ts';
import { isOn } from '../options.ts';
import { report, type Told, tellAll } from '../orders.ts';
import type { Call, Verb } from '../verb.ts';
import { noSuchGroup } from './status.ts';

/** Each Sentinel that is asked on the way has three seconds. */
const EVERYWHERE_MS = 10_000;

export const forget: Verb = {
  name: 'forget',
  words: [
    { form: '<name>', meaning: 'the group', kind: 'group' },
    { form: '<replica|sentinel>', meaning: 'what it is', kind: ['replica', 'sentinel'] },
    { form: '<host:port|id>', meaning: 'which one, as status shows it; a Sentinel also by its id' },
  ],
  about:
    'Forgets one replica or one Sentinel of a group that is gone for good. Every Sentinel keeps ' +
    'its own list, and a Sentinel that is gone counts in every majority, so it is mostly wanted ' +
    'with --everywhere: then the Sentinels pass it on among themselves, also to those that are ' +
    'not reached from here. What still runs comes back by itself, which is said. Stock Sentinels ' +
    'cannot forget one alone; there only SENTINEL RESET helps.',
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
  // What is looked for may be known to others only, so all are asked.
  const gathering = await call.desk.gather();
  try {
    if (!gathering.groupNames.includes(name)) throw noSuchGroup(name, gathering);
    const who = kind === 'replica' ? replicaWords(which) : sentinelWords(which, name, gathering);
    const order = ['SENTINEL', 'FORGET', name, ...who];
    const told = isOn(call.options, 'everywhere')
      ? await everywhere(gathering, name, order)
      : await tellAll(await namedOnly(call, gathering), name, except(who, order));
    return report(told, call, 'Forgotten');
  } finally {
    gathering.close();
  }
}

/** The one to forget does not forget itself. */
function except(
  who: readonly string[],
  order: readonly string[],
): (one: Reached) => readonly string[] | null {
  return ({ myId }) => (myId === who[1] ? null : order);
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
  const answers = reached.flatMap((one) => one.peers.get(name) ?? []);
  const known = answers.flatMap(told);
  const ids = new Set(
    known.filter((peer) => shown(peer.address) === shown(address)).map(({ runId }) => runId),
  );
  const [id] = ids;
  if (id === undefined || id === '') {
    const untold = answers.find(({ ok }) => !ok);
    if (untold?.ok === false) {
      const why = `not every Sentinel tells whom it knows: ${untold.failure.text}`;
      throw new Stop(EXIT.no, `Who stands at ${which} is not known, because ${why}.`);
    }
    throw new Stop(EXIT.unknown, `No Sentinel of '${name}' knows one at ${which}.`);
  }
  if (ids.size > 1) {
    throw new Stop(EXIT.no, `Several ids stand at ${which}: name one of ${[...ids].join(', ')}.`);
  }
  return ['SENTINEL', id];
}

async function namedOnly({ desk }: Call, gathering: Gathering): Promise<Gathering> {
  const { target } = await desk.target();
  const named = new Set(target.addresses.map(shown));
  const isNamed = ({ address }: Pick<Reached, 'address'>): boolean => named.has(shown(address));
  return new Gathering(gathering.reached.filter(isNamed), gathering.missed.filter(isNamed));
}

/** By one of Vedette, which tells its peers. Those that it could not bring to it, and we can, are
 *  told by us. */
async function everywhere(
  gathering: Gathering,
  name: string,
  order: readonly string[],
): Promise<readonly Told[]> {
  const ours = gathering.reached.filter(
    ({ masters, about, myId }) =>
      masters.has(name) && about.kind === 'vedette' && myId !== order.at(-1),
  );
  const [first] = ours;
  // Whoever is gone for good does not have to be told of it.
  const reached = new Gathering(gathering.reached, []);
  const asked = await first?.connection.call([...order, 'EVERYWHERE'], EVERYWHERE_MS);
  if (first === undefined || asked === undefined || !asked.ok) {
    return await tellAll(reached, name, except(order.slice(3), order));
  }
  const entries = listOf(asked.value).map(fieldsOf);
  const rest = new Set<string>();
  const told = entries.flatMap((fields): Told[] => {
    const id = textOf(fields.get('sentinel')) ?? '';
    const result = textOf(fields.get('result')) ?? '';
    if (result === 'itself' || result === 'is-self') return [];
    const outcome = OUTCOMES[result] ?? 'refused';
    const isOurs = ours.some(({ myId }) => myId === id && myId !== first.myId);
    if (outcome !== 'done' && outcome !== 'cannot' && isOurs) rest.add(id);
    const host = textOf(fields.get('ip'));
    const port = numberOf(fields.get('port'));
    const address = host === null || port === null ? first.address : { host, port };
    const text = result === 'forgotten' ? 'OK' : (textOf(fields.get('text')) ?? result);
    return rest.has(id) ? [] : [{ sentinel: shown(address), outcome, text }];
  });
  const more = await tellAll(reached, name, ({ myId }) =>
    myId !== null && rest.has(myId) ? order : null,
  );
  return [...told, ...more.filter(({ outcome }) => outcome !== 'cannot')];
}

const OUTCOMES: Readonly<Record<string, Told['outcome']>> = {
  forgotten: 'done',
  listed: 'done',
  'says-hello': 'done',
  'no-such-node': 'done',
  stock: 'cannot',
  unreachable: 'not-reached',
  'no-answer': 'not-reached',
};
