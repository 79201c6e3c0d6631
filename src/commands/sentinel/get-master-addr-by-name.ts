// SENTINEL GET-MASTER-ADDR-BY-NAME: where clients find the master. The question that every client
// asks, and some before each of their commands.

import type { Command } from '../command.ts';
import { bulks, reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const getMasterAddrByName: Command = sentinelCommand({
  name: 'get-master-addr-by-name',
  arity: 3,
  since: '2.8.4',
  usage: 'GET-MASTER-ADDR-BY-NAME <master-name>',
  summary: 'Tells the address of the master of a group.',
  run([, , name = ''], _caller, { views }) {
    const address = views.clientAddress(name);
    if (address === null) return reply({ kind: 'null-array' });
    return reply(bulks([address.host, String(address.port)]));
  },
});
