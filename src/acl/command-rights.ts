// Which commands a selector allows: one bit for each command that rules can name, what is said of
// first arguments, and what is said of younger commands by their own names. Rules change it from
// left to right; nothing of it depends on which commands this program has.

import {
  ACL_COMMANDS,
  type AclCommand,
  CATEGORIES,
  containerOf,
  YOUNGER_COMMANDS,
} from './acl-commands.ts';
import { hasSpaces, type RuleProblem, USER_ITEMS_MAX } from './rule-problem.ts';

export interface CommandRights {
  /** A bit for each command, the first of `ACL_COMMANDS` lowest. */
  readonly allowed: bigint;
  /** Commands that nobody knows yet are allowed: everything was, and only some was taken away. */
  readonly future: boolean;
  /** By command: with one of these as its first argument it is allowed all the same. */
  readonly firstArguments: ReadonlyMap<string, readonly string[]>;
  /** Younger commands that a rule has named. All others follow an older one. */
  readonly younger: ReadonlyMap<string, boolean>;
}

export const NO_COMMANDS: CommandRights = {
  allowed: 0n,
  future: false,
  firstArguments: new Map(),
  younger: new Map(),
};

export const ALL_COMMANDS: CommandRights = {
  ...NO_COMMANDS,
  allowed: (1n << BigInt(ACL_COMMANDS.length)) - 1n,
  future: true,
};

const BITS: ReadonlyMap<string, bigint> = new Map(
  ACL_COMMANDS.map(({ name }, index) => [name, 1n << BigInt(index)]),
);

export function bitOf(name: string): bigint {
  return BITS.get(name) ?? 0n;
}

/** The command and, if it is a container, its subcommands: what a rule about it changes. */
export function reachOf({ name }: AclCommand): bigint {
  let reach = 0n;
  for (const command of ACL_COMMANDS) {
    if (command.name === name || command.container === name) reach |= bitOf(command.name);
  }
  return reach;
}

export interface CategoryBits {
  readonly name: string;
  /** The commands in it. */
  readonly members: bigint;
  /** What a rule about it changes: a container takes its subcommands along. */
  readonly reach: bigint;
}

export const CATEGORY_BITS: readonly CategoryBits[] = CATEGORIES.map((name) => {
  const members = ACL_COMMANDS.filter(({ categories }) => categories.includes(name));
  return {
    name,
    members: members.reduce((bits, command) => bits | bitOf(command.name), 0n),
    reach: members.reduce((bits, command) => bits | reachOf(command), 0n),
  };
});

/** The container that a command is allowed with that rules cannot name; PING for all others. */
function elderOf(name: string): string {
  return YOUNGER_COMMANDS.get(name) ?? containerOf(name) ?? 'ping';
}

/** May the command be called? `name` as in the catalogue; `args` with the command's own name. */
export function allowsCommand(
  { allowed, firstArguments, younger }: CommandRights,
  name: string,
  args: readonly string[],
): boolean {
  const named = younger.get(name);
  if (named !== undefined) return named;
  const bit = BITS.get(name) ?? bitOf(elderOf(name));
  if ((allowed & bit) !== 0n) return true;
  const first = args[1]?.toLowerCase();
  return (firstArguments.get(name) ?? []).some((argument) => argument.toLowerCase() === first);
}

/** After a rule that begins with + or -. */
export function applyCommandRule(rights: CommandRights, rule: string): CommandRights | RuleProblem {
  const allow = rule.startsWith('+');
  const what = rule.slice(1);
  if (what.startsWith('@')) return applyCategory(rights, what.slice(1).toLowerCase(), allow);
  const bar = what.lastIndexOf('|');
  if (!allow || bar < 0) return applyName(rights, what.toLowerCase(), allow);
  return allowPart(rights, what.slice(0, bar).toLowerCase(), what.slice(bar + 1));
}

function applyCategory(
  rights: CommandRights,
  name: string,
  allow: boolean,
): CommandRights | RuleProblem {
  if (name === 'all') return allow ? ALL_COMMANDS : NO_COMMANDS;
  const category = CATEGORY_BITS.find((one) => one.name === name);
  return category === undefined ? 'unknown-command' : change(rights, category.reach, allow);
}

function applyName(
  rights: CommandRights,
  name: string,
  allow: boolean,
): CommandRights | RuleProblem {
  if (YOUNGER_COMMANDS.has(name)) {
    return { ...rights, younger: new Map(rights.younger).set(name, allow) };
  }
  const command = ACL_COMMANDS.find((one) => one.name === name);
  if (command === undefined) return 'unknown-command';
  const changed = change(rights, reachOf(command), allow);
  // A rule about one subcommand says nothing of the younger one that follows it.
  return command.container === null ? changed : { ...changed, younger: rights.younger };
}

/** `+container|subcommand` or `+command|argument`. */
function allowPart(rights: CommandRights, name: string, part: string): CommandRights | RuleProblem {
  if (YOUNGER_COMMANDS.has(name)) return 'argument-of-subcommand';
  const command = ACL_COMMANDS.find((one) => one.name === name);
  if (command === undefined) return 'unknown-command';
  if (command.container !== null) return 'argument-of-subcommand';
  if (part === '' || hasSpaces(part)) return 'syntax';
  if (ACL_COMMANDS.some(({ container }) => container === name)) {
    return applyName(rights, `${name}|${part.toLowerCase()}`, true);
  }
  // Says nothing where all arguments are allowed, and is forgotten with the next rule about it.
  if ((rights.allowed & bitOf(name)) !== 0n) return rights;
  const known = rights.firstArguments.get(name) ?? [];
  if (known.some((argument) => argument.toLowerCase() === part.toLowerCase())) return rights;
  if (known.length >= USER_ITEMS_MAX) return 'too-many';
  const firstArguments = new Map(rights.firstArguments).set(name, [...known, part]);
  return { ...rights, firstArguments };
}

function change(rights: CommandRights, reach: bigint, allow: boolean): CommandRights {
  const outside = ([name]: readonly [string, unknown]): boolean =>
    (bitOf(YOUNGER_COMMANDS.get(name) ?? name) & reach) === 0n;
  return {
    allowed: allow ? rights.allowed | reach : rights.allowed & ~reach,
    future: rights.future,
    firstArguments: new Map([...rights.firstArguments].filter(outside)),
    younger: new Map([...rights.younger].filter(outside)),
  };
}
