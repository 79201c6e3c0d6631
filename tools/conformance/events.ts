// Compares what two fleets told of the same story: which events there were, with their payloads to
// the letter, and in which order. What changes from run to run within one kind is left out by rules
// with names; everything else is a difference.

import type { Difference } from './differ.ts';
import type { Ledger } from './ledger.ts';
import type { Told } from './scenes.ts';

/** What one and the same kind tells now so, now otherwise. */
interface Race {
  readonly why: string;
  readonly line: RegExp;
  /** Absent: of both. */
  readonly teller?: 'observer';
  /** `order`: it is always told. */
  readonly what: 'order' | 'all';
}

const RACES: readonly Race[] = [
  { why: 'who hears of the vote first is not asked again', line: /^[+-]odown /, what: 'all' },
  { why: 'the first to see an odd master demotes it', line: /^\+convert-to-slave /, what: 'all' },
  { why: 'INFO and hello are in a race', line: /^[+-]role-change /, what: 'all' },
  { why: 'peers and replicas are found independently', line: /^\+sentinel /, what: 'order' },
  {
    why: 'hello, question and missing the master are in a race',
    line: /^\+(new-epoch|vote-for-leader|sdown master) /,
    teller: 'observer',
    what: 'all',
  },
  {
    why: 'a second one may stand',
    line: /^(\+try-failover|-failover-abort-not-elected) /,
    teller: 'observer',
    what: 'all',
  },
];

export function compareEvents(stock: readonly Told[], ours: readonly Told[], ledger: Ledger): void {
  const scenes = [...new Set(stock.map(({ scene }) => scene))];
  for (const scene of scenes) {
    for (const teller of ['leader', 'observer'] as const) {
      const of = (all: readonly Told[]): readonly (readonly string[])[] =>
        all
          .filter((told) => told.scene === scene && told.teller === teller)
          .map(({ lines }) => unique(lines.map(withoutCounts)));
      const subject = {
        where: `scene '${scene}'`,
        command: `events of the ${teller}`,
        key: `events ${scene} ${teller}`,
        how: 'PSUBSCRIBE *',
        allowance: null,
      };
      ledger.note(subject, streamDifferences(of(stock), of(ours), teller));
    }
  }
}

/** Epochs grow by chance, and how many have agreed so far depends on who was asked first. */
function withoutCounts(line: string): string {
  return line
    .replace(/^(\+new-epoch) \d+$/, '$1 EPOCH')
    .replace(/^(\+vote-for-leader PEER) \d+$/, '$1 EPOCH')
    .replace(/#quorum \d+\//, '#quorum N/');
}

function unique(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)];
}

/** `streams`: one for each Sentinel of that role. */
export function streamDifferences(
  stock: readonly (readonly string[])[],
  ours: readonly (readonly string[])[],
  teller: 'leader' | 'observer',
): readonly Difference[] {
  const found: Difference[] = [];
  const lines = unique([...stock.flat(), ...ours.flat()]);
  for (const line of lines) {
    if (isRacy(line, teller, 'told')) continue;
    const [inStock, inOurs] = [stock, ours].map((all) => all.some((each) => each.includes(line)));
    if (inStock === inOurs) continue;
    const told = (is: boolean | undefined): string => (is ? 'told' : 'not told');
    found.push({ place: line, stock: told(inStock), ours: told(inOurs) });
  }
  const common = lines.filter(
    (line) =>
      !isRacy(line, teller, 'order') && [stock, ours].every((all) => all.flat().includes(line)),
  );
  for (const [at, first] of common.entries()) {
    for (const second of common.slice(at + 1)) {
      if (nameOf(first) === nameOf(second)) continue;
      const [one, other] = [order(stock, first, second), order(ours, first, second)];
      if (one === null || other === null || one === other) continue;
      const place = `${nameOf(first)}, ${nameOf(second)}`;
      const shown = (inOrder: boolean): string =>
        inOrder ? `${first}; then ${second}` : `${second}; then ${first}`;
      found.push({ place, stock: shown(one), ours: shown(other) });
    }
  }
  return found;
}

function isRacy(line: string, teller: 'leader' | 'observer', what: 'told' | 'order'): boolean {
  return RACES.some(
    (race) =>
      race.line.test(line) &&
      (race.teller ?? teller) === teller &&
      (what === 'order' || race.what === 'all'),
  );
}

/** Whether the first comes before the second wherever both are told; null: now so, now so. */
function order(
  streams: readonly (readonly string[])[],
  first: string,
  second: string,
): boolean | null {
  const seen = streams
    .filter((lines) => lines.includes(first) && lines.includes(second))
    .map((lines) => lines.indexOf(first) < lines.indexOf(second));
  const [one] = seen;
  return one !== undefined && seen.every((each) => each === one) ? one : null;
}

function nameOf(line: string): string {
  return line.split(' ', 1)[0] ?? '';
}
