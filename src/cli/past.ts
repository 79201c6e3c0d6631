// The failovers that several Sentinels have recorded, put together: each once, in the record that
// knows most of it, and in an order in which a switch stands before what was given up for it.

import { shown } from '../client/address.ts';
import { fieldsOf, numberOf, textOf } from '../client/reading.ts';
import type { Address } from '../core/address.ts';
import type { RespValue } from '../resp/value.ts';

/** One failover in the record of one Sentinel. */
export interface Past {
  readonly sentinel: string;
  readonly fields: ReadonlyMap<string, RespValue>;
  readonly steps: ReadonlyMap<string, number>;
  /** 0: no step is known. */
  readonly beganMs: number;
}

/** One entry of HISTORY. */
export function readPast(sentinel: Address, value: RespValue): Past {
  const fields = fieldsOf(value);
  const steps = new Map<string, number>();
  for (const [step, each] of fieldsOf(fields.get('steps'))) {
    const ms = numberOf(each);
    if (ms !== null) steps.set(step, ms);
  }
  const beganMs = steps.size === 0 ? 0 : Math.min(...steps.values());
  return { sentinel: shown(sentinel), fields, steps, beganMs };
}

/** Each failover once: of the records of one switch, or of one epoch, that which knows most. The
 *  newest first; a candidacy that lost against the one that made the switch comes behind it. */
export function newestFirst(all: readonly Past[]): readonly Past[] {
  const byKey = new Map<string, Past>();
  for (const past of all) {
    const key = ['epoch', 'from', 'to'].map((name) => word(past, name)).join(' ');
    const before = byKey.get(key);
    if (before === undefined || knows(past) > knows(before)) byKey.set(key, past);
  }
  const found = [...byKey.values()];
  const switches = found.filter(isSwitch);
  return found
    .map((past) => ({ past, atMs: placeOf(past, switches) }))
    .sort((one, other) => other.atMs - one.atMs || rank(one.past) - rank(other.past))
    .map(({ past }) => past);
}

/** That it was a switch is worth most: a leader that was cut off in the middle does not know. */
function knows(past: Past): number {
  return past.steps.size + (word(past, 'role') === 'leader' ? 100 : 0) + (isSwitch(past) ? 200 : 0);
}

function isSwitch(past: Past): boolean {
  return word(past, 'outcome') === 'switched';
}

/** When it began; of an attempt of the same outage that a switch ended, not after that. */
function placeOf(past: Past, switches: readonly Past[]): number {
  if (isSwitch(past)) return past.beganMs;
  const endMs = Math.max(past.beganMs, ...past.steps.values());
  const won = switches.filter(
    (other) =>
      word(other, 'from') === word(past, 'from') &&
      past.beganMs <= Math.max(...other.steps.values()) &&
      endMs >= other.beganMs,
  );
  return Math.min(past.beganMs, ...won.map(({ beganMs }) => beganMs));
}

function rank(past: Past): number {
  return isSwitch(past) ? 0 : 1;
}

function word({ fields }: Past, name: string): string {
  return textOf(fields.get(name)) ?? '';
}
