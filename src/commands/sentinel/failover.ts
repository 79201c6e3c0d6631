// SENTINEL FAILOVER: replace a master now, without asking the peers (OPERATOR-5).

import type { Command } from '../command.ts';
import { renderOutcome } from '../errors.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const failover: Command = sentinelCommand({
  name: 'failover',
  arity: 3,
  since: '2.8.4',
  usage: 'FAILOVER <master-name>',
  summary: 'Fails a master over at once, without the agreement of the other Sentinels.',
  run: ([, , name = '']) => ({
    kind: 'operate',
    request: { kind: 'failover', name },
    render: renderOutcome,
  }),
});
