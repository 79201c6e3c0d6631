// SENTINEL INFO-CACHE: the last INFO of every node of some groups, as it came, with its age.

import type { InfoCacheView } from '../../core/view.ts';
import type { RespValue } from '../../resp/value.ts';
import type { Command } from '../command.ts';
import { array, bulk, integer, reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const infoCache: Command = sentinelCommand({
  name: 'info-cache',
  arity: -3,
  since: '3.2.0',
  usage: 'INFO-CACHE <master-name> [<master-name> ...]',
  summary: 'Shows the last INFO of the master and of each replica of some groups.',
  run([, , ...words], _caller, { views }) {
    // A group is shown once, and one that there is not is left out.
    const names = [...new Set(words)];
    return reply(
      array(
        names.flatMap((name) => {
          const nodes = views.infoCache(name);
          return nodes === null ? [] : [bulk(name), array(nodes.map(render))];
        }),
      ),
    );
  },
});

function render({ ageMs, text }: InfoCacheView): RespValue {
  return array([integer(ageMs), text === null ? { kind: 'null' } : bulk(text)]);
}
