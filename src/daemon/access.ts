// What peers have to be told to let us in, as far as our own file says it.

import { DEFAULT_USER } from '../acl/user.ts';
import type { ServerSettings } from '../config/server-settings.ts';

/** One of the passwords of the default user, for peers that ask for the same; null: none is known. */
export function plainPassword({ requirePass, users }: ServerSettings): string | null {
  const [, ...rules] = users.find(([name]) => name === DEFAULT_USER) ?? [];
  const known = new Set<string>();
  for (const rule of rules) {
    if (/^(nopass|resetpass|reset)$/i.test(rule)) known.clear();
    if (rule.startsWith('>')) known.add(rule.slice(1));
    if (rule.startsWith('<')) known.delete(rule.slice(1));
  }
  const [first = null] = known;
  return requirePass ?? first;
}
