// Orders that each Sentinel carries out for itself (PAUSE, MAINTENANCE, FORGET): told to all of
// them at once, and what each has answered.

import { shown } from '../client/address.ts';
import type { Gathering, Reached } from '../client/gather.ts';
import { textOf } from '../client/reading.ts';
import { EXIT } from './exit.ts';
import { clean, columns, type Paper } from './paper.ts';
import type { Call } from './verb.ts';

export interface Told {
  readonly sentinel: string;
  readonly outcome: 'done' | 'refused' | 'cannot' | 'not-reached';
  readonly text: string;
}

const CANNOT = 'a stock Sentinel, which has no such command';

/** `words` for each Sentinel that watches the group; null: nothing to do there. */
export async function tellAll(
  { reached, missed }: Gathering,
  name: string,
  words: (sentinel: Reached) => readonly string[] | null,
): Promise<readonly Told[]> {
  const told = reached
    .filter(({ masters }) => masters.has(name))
    .map(async (one): Promise<Told | null> => {
      const sentinel = shown(one.address);
      const order = words(one);
      if (order === null) return null;
      if (one.about.kind === 'stock') return { sentinel, outcome: 'cannot', text: CANNOT };
      const answer = await one.connection.call(order);
      if (answer.ok) return { sentinel, outcome: 'done', text: textOf(answer.value) ?? 'OK' };
      return { sentinel, outcome: 'refused', text: answer.failure.text };
    });
  const rest = missed.map(({ address, failure }): Told => {
    return { sentinel: shown(address), outcome: 'not-reached', text: failure.text };
  });
  const all = [...(await Promise.all(told)), ...rest];
  return all.filter((each) => each !== null);
}

/** Says how it went, and gives the exit code: all have done it, or not. */
export function report(told: readonly Told[], { desk }: Call, done: string): number {
  const isDone = told.every(({ outcome }) => outcome === 'done');
  if (desk.json) desk.paper.json({ done: isDone, sentinels: told });
  else print(told, desk.paper, done);
  return isDone && told.length > 0 ? EXIT.good : EXIT.no;
}

const STYLES = { done: 'good', refused: 'bad', cannot: 'warn', 'not-reached': 'bad' } as const;

function print(told: readonly Told[], paper: Paper, done: string): void {
  const some = told.filter(({ outcome }) => outcome === 'done').length;
  const rows = told.map(({ sentinel, outcome, text }) => [
    sentinel,
    paper.paint(STYLES[outcome], outcome.replace('-', ' ')),
    text === 'OK' ? '' : clean(text),
  ]);
  paper.line(`${done} on ${some} of ${told.length} Sentinel${told.length === 1 ? '' : 's'}:`);
  for (const line of columns(rows, '  ')) paper.line(line);
}
