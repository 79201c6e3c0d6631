// What the file says about how the process and its links are protected, as far as we can keep it.
// What we cannot keep must not be passed over in silence: better no Sentinel than an open one.

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

/** Why we must not start with these settings; null: we may. */
export function accessFault({ tls }: ServerSettings): string | null {
  if (tls.port !== 0) return 'tls-port is set, and this version does not speak TLS. Exiting...';
  if (tls.outgoing) return 'tls-replication is on, and this version does not speak TLS. Exiting...';
  return null;
}

/** What is set and has no effect, for the log. */
export function accessWarnings(server: ServerSettings): readonly string[] {
  const warnings: string[] = [];
  if (server.unixSocket !== null) warnings.push('unixsocket has no effect: only TCP is served');
  return warnings;
}
