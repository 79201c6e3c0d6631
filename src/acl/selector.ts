// One set of permissions of a user: commands, keys and channels together. A Sentinel has no keys;
// rules about them are kept and shown, because the file may go back to a server that has some.

import {
  ALL_COMMANDS,
  applyCommandRule,
  type CommandRights,
  NO_COMMANDS,
} from './command-rights.ts';
import { describeCommands } from './describe-commands.ts';
import { hasSpaces, type RuleProblem, USER_ITEMS_MAX } from './rule-problem.ts';

export interface KeyPattern {
  readonly text: string;
  readonly read: boolean;
  readonly write: boolean;
}

export interface Selector {
  readonly commands: CommandRights;
  readonly keys: 'all' | readonly KeyPattern[];
  /** Patterns of channels. */
  readonly channels: 'all' | readonly string[];
}

/** `channels`: what `acl-pubsub-default` gives who has no rule about channels. */
export function newSelector(channels: 'all' | 'none'): Selector {
  return { commands: NO_COMMANDS, keys: [], channels: channels === 'all' ? 'all' : [] };
}

type Change = (selector: Selector) => Selector;

const ALL_KEYS: Change = (selector) => ({ ...selector, keys: 'all' });
const ALL_CHANNELS: Change = (selector) => ({ ...selector, channels: 'all' });

const WORDS: ReadonlyMap<string, Change> = new Map<string, Change>([
  ['allkeys', ALL_KEYS],
  ['~*', ALL_KEYS],
  ['resetkeys', (selector) => ({ ...selector, keys: [] })],
  ['allchannels', ALL_CHANNELS],
  ['&*', ALL_CHANNELS],
  ['resetchannels', (selector) => ({ ...selector, channels: [] })],
  ['allcommands', (selector) => ({ ...selector, commands: ALL_COMMANDS })],
  ['nocommands', (selector) => ({ ...selector, commands: NO_COMMANDS })],
]);

export function applySelectorRule(selector: Selector, rule: string): Selector | RuleProblem {
  const word = WORDS.get(rule.toLowerCase());
  if (word !== undefined) return word(selector);
  switch (rule[0]) {
    case '~':
      return addKeys(selector, { text: rule.slice(1), read: true, write: true });
    case '%':
      return addLimitedKeys(selector, rule);
    case '&':
      return addChannel(selector, rule.slice(1));
    case '+':
    case '-': {
      const commands = applyCommandRule(selector.commands, rule);
      return typeof commands === 'string' ? commands : { ...selector, commands };
    }
    default:
      return 'syntax';
  }
}

/** `%R~`, `%W~` or `%RW~` and a pattern. */
function addLimitedKeys(selector: Selector, rule: string): Selector | RuleProblem {
  if (selector.keys === 'all') return 'pattern-after-all-keys';
  const [, letters = '', text = ''] = /^%([RW]+)(?:~(.*))?$/is.exec(rule) ?? [];
  const kinds = letters.toUpperCase();
  if (kinds === '' || new Set(kinds).size < kinds.length) return 'syntax';
  return addKeys(selector, { text, read: kinds.includes('R'), write: kinds.includes('W') });
}

function addKeys(selector: Selector, added: KeyPattern): Selector | RuleProblem {
  const { keys } = selector;
  if (keys === 'all') return 'pattern-after-all-keys';
  if (hasSpaces(added.text)) return 'syntax';
  if (!keys.some(({ text }) => text === added.text)) {
    return keys.length >= USER_ITEMS_MAX ? 'too-many' : { ...selector, keys: [...keys, added] };
  }
  const widened = keys.map((known) => (known.text === added.text ? union(known, added) : known));
  return { ...selector, keys: widened };
}

function union(one: KeyPattern, other: KeyPattern): KeyPattern {
  return { text: one.text, read: one.read || other.read, write: one.write || other.write };
}

/** `%RW~*` allows what `~*` does and is shown so. Stock takes other patterns behind it, and then
 *  writes a line that it cannot read; here they are one with it when all rules are applied. */
export function withPlainKeys(selector: Selector): Selector {
  const { keys } = selector;
  if (keys === 'all') return selector;
  const isAll = keys.some(({ text, read, write }) => text === '*' && read && write);
  return isAll ? { ...selector, keys: 'all' } : selector;
}

function addChannel(selector: Selector, pattern: string): Selector | RuleProblem {
  const { channels } = selector;
  if (channels === 'all') return 'pattern-after-all-channels';
  if (hasSpaces(pattern)) return 'syntax';
  if (channels.includes(pattern)) return selector;
  if (channels.length >= USER_ITEMS_MAX) return 'too-many';
  return { ...selector, channels: [...channels, pattern] };
}

/** The rules of a selector by what they are about, as ACL GETUSER shows them. */
export function selectorParts({ commands, keys, channels }: Selector): {
  readonly commands: string;
  readonly keys: string;
  readonly channels: string;
} {
  return {
    commands: describeCommands(commands),
    keys: keys === 'all' ? '~*' : keys.map(keyRule).join(' '),
    channels: channels === 'all' ? '&*' : channels.map((pattern) => `&${pattern}`).join(' '),
  };
}

/** The rules that make this selector of a new one, in stock's order. */
export function selectorRules(selector: Selector): readonly string[] {
  const { commands, keys, channels } = selectorParts(selector);
  const reset = selector.channels === 'all' ? '' : 'resetchannels';
  return [keys, reset, channels, commands].filter((part) => part !== '');
}

function keyRule({ text, read, write }: KeyPattern): string {
  if (read && write) return `~${text}`;
  return `%${read ? 'R' : 'W'}~${text}`;
}
