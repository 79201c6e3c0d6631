// SENTINEL FAILOVER: replace a master now, without asking the peers whether it is down
// (OPERATOR-5), and without losing a write where that can be had (HANDOVER-n). The words after the
// name are ours, but for COORDINATED, which Valkey 9 has.

import { type FailoverOrders, PLAIN_ORDERS } from '../../core/operator-request.ts';
import { parseDecimal } from '../../resp/decimal.ts';
import type { RespValue } from '../../resp/value.ts';
import { parseAddress } from '../addresses.ts';
import type { Command } from '../command.ts';
import { renderOutcome } from '../errors.ts';
import { error, reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const failover: Command = sentinelCommand({
  name: 'failover',
  arity: -3,
  since: '2.8.4',
  usage: 'FAILOVER <master-name> [COORDINATED] [TO <ip> <port>] [TIMEOUT <milliseconds>]',
  summary: 'Fails a master over at once, without the agreement of the other Sentinels.',
  run([, , name = '', ...words]) {
    const orders = readOrders(words);
    if ('kind' in orders) return reply(orders);
    return { kind: 'operate', request: { kind: 'failover', name, orders }, render: renderOutcome };
  },
});

/** The options in any order; of one that is repeated the last counts. An error instead where one is
 *  not understood. */
function readOrders(words: readonly string[]): FailoverOrders | RespValue {
  let orders = PLAIN_ORDERS;
  for (let at = 0; at < words.length; ) {
    const [word = '', first, second] = words.slice(at, at + 3);
    const option = readOption(word.toLowerCase(), first, second);
    if (option === null) return unknownOption(word);
    orders = { ...orders, ...option.orders };
    at += option.words;
  }
  return orders;
}

function readOption(
  word: string,
  first: string | undefined,
  second: string | undefined,
): { readonly words: number; readonly orders: Partial<FailoverOrders> } | null {
  if (word === 'coordinated') return { words: 1, orders: { insists: true } };
  if (word === 'timeout') {
    const patienceMs = parseDecimal(first ?? '');
    const isFit = typeof patienceMs === 'number' && patienceMs > 0;
    return isFit ? { words: 2, orders: { patienceMs } } : null;
  }
  const target = word === 'to' ? parseAddress(first ?? '', second) : null;
  return target === null ? null : { words: 3, orders: { target } };
}

function unknownOption(word: string): RespValue {
  return error(`ERR Unknown option or value for SENTINEL FAILOVER '${word}'`);
}
