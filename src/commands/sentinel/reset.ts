// SENTINEL RESET: forget what was discovered around the masters whose names match (OPERATOR-3).

import { matchesGlob } from '../../resp/glob.ts';
import type { Command } from '../command.ts';
import { renderOutcome } from '../errors.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const reset: Command = sentinelCommand({
  name: 'reset',
  arity: 3,
  since: '2.8.4',
  usage: 'RESET <pattern>',
  summary: 'Forgets the replicas, Sentinels and state of all groups whose names match.',
  run([, , pattern = ''], _caller, { views }) {
    const all = views.sentinel().groupNames;
    const names = all.filter((name) => matchesGlob(pattern, name));
    return { kind: 'operate', request: { kind: 'reset', names }, render: renderOutcome };
  },
});
