// The words behind `npm run sim --`.

export const USAGE: string = [
  'Usage: npm run sim -- [--seed N] [--runs K | --minutes M] [--twice]',
  '       npm run sim -- --replay FILE',
  '',
  '  --seed N       the first seed, or the only one: then its trace is shown. 1 when left out',
  '  --runs K       so many seeds',
  '  --minutes M    as many seeds as there is time for; says where to go on',
  '  --twice        every seed twice, not only some: both must go the same way',
  '  --replay FILE  the trace of a run that was kept',
].join('\n');

export interface Wanted {
  readonly seed: number;
  readonly runs: number;
  /** null: until all runs are done. */
  readonly minutes: number | null;
  readonly twice: boolean;
  readonly replay: string | null;
}

/** null: they cannot be understood. */
export function readWords(words: readonly string[]): Wanted | null {
  const wanted = { seed: 1, runs: 1, minutes: null, twice: false, replay: null };
  return read(wanted, words);
}

function read(wanted: Wanted, [word, value, ...rest]: readonly string[]): Wanted | null {
  if (word === undefined) return wanted;
  if (word === '--twice') {
    return read({ ...wanted, twice: true }, value === undefined ? [] : [value, ...rest]);
  }
  if (value === undefined) return null;
  if (word === '--replay') return read({ ...wanted, replay: value }, rest);
  const number = Number(value);
  const isCount = Number.isSafeInteger(number);
  if (word === '--seed' && isCount && number >= 0) return read({ ...wanted, seed: number }, rest);
  if (word === '--runs' && isCount && number >= 1) return read({ ...wanted, runs: number }, rest);
  if (word === '--minutes' && number > 0 && Number.isFinite(number)) {
    return read({ ...wanted, minutes: number, runs: Number.MAX_SAFE_INTEGER }, rest);
  }
  return null;
}
