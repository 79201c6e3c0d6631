// A user: whether and how one may log in as it, and what it may then do. Rules are applied from
// left to right, all of them or none. Passwords are known by their SHA-256 only; whoever applies
// rules brings the function, because this room has none.

import { splitArguments } from '../resp/split-arguments.ts';
import { ALL_COMMANDS } from './command-rights.ts';
import { type RuleProblem, USER_ITEMS_MAX } from './rule-problem.ts';
import {
  applySelectorRule,
  newSelector,
  type Selector,
  selectorRules,
  withPlainKeys,
} from './selector.ts';

export const DEFAULT_USER = 'default';

export interface User {
  readonly name: string;
  readonly isOn: boolean;
  /** Any password will do. */
  readonly isOpen: boolean;
  /** SHA-256 in hexadecimal. */
  readonly passwords: readonly string[];
  /** Of data that is restored: means nothing to a Sentinel, and is kept. */
  readonly payload: 'unsaid' | 'sanitize-payload' | 'skip-sanitize-payload';
  readonly root: Selector;
  /** Each allows more: a command needs one that allows all of it. */
  readonly selectors: readonly Selector[];
}

export interface RuleContext {
  /** SHA-256 in hexadecimal of a latin1 text. */
  hash(text: string): string;
  /** `acl-pubsub-default`. */
  readonly channels: 'all' | 'none';
}

/** As a user is before its first rule: may do nothing, and nobody can be it. */
export function newUser(name: string, { channels }: RuleContext): User {
  return {
    name,
    isOn: false,
    isOpen: false,
    passwords: [],
    payload: 'unsaid',
    root: newSelector(channels),
    selectors: [],
  };
}

/** The user of everybody who is nobody else, where nothing is said of it: may do everything. */
export function newDefaultUser(context: RuleContext): User {
  const root: Selector = { commands: ALL_COMMANDS, keys: 'all', channels: 'all' };
  return { ...newUser(DEFAULT_USER, context), isOn: true, isOpen: true, root };
}

export type WithRules =
  | { readonly ok: true; readonly user: User }
  /** `index`: which of the rules it is, selectors of several words counted as one. */
  | {
      readonly ok: false;
      readonly kind: 'rule';
      readonly index: number;
      readonly rule: string;
      readonly problem: RuleProblem;
    }
  /** The word with which a selector begins that has no end. */
  | {
      readonly ok: false;
      readonly kind: 'open-selector';
      readonly index: number;
      readonly rule: string;
    };

/** The user with these rules applied; `user` itself is not changed. */
export function withRules(user: User, words: readonly string[], context: RuleContext): WithRules {
  const merged = mergeSelectors(words);
  if (!merged.ok) return { ...merged, kind: 'open-selector', rule: words[merged.index] ?? '' };
  let result = user;
  for (const [index, rule] of merged.rules.entries()) {
    const next = applyRule(result, rule, context);
    if (typeof next === 'string') return { ok: false, kind: 'rule', index, rule, problem: next };
    result = next;
  }
  return { ok: true, user: { ...result, root: withPlainKeys(result.root) } };
}

export type Merged =
  | { readonly ok: true; readonly rules: readonly string[] }
  | { readonly ok: false; readonly index: number };

/** Puts the words of each `( ... )` together to one rule. */
export function mergeSelectors(words: readonly string[]): Merged {
  const rules: string[] = [];
  let open: { readonly index: number; readonly parts: string[] } | null = null;
  for (const [index, word] of words.entries()) {
    const ends = word.endsWith(')');
    if (open === null && word.startsWith('(') && !ends) open = { index, parts: [word] };
    else if (open === null) rules.push(word);
    else open.parts.push(word);
    if (open === null || !ends) continue;
    rules.push(open.parts.join(' '));
    open = null;
  }
  return open === null ? { ok: true, rules } : { ok: false, index: open.index };
}

type Change = (user: User, context: RuleContext) => User;

const WORDS: ReadonlyMap<string, Change> = new Map<string, Change>([
  ['on', (user) => ({ ...user, isOn: true })],
  ['off', (user) => ({ ...user, isOn: false })],
  ['nopass', (user) => ({ ...user, isOpen: true, passwords: [] })],
  ['resetpass', (user) => ({ ...user, isOpen: false, passwords: [] })],
  ['sanitize-payload', (user) => ({ ...user, payload: 'sanitize-payload' })],
  ['skip-sanitize-payload', (user) => ({ ...user, payload: 'skip-sanitize-payload' })],
  ['clearselectors', (user) => ({ ...user, selectors: [] })],
  ['reset', ({ name }, context) => ({ ...newUser(name, context), payload: 'sanitize-payload' })],
]);

/** One rule; an empty one changes nothing. */
export function applyRule(user: User, rule: string, context: RuleContext): User | RuleProblem {
  if (rule === '') return user;
  const word = WORDS.get(rule.toLowerCase());
  if (word !== undefined) return word(user, context);
  const rest = rule.slice(1);
  switch (rule[0]) {
    case '>':
      return addPassword(user, context.hash(rest));
    case '#':
      return isHash(rest) ? addPassword(user, rest) : 'bad-hash';
    case '<':
      return removePassword(user, context.hash(rest));
    case '!':
      return isHash(rest) ? removePassword(user, rest) : 'bad-hash';
  }
  if (rule.startsWith('(') && rule.endsWith(')')) return addSelector(user, rule, context);
  const root = applySelectorRule(user.root, rule);
  return typeof root === 'string' ? root : { ...user, root };
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function addPassword(user: User, hash: string): User | RuleProblem {
  if (user.passwords.includes(hash)) return { ...user, isOpen: false };
  if (user.passwords.length >= USER_ITEMS_MAX) return 'too-many';
  return { ...user, isOpen: false, passwords: [...user.passwords, hash] };
}

function removePassword(user: User, hash: string): User | RuleProblem {
  if (!user.passwords.includes(hash)) return 'no-such-password';
  return { ...user, passwords: user.passwords.filter((known) => known !== hash) };
}

function addSelector(user: User, rule: string, { channels }: RuleContext): User | RuleProblem {
  if (user.selectors.length >= USER_ITEMS_MAX) return 'too-many';
  let selector = newSelector(channels);
  // Stock makes a selector that allows nothing of one whose quotes are not closed.
  for (const word of splitArguments(rule.slice(1, -1)) ?? []) {
    const next = applySelectorRule(selector, word);
    if (typeof next === 'string') return next;
    selector = next;
  }
  return { ...user, selectors: [...user.selectors, withPlainKeys(selector)] };
}

/** What stands before the permissions: `on nopass`. */
export function userFlags({ isOn, isOpen, payload }: User): readonly string[] {
  return [
    isOn ? 'on' : 'off',
    ...(isOpen ? ['nopass'] : []),
    ...(payload === 'unsaid' ? [] : [payload]),
  ];
}

/** The rules that make this user of a new one, as ACL LIST shows them and files hold them; each
 *  selector is one. */
export function userRules(user: User): readonly string[] {
  return [
    ...userFlags(user),
    ...user.passwords.map((hash) => `#${hash}`),
    ...selectorRules(user.root).flatMap((rules) => rules.split(' ')),
    ...user.selectors.map((selector) => `(${selectorRules(selector).map(inSelector).join(' ')})`),
  ];
}

/** Within a selector words may be quoted, and so have to be where a quote is meant as such, or a
 *  parenthesis that does not end it. */
function inSelector(rules: string): string {
  const quote = (word: string): string =>
    /["']|\)$/.test(word) ? `"${word.replace(/[\\"]/g, '\\$&')}"` : word;
  return rules.split(' ').map(quote).join(' ');
}

/** `user` and its name before its rules. */
export function describeUser(user: User): string {
  return ['user', user.name, ...userRules(user)].join(' ');
}
