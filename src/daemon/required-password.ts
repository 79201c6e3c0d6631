// What `requirepass` adds to users that are read: a default user that may come without a password
// gets that one. The same at the start and at ACL LOAD, so that no way of reading leaves it open.

import { readAclFile } from '../acl/acl-file.ts';
import { applyRule, DEFAULT_USER, type User } from '../acl/user.ts';
import type { Users } from '../acl/user-lines.ts';
import type { ServerSettings } from '../config/server-settings.ts';
import { ruleContext } from '../server/user-book.ts';

export type ClosedUsers =
  | {
      readonly ok: true;
      readonly users: Users;
      /** For the log. */
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly reason: string };

/** The users of the text of an `aclfile`, which the configuration calls so. */
export function usersOfAclFile(text: string, called: string, server: ServerSettings): ClosedUsers {
  const read = readAclFile(text, called, contextOf(server));
  return read.ok ? withPassword(read.users, server) : read;
}

/** A password of requirepass counts also where the rules of the default user ask for none: whoever
 *  adds it to a file that a stock Sentinel has written means it. */
export function withPassword(
  users: Users,
  server: ServerSettings,
): Extract<ClosedUsers, { ok: true }> {
  const user = users.get(DEFAULT_USER);
  if (server.requirePass === null || user?.isOpen !== true) {
    return { ok: true, users, warnings: [] };
  }
  const closed = new Map(users).set(DEFAULT_USER, withOne(user, server.requirePass, server));
  return { ok: true, users: closed, warnings: isSaid(server) ? [PASSWORD_HOLDS] : [] };
}

/** For rules that are applied under these settings. */
export function contextOf({ aclPubsubDefault }: ServerSettings): ReturnType<typeof ruleContext> {
  return ruleContext(aclPubsubDefault === 'allchannels' ? 'all' : 'none');
}

/** Do rules speak of the default user? An aclfile that does not leaves it without a password. */
function isSaid({ aclFile, users }: ServerSettings): boolean {
  return aclFile !== null || users.some(([name]) => name === DEFAULT_USER);
}

const PASSWORD_HOLDS =
  'The rules of the default user ask for no password, and requirepass gives one: it is asked for';

function withOne(user: User, password: string, server: ServerSettings): User {
  const changed = applyRule(user, `>${password}`, contextOf(server));
  if (typeof changed === 'string') throw new Error('a password can always be added to none');
  return changed;
}
