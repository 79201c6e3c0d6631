// SENTINEL FAILOVER: replace a master now, without asking the peers whether it is down
// (OPERATOR-5), and without losing a write where that can be had (HANDOVER-n). The words after the
// name are ours, but for COORDINATED, which Valkey 9 has. With DRYRUN it is only said what would be
// done (DRYRUN-n).

import {
  type FailoverOrders,
  type OperatorOutcome,
  PLAIN_ORDERS,
} from '../../core/operator-request.ts';
import { parseDecimal } from '../../resp/decimal.ts';
import type { RespValue } from '../../resp/value.ts';
import { parseAddress } from '../addresses.ts';
import type { Command } from '../command.ts';
import { renderOutcome } from '../errors.ts';
import { error, reply } from '../reply.ts';
import { renderRehearsed } from './rehearsed.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const failover: Command = sentinelCommand({
  name: 'failover',
  arity: -3,
  since: '2.8.4',
  usage: 'FAILOVER <master-name> [COORDINATED] [TO <ip> <port>] [TIMEOUT <milliseconds>] [DRYRUN]',
  summary: 'Fails a master over at once, without the agreement of the other Sentinels.',
  run([, , name = '', ...words], _caller, { process: { saves } }) {
    const wish = readWish(words);
    if ('kind' in wish) return reply(wish);
    const { orders, isDryRun } = wish;
    const canSave = saves.failedForMs === null;
    const request = isDryRun
      ? ({ kind: 'rehearse', name, orders, canSave } as const)
      : ({ kind: 'failover', name, orders } as const);
    return { kind: 'operate', request, render };
  },
});

/** A dry run that was not refused itself has more to tell than how it would end. */
function render(outcome: OperatorOutcome): RespValue {
  return outcome.kind === 'rehearsed' ? renderRehearsed(outcome.rehearsed) : renderOutcome(outcome);
}

interface Wish {
  readonly orders: FailoverOrders;
  readonly isDryRun: boolean;
}

/** The options in any order; of one that is repeated the last counts. An error instead where one is
 *  not understood. */
function readWish(words: readonly string[]): Wish | RespValue {
  let wish: Wish = { orders: PLAIN_ORDERS, isDryRun: false };
  for (let at = 0; at < words.length; ) {
    const [word = '', first, second] = words.slice(at, at + 3);
    const option = readOption(word.toLowerCase(), first, second);
    if (option === null) return unknownOption(word);
    const isDryRun = wish.isDryRun || option.isDryRun === true;
    wish = { orders: { ...wish.orders, ...option.orders }, isDryRun };
    at += option.words;
  }
  return wish;
}

interface Option {
  readonly words: number;
  readonly orders?: Partial<FailoverOrders>;
  readonly isDryRun?: true;
}

function readOption(
  word: string,
  first: string | undefined,
  second: string | undefined,
): Option | null {
  if (word === 'dryrun') return { words: 1, isDryRun: true };
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
