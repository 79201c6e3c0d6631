// The text of an `aclfile` as users, all or none: every line that is wrong is told at once. And
// users as such a text.

import { hasSpaces, ruleProblemText } from './rule-problem.ts';
import { withPlainKeys } from './selector.ts';
import {
  applyRule,
  DEFAULT_USER,
  describeUser,
  mergeSelectors,
  newDefaultUser,
  newUser,
  type RuleContext,
  type User,
} from './user.ts';
import { type ReadUsers, sortedUsers, type Users } from './user-lines.ts';

/** Where a line stands: `users.acl:3`. */
interface Place {
  readonly place: string;
  readonly lineNumber: number;
}

/** `called`: the file's name, as errors show it. */
export function readAclFile(text: string, called: string, context: RuleContext): ReadUsers {
  const users = new Map<string, User>();
  let errors = '';
  for (const [index, raw] of text.split('\n').entries()) {
    const line = trim(raw, ' \t\r\n');
    if (line === '') continue;
    const lineNumber = index + 1;
    errors += readLine(line, { place: `${called}:${lineNumber}`, lineNumber }, users, context);
  }
  if (errors !== '') return { ok: false, reason: errors + UNCHANGED };
  if (!users.has(DEFAULT_USER)) users.set(DEFAULT_USER, newDefaultUser(context));
  return { ok: true, users };
}

const UNCHANGED =
  'WARNING: ACL errors detected, no change to the previously active ACL rules was performed';

/** What is wrong with the line; empty: nothing, and its user is one of `users`. */
function readLine(
  line: string,
  { place, lineNumber }: Place,
  users: Map<string, User>,
  context: RuleContext,
): string {
  const [keyword, name, ...words] = line.split(' ');
  if (keyword !== 'user' || name === undefined) {
    return `${place} should start with user keyword followed by the username. `;
  }
  if (hasSpaces(name)) return `'${place}: username '${name}' contains invalid characters. `;
  if (users.has(name)) {
    return `WARNING: Duplicate user '${name}' found on line ${lineNumber}. `;
  }
  const blank = newUser(name, context);
  users.set(name, blank);
  const merged = mergeSelectors(words);
  if (!merged.ok) return `${place}: Unmatched parenthesis in selector definition.`;
  return applyRules(blank, merged.rules, { place, users, context });
}

interface Applying {
  readonly place: string;
  readonly users: Map<string, User>;
  readonly context: RuleContext;
}

/** Unknown commands are all told, of other mistakes the first: the rest may come of it. */
function applyRules(blank: User, rules: readonly string[], to: Applying): string {
  const { place, users, context } = to;
  let user = blank;
  let errors = '';
  let isBroken = false;
  for (const untrimmed of rules) {
    const rule = trim(untrimmed, '\t\r\n');
    const next = applyRule(user, rule, context);
    if (typeof next !== 'string') {
      user = next;
    } else if (next === 'unknown-command') {
      errors += `${place}: Error in applying operation '${rule}': ${ruleProblemText(next)}. `;
    } else if (!isBroken) {
      errors += `${place}: ${ruleProblemText(next)}. `;
      isBroken = true;
    }
  }
  users.set(user.name, { ...user, root: withPlainKeys(user.root) });
  return errors;
}

function trim(text: string, characters: string): string {
  let [start, end] = [0, text.length];
  while (start < end && characters.includes(text.charAt(start))) start++;
  while (end > start && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** The whole file. No rule or name has white space in it, so that nothing has to be quoted. */
export function renderAclFile(users: Users): string {
  return sortedUsers(users)
    .map((user) => `${describeUser(user)}\n`)
    .join('');
}
