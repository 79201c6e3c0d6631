// Who a client is and what it has asked for: all of a session that commands can see or change.

import type { Caller } from '../commands/command.ts';
import { DEFAULT_USER } from '../commands/server/auth.ts';
import type { TopicKind } from './subscriptions.ts';

export interface Identity {
  readonly id: number;
  protocol: 2 | 3;
  /** Empty: none. */
  name: string;
  libraryName: string;
  libraryVersion: string;
  authenticated: boolean;
  /** What it has subscribed to, oldest first. */
  readonly subscribed: Readonly<Record<TopicKind, Set<string>>>;
  /** The command that it called last; null: none yet. */
  lastCommand: string | null;
}

export function newIdentity(id: number, authenticated: boolean): Identity {
  return {
    id,
    protocol: 2,
    name: '',
    libraryName: '',
    libraryVersion: '',
    authenticated,
    subscribed: { channel: new Set(), pattern: new Set() },
    lastCommand: null,
  };
}

export function subscriptionCount({ subscribed }: Identity): number {
  return subscribed.channel.size + subscribed.pattern.size;
}

/** The client as commands see it, at this moment. */
export function callerOf(identity: Identity): Caller {
  return {
    id: identity.id,
    protocol: identity.protocol,
    name: identity.name,
    user: DEFAULT_USER,
    authenticated: identity.authenticated,
    subscriptionCount: subscriptionCount(identity),
  };
}
