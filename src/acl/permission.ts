// May a user call a command with these arguments? One of its selectors has to allow all of it: the
// command and every channel that it names.

import { globMatches, parseGlob } from '../resp/glob.ts';
import { allowsCommand } from './command-rights.ts';
import type { Selector } from './selector.ts';
import type { User } from './user.ts';

export type Denial =
  | { readonly reason: 'command' }
  | { readonly reason: 'channel'; readonly channel: string };

/** A command about to be called. */
export interface Call {
  /** As in the catalogue: `client|id`. */
  readonly name: string;
  /** With the command's own name. */
  readonly args: readonly string[];
}

/** null: it may. Of several selectors the one counts that came furthest. */
export function denialOf({ root, selectors }: User, call: Call): Denial | null {
  let furthest: Denial = { reason: 'command' };
  let reached = 0;
  for (const selector of [root, ...selectors]) {
    if (!allowsCommand(selector.commands, call.name, call.args)) continue;
    const at = firstForbidden(selector, call);
    if (at === null) return null;
    if (at <= reached) continue;
    reached = at;
    furthest = { reason: 'channel', channel: call.args[at] ?? '' };
  }
  return furthest;
}

type Topics = 'channels' | 'patterns';

/** Which arguments name channels, and how: nothing is asked of who stops listening. */
const TOPICS: Readonly<Record<string, { readonly kind: Topics; readonly most: number }>> = {
  subscribe: { kind: 'channels', most: Number.POSITIVE_INFINITY },
  psubscribe: { kind: 'patterns', most: Number.POSITIVE_INFINITY },
  publish: { kind: 'channels', most: 1 },
};

/** The index of the first argument that the selector forbids; null: there is none. */
function firstForbidden({ channels }: Selector, { name, args }: Call): number | null {
  const topics = TOPICS[name];
  if (topics === undefined || channels === 'all') return null;
  const allowed = allowing(channels, topics.kind);
  const index = args.findIndex((topic, at) => at > 0 && at <= topics.most && !allowed(topic));
  return index < 0 ? null : index;
}

/** A pattern is allowed that stands in a rule letter by letter, a channel that a rule fits. */
function allowing(patterns: readonly string[], kind: Topics): (topic: string) => boolean {
  if (kind === 'patterns') return (pattern) => patterns.includes(pattern);
  const globs = patterns.map((pattern) => parseGlob(pattern));
  return (channel) => globs.some((glob) => globMatches(glob, channel));
}

export interface Subscribed {
  readonly channels: Iterable<string>;
  readonly patterns: Iterable<string>;
}

/** May the user listen to all of this? Any selector may allow each. */
export function mayListen({ root, selectors }: User, { channels, patterns }: Subscribed): boolean {
  const rules: string[] = [];
  for (const selector of [root, ...selectors]) {
    if (selector.channels === 'all') return true;
    rules.push(...selector.channels);
  }
  return (
    [...channels].every(allowing(rules, 'channels')) &&
    [...patterns].every(allowing(rules, 'patterns'))
  );
}
