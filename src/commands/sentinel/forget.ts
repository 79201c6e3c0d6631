// SENTINEL FORGET: one replica or one other Sentinel is forgotten, here (OPERATOR-12) or on all
// Sentinels of the group that can be reached (OPERATOR-16). Stock knows only RESET, which forgets
// all of them.

import { sameAddress } from '../../core/address.ts';
import { resultOf } from '../../core/operator/forget-everywhere.ts';
import type { OperatorOutcome, ToForget } from '../../core/operator-request.ts';
import type { PeerView } from '../../core/view.ts';
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
  usage: 'FORGET <master-name> REPLICA <ip> <port> | SENTINEL <runid>|<ip> <port> [EVERYWHERE]',
  summary:
    'Forgets one replica or one other Sentinel of a group, here or on all Sentinels of the group.',
  run([, , name = '', kind = '', ...words], _caller, sight) {
    const scope = scopeOf(words.at(-1));
    const [first = '', second, ...rest] = scope === 'plain' ? words : words.slice(0, -1);
    const peers = sight.views.peers(name) ?? [];
    const who = first === '' ? null : readWho(kind.toLowerCase(), first, second, peers);
    if (who === null || rest.length > 0) return reply(SYNTAX_ERROR);
    if (who === 'nobody') return reply(renderOutcome({ kind: 'failed', code: 'no-such-node' }));
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

/** `nobody`: no peer is known at that address. */
function readWho(
  kind: string,
  first: string,
  second: string | undefined,
  peers: readonly PeerView[],
): ToForget | 'nobody' | null {
  if (kind === 'sentinel') {
    return second === undefined ? byId(first, peers) : byAddress(first, second, peers);
  }
  if (kind !== 'replica' && kind !== 'slave') return null;
  const address = parseAddress(first, second);
  return address === null ? null : { kind: 'replica', address };
}

/** In whatever case it is written. One that we do not know may be known to others. */
function byId(id: string, peers: readonly PeerView[]): ToForget {
  const known = peers.find(({ runId }) => runId.toLowerCase() === id.toLowerCase());
  return { kind: 'sentinel', runId: known?.runId ?? id.toLowerCase() };
}

function byAddress(
  host: string,
  port: string,
  peers: readonly PeerView[],
): ToForget | 'nobody' | null {
  const at = parseAddress(host, port);
  if (at === null) return null;
  const known = peers.find(({ address }) => sameAddress(address, at));
  return known === undefined ? 'nobody' : { kind: 'sentinel', runId: known.runId };
}
