// May this client call this command now? Asked after the command was found and its arguments were
// counted; the order of the checks is stock's.

import { type Denial, denialOf } from '../acl/permission.ts';
import type { Command } from '../commands/command.ts';
import { AUTHENTICATION_REQUIRED, notPermitted, notWhileSubscribed } from '../commands/errors.ts';
import type { RespValue } from '../resp/value.ts';
import { type Identity, subscriptionCount } from './identity.ts';
import type { UserBook } from './user-book.ts';

/** A RESP2 client cannot tell a reply from a message, so that it may call nothing but these while
 *  it is subscribed. */
const CALLED_WHILE_SUBSCRIBED: ReadonlySet<string> = new Set([
  'subscribe',
  'psubscribe',
  'unsubscribe',
  'punsubscribe',
  'ping',
  'quit',
  'reset',
]);

export interface Refusal {
  readonly value: RespValue;
  /** What its user may not do; null: it is not about permissions. */
  readonly denial: Denial | null;
}

/** The error to answer with, or null. `args` with the command's own name. */
export function refusalOf(
  command: Command,
  args: readonly string[],
  { identity, users }: { readonly identity: Identity; readonly users: UserBook },
): Refusal | null {
  if (command.open !== true) {
    if (needsPassword(identity, users)) return { value: AUTHENTICATION_REQUIRED, denial: null };
    const denial = denialOf(users.user(identity.user), { name: command.name, args });
    if (denial !== null) return { value: notPermitted(denial, command.name), denial };
  }
  const subscriber = identity.protocol === 2 && subscriptionCount(identity) > 0;
  if (!subscriber || CALLED_WHILE_SUBSCRIBED.has(command.name)) return null;
  return { value: notWhileSubscribed(command.name), denial: null };
}

export function needsPassword({ authenticated }: Identity, users: UserBook): boolean {
  return !authenticated && users.isClosed;
}
