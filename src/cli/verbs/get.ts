// `vedette get name`: the address of a master and nothing else, for scripts.

import { shown } from '../../client/address.ts';
import type { Reached } from '../../client/gather.ts';
import { listOf, numberOf, textOf } from '../../client/reading.ts';
import type { Address } from '../../core/address.ts';
import { EXIT, Stop } from '../exit.ts';
import { isOn } from '../options.ts';
import type { Call, Verb } from '../verb.ts';
import { noSuchGroup } from './status.ts';

export const get: Verb = {
  name: 'get',
  words: [{ form: '<name>', meaning: 'the group', kind: 'group' }],
  about:
    'Prints host:port of the master, as a client library would be told. All Sentinels that ' +
    'are named are asked; where they differ, the newest configuration is right, and a line ' +
    'on standard error says so.',
  options: [
    { flags: '--host', meaning: 'only the host' },
    { flags: '--port', meaning: 'only the port' },
  ],
  asksSentinels: true,
  exits: [
    [EXIT.good, 'the address is printed'],
    [EXIT.no, 'the group is known, and nobody tells its master (strict-minority)'],
    [EXIT.unknown, 'no Sentinel knows the group'],
  ],
  examples: ['redis-cli -u "redis://$(vedette get mymaster)"', 'vedette get mymaster --json'],
  run: runGet,
};

interface Told {
  readonly address: Address;
  readonly epoch: number;
  readonly sentinel: string;
}

async function runGet({ words: [name = ''], options, desk }: Call): Promise<number> {
  const gathering = await desk.gather({ peers: 'unasked' });
  try {
    const told = (await Promise.all(gathering.reached.map((one) => ask(one, name)))).flat();
    const [best] = [...told].sort((a, b) => b.epoch - a.epoch);
    if (best === undefined) {
      if (!gathering.groupNames.includes(name)) throw noSuchGroup(name, gathering);
      throw new Stop(EXIT.no, `Nobody tells the master of '${name}' now: they are in a minority.`);
    }
    const others = told.filter(({ address }) => shown(address) !== shown(best.address));
    if (others.length > 0 && !desk.json) {
      const sides = others.map(({ sentinel, address }) => `${sentinel} says ${shown(address)}`);
      desk.paper.aside(`The Sentinels differ: ${sides.join(', ')}; theirs is older.`);
    }
    const { host, port } = best.address;
    if (desk.json)
      desk.paper.json({ name, host, port, configEpoch: best.epoch, agreed: others.length === 0 });
    else if (isOn(options, 'host')) desk.paper.line(host);
    else desk.paper.line(isOn(options, 'port') ? String(port) : shown(best.address));
    return EXIT.good;
  } finally {
    gathering.close();
  }
}

async function ask({ connection, masters, address }: Reached, name: string): Promise<Told[]> {
  const answer = await connection.call(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name]);
  if (!answer.ok) return [];
  const [host, port] = listOf(answer.value);
  const [hostText, portNumber] = [textOf(host), numberOf(port)];
  if (hostText === null || portNumber === null) return [];
  const epoch = masters.get(name)?.configEpoch ?? 0;
  return [{ address: { host: hostText, port: portNumber }, epoch, sentinel: shown(address) }];
}
