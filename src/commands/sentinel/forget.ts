// SENTINEL FORGET: one replica or one other Sentinel is forgotten, here (OPERATOR-12) or on all
// Sentinels of the group that can be reached (OPERATOR-16). Stock knows only RESET, which forgets
// all of them.

import { resultOf } from '../../core/operator/forget-everywhere.ts';
import type { OperatorOutcome } from '../../core/operator-request.ts';
import type { RespValue } from '../../resp/value.ts';
import { parseAddress } from '../addresses.ts';
import type { Command, Sight } from '../command.ts';
import { renderOutcome, SYNTAX_ERROR } from '../errors.ts';
import { reply } from '../reply.ts';
import { renderForgotten } from './forget-texts.ts';
import { sentinelCommand } from './sentinel-command.ts';

/** `here` is what one Sentinel asks of another: as without it, and answered like `everywhere`. */
type Scope = 'plain' | 'here' | 'everywhere';

export const forget: Command = sentinelCommand({
  name: 'forget',
  arity: -5,
  since: '7.2.4',
  usage: 'FORGET <master-name> REPLICA <ip> <port> | SENTINEL <runid> [EVERYWHERE]',
  summary:
    'Forgets one replica or one other Sentinel of a group, here or on all Sentinels of the group.',
  run([, , name = '', kind = '', ...words], _caller, sight) {
    const scope = scopeOf(words.at(-1));
    const [first = '', second, ...rest] = scope === 'plain' ? words : words.slice(0, -1);
    const who = first === '' ? null : readWho(kind.toLowerCase(), first, second);
    if (who === null || rest.length > 0) return reply(SYNTAX_ERROR);
    const request = { kind: 'forget', name, who, everywhere: scope === 'everywhere' } as const;
    const render = (outcome: OperatorOutcome): RespValue => shown(outcome, { scope, name, sight });
    return { kind: 'operate', request, render };
  },
});

function scopeOf(word: string | undefined): Scope {
  const scope = word?.toLowerCase();
  return scope === 'here' || scope === 'everywhere' ? scope : 'plain';
}

function shown(
  outcome: OperatorOutcome,
  asked: { readonly scope: Scope; readonly name: string; readonly sight: Sight },
): RespValue {
  const { scope, name, sight } = asked;
  if (outcome.kind === 'forgotten') return renderForgotten(outcome.by, name);
  if (scope !== 'here') return renderOutcome(outcome);
  const { myId } = sight.views.sentinel();
  return renderForgotten([{ runId: myId, address: null, result: resultOf(outcome) }], name);
}

function readWho(kind: string, first: string, second: string | undefined) {
  if (kind === 'sentinel') {
    if (second !== undefined) return null;
    return { kind: 'sentinel', runId: first } as const;
  }
  if (kind !== 'replica' && kind !== 'slave') return null;
  const address = parseAddress(first, second);
  return address === null ? null : ({ kind: 'replica', address } as const);
}
