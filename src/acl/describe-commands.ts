// The rules that lead to given rights over commands, in the form that ACL LIST shows and files
// hold: everything or nothing, then the categories that come nearest, then single commands. The
// choice of categories is stock's, so that both write the same rules.

import { ACL_COMMANDS, YOUNGER_COMMANDS } from './acl-commands.ts';
import {
  ALL_COMMANDS,
  bitOf,
  CATEGORY_BITS,
  type CategoryBits,
  type CommandRights,
  NO_COMMANDS,
  reachOf,
} from './command-rights.ts';

/** Such as `-@all +ping`; applying it to any rights gives these. */
export function describeCommands(rights: CommandRights): string {
  const adds = !rights.future;
  const words = [adds ? '-@all' : '+@all'];
  const start = adds ? NO_COMMANDS.allowed : ALL_COMMANDS.allowed;
  const afterCategories = addCategories(rights, start, words);
  addSingleCommands(rights, afterCategories, words);
  for (const [name, allowed] of [...rights.younger].sort(byName)) {
    words.push(`${allowed ? '+' : '-'}${name}`);
  }
  return words.join(' ');
}

/** Adds the rules about categories; the bits that everything so far gives. */
function addCategories({ allowed, future }: CommandRights, start: bigint, words: string[]): bigint {
  let given = start;
  /** What no rule has dealt with yet. */
  let open = allowed;
  const left = new Set(CATEGORY_BITS);
  for (;;) {
    const best = nearest(left, open, future);
    if (best === null) return given;
    left.delete(best);
    words.push(`${future ? '-' : '+'}@${best.name}`);
    given = future ? given & ~best.reach : given | best.reach;
    open = future ? open | best.reach : open & ~best.reach;
  }
}

/** The category with the fewest commands that the rule would get wrong, of those that get more
 *  right than wrong; null: there is none. */
function nearest(
  categories: ReadonlySet<CategoryBits>,
  open: bigint,
  takesAway: boolean,
): CategoryBits | null {
  let best: CategoryBits | null = null;
  let [leastWrong, mostRight] = [Number.POSITIVE_INFINITY, 0];
  for (const category of categories) {
    const on = countBits(category.members & open);
    const off = countBits(category.members & ~open);
    const [wrong, right] = takesAway ? [on, off] : [off, on];
    if (right <= wrong) continue;
    if (wrong > leastWrong || (wrong === leastWrong && right <= mostRight)) continue;
    [best, leastWrong, mostRight] = [category, wrong, right];
  }
  return best;
}

function addSingleCommands(
  { allowed, firstArguments }: CommandRights,
  start: bigint,
  words: string[],
): void {
  let given = start;
  for (const command of ACL_COMMANDS) {
    const { name } = command;
    const wanted = (allowed & bitOf(name)) !== 0n;
    if (wanted !== ((given & bitOf(name)) !== 0n)) {
      words.push(`${wanted ? '+' : '-'}${name}`);
      given = wanted ? given | reachOf(command) : given & ~reachOf(command);
    }
    for (const argument of wanted ? [] : (firstArguments.get(name) ?? [])) {
      words.push(`+${name}|${argument}`);
    }
  }
}

function countBits(bits: bigint): number {
  let count = 0;
  for (let rest = bits; rest !== 0n; rest &= rest - 1n) count++;
  return count;
}

const YOUNGER_ORDER: readonly string[] = [...YOUNGER_COMMANDS.keys()];

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return YOUNGER_ORDER.indexOf(one) - YOUNGER_ORDER.indexOf(other);
}
