// SENTINEL REMOVE: stop watching a group (OPERATOR-2).

import type { Command } from '../command.ts';
import { renderOutcome } from '../errors.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const remove: Command = sentinelCommand({
  name: 'remove',
  arity: 3,
  since: '2.8.4',
  usage: 'REMOVE <master-name>',
  summary: 'Stops watching a group and forgets it.',
  run: ([, , name = '']) => ({
    kind: 'operate',
    request: { kind: 'remove', name },
    render: renderOutcome,
  }),
});
