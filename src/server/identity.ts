// Who a client is and what it has asked for: all of a session that commands can see or change.

import { DEFAULT_USER } from '../acl/user.ts';
import type { Caller, Tracking } from '../commands/command.ts';
import type { TopicKind } from './subscriptions.ts';

export interface Identity {
  readonly id: number;
  protocol: 2 | 3;
  /** Empty: none. */
  name: string;
  libraryName: string;
  libraryVersion: string;
  authenticated: boolean;
  user: string;
  /** What it has subscribed to, oldest first. */
  readonly subscribed: Readonly<Record<TopicKind, Set<string>>>;
  /** null: CLIENT TRACKING is off. */
  tracking: Tracking | null;
  /** CLIENT NO-EVICT; it is shown, and there is nothing to it. */
  noEvict: boolean;
  replies: Replies;
  /** The command that it called last; null: none yet, or one that there is not. */
  lastCommand: string | null;
}

/** Which replies a client wants: all; none; none to the next request, or to this one. */
export type Replies = 'all' | 'none' | 'not-next' | 'not-this';

export function newIdentity(id: number, authenticated: boolean): Identity {
  return {
    id,
    protocol: 2,
    name: '',
    libraryName: '',
    libraryVersion: '',
    authenticated,
    user: DEFAULT_USER,
    subscribed: { channel: new Set(), pattern: new Set() },
    tracking: null,
    noEvict: false,
    replies: 'all',
    lastCommand: null,
  };
}

export function subscriptionCount({ subscribed }: Identity): number {
  return subscribed.channel.size + subscribed.pattern.size;
}

/** A new request begins: what was said of the one before it is over. */
export function beginRequest(identity: Identity): void {
  if (identity.replies === 'not-next') identity.replies = 'not-this';
  else if (identity.replies === 'not-this') identity.replies = 'all';
}

/** A request is over; `name` null: there is no such command. */
export function endRequest(identity: Identity, name: string | null): void {
  const { tracking } = identity;
  if (tracking?.caching !== true || name?.startsWith('client|') === true) return;
  identity.tracking = { ...tracking, caching: false };
}

/** Messages are never kept from a client, and what confirms a subscription is one. */
export function wantsReply(identity: Identity): boolean {
  return identity.replies === 'all' || identity.replies === 'not-next';
}

/** The client as commands see it, at this moment. */
export function callerOf(identity: Identity): Caller {
  return {
    id: identity.id,
    protocol: identity.protocol,
    name: identity.name,
    user: identity.user,
    authenticated: identity.authenticated,
    subscriptionCount: subscriptionCount(identity),
    tracking: identity.tracking,
  };
}
