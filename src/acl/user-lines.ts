// The users of a configuration file: its `user` lines with their rules, or why there can be none.
// Also what is wrong with one such line for itself, while the file is being read.

import { hasSpaces, ruleProblemText } from './rule-problem.ts';
import {
  applyRule,
  DEFAULT_USER,
  mergeSelectors,
  newDefaultUser,
  newUser,
  type RuleContext,
  type User,
  userRules,
  withRules,
} from './user.ts';

/** Users by their names. The default user is always one of them. */
export type Users = ReadonlyMap<string, User>;

export type ReadUsers =
  | { readonly ok: true; readonly users: Users }
  /** As the log of a stock server says it. */
  | { readonly ok: false; readonly reason: string };

/** `lines`: of each line the words after `user`. */
export function usersOfLines(
  lines: readonly (readonly string[])[],
  context: RuleContext,
): ReadUsers {
  const users = new Map<string, User>([[DEFAULT_USER, newDefaultUser(context)]]);
  for (const [name = '', ...words] of lines) {
    if (hasSpaces(name)) return { ok: false, reason: 'Spaces not allowed in ACL usernames' };
    const result = withRules(freshUser(name, context), words, context);
    if (!result.ok) {
      const { rule } = result;
      const why = ruleProblemText(result.kind === 'rule' ? result.problem : 'unknown-command');
      const reason = `Error loading ACL rule '${rule}' for the user named '${name}': ${why}`;
      return { ok: false, reason };
    }
    users.set(name, result.user);
  }
  return { ok: true, users };
}

function freshUser(name: string, context: RuleContext): User {
  const user = newUser(name, context);
  if (name !== DEFAULT_USER) return user;
  // The default user has been something before; stock shows that it was reset.
  return { ...user, payload: 'sanitize-payload' };
}

/** The words of the line of each user, in the order of their names, as `usersOfLines` takes them. */
export function userWords(users: Users): readonly (readonly string[])[] {
  return sortedUsers(users).map((user) => [
    user.name,
    ...userRules(user).flatMap((rule) => rule.split(' ')),
  ]);
}

/** By the bytes of their names. */
export function sortedUsers(users: Users): readonly User[] {
  return [...users.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** What is wrong with a `user` line that no other line can put right; null: nothing. Commands and
 *  categories are not looked up: that comes when the whole file is read. `words`: of the line,
 *  `user` and the name included. */
export function userLineProblem(
  words: readonly string[],
  channels: RuleContext['channels'],
): string | null {
  const context: RuleContext = { hash: standIn, channels };
  const merged = mergeSelectors(words.slice(2));
  // Stock names the word two places before the one that is wrong.
  if (!merged.ok) return declared(words[merged.index], ruleProblemText('unknown-command'));
  let user = newUser(words[1] ?? '', context);
  for (const [index, rule] of merged.rules.entries()) {
    const next = applyRule(user, rule, context);
    if (typeof next !== 'string') user = next;
    else if (next !== 'unknown-command' && !maybeHashed(user, rule)) {
      return declared(words[index], ruleProblemText(next));
    }
  }
  return null;
}

function declared(word: string | undefined, reason: string): string {
  return `Error in user declaration '${word ?? ''}': ${reason}`;
}

/** In place of a hash while a line is only checked: no hash looks so. */
function standIn(text: string): string {
  return `>${text}`;
}

/** Does the rule take away a password by its hash that may have been given in plain text? */
function maybeHashed({ passwords }: User, rule: string): boolean {
  const plain = passwords.some((password) => password.startsWith('>'));
  const hashed = passwords.some((password) => !password.startsWith('>'));
  return (/^![0-9a-f]{64}$/.test(rule) && plain) || (rule.startsWith('<') && hashed);
}
