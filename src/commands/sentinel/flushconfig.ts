// SENTINEL FLUSHCONFIG: write the configuration file, whether or not it has changed (OPERATOR-6).

import type { Command } from '../command.ts';
import { renderOutcome } from '../errors.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const flushconfig: Command = sentinelCommand({
  name: 'flushconfig',
  arity: 2,
  since: '2.8.4',
  usage: 'FLUSHCONFIG',
  summary: 'Writes the configuration file, the state of this Sentinel included.',
  run: () => ({ kind: 'operate', request: { kind: 'flush' }, render: renderOutcome }),
});
