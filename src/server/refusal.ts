// May this client call this command now? Asked after the command was found and its arguments were
// counted; the order of the checks is stock's.

import type { Command } from '../commands/command.ts';
import type { RespValue } from '../resp/value.ts';
import { type Identity, subscriptionCount } from './identity.ts';

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

/** The error to answer with, or null. */
export function refusalOf(command: Command, identity: Identity): RespValue | null {
  if (!identity.authenticated && command.open !== true) {
    return { kind: 'error', text: 'NOAUTH Authentication required.' };
  }
  const subscriber = identity.protocol === 2 && subscriptionCount(identity) > 0;
  if (subscriber && !CALLED_WHILE_SUBSCRIBED.has(command.name)) {
    const allowed = '(P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET';
    const text = `ERR Can't execute '${command.name}': only ${allowed} are allowed in this context`;
    return { kind: 'error', text };
  }
  return null;
}
