// Carries out what a command wants changed about its own connection: who it is (HELLO, AUTH, CLIENT
// SETNAME and SETINFO), and what it is subscribed to. Gives the replies; SUBSCRIBE and its kin have
// one for each name.

import { DEFAULT_USER } from '../acl/user.ts';
import type { SessionChange } from '../commands/command.ts';
import { WRONG_PASSWORD } from '../commands/errors.ts';
import type { RespValue } from '../resp/value.ts';
import { callerOf, type Identity, subscriptionCount } from './identity.ts';
import { SUBSCRIPTION_NAME_BYTES_MAX, SUBSCRIPTIONS_MAX } from './limits.ts';
import type { Subscriber, Subscriptions, TopicKind } from './subscriptions.ts';
import type { UserBook } from './user-book.ts';

/** The session that is changed, and what it needs for it. */
export interface Changing {
  readonly identity: Identity;
  readonly subscriber: Subscriber;
  readonly subscriptions: Subscriptions;
  readonly users: UserBook;
  /** Somebody could not log in as this user. */
  loginFailed(user: string): void;
}

/** Changes that end connections or the process, or concern all clients, are carried out elsewhere. */
export type OwnChange = Exclude<
  SessionChange,
  { kind: 'shutdown' | 'quit' | 'kill' | 'pause' | 'unpause' }
>;

const OK: RespValue = { kind: 'simple', text: 'OK' };
const TOO_MANY_SUBSCRIPTIONS: RespValue = { kind: 'error', text: 'ERR too many subscriptions' };

export function changeSession(change: OwnChange, changing: Changing): readonly RespValue[] {
  switch (change.kind) {
    case 'subscribe':
      return subscribe({ kind: 'channel', names: change.channels }, changing);
    case 'psubscribe':
      return subscribe({ kind: 'pattern', names: change.patterns }, changing);
    case 'unsubscribe':
      return unsubscribe({ kind: 'channel', names: change.channels }, changing);
    case 'punsubscribe':
      return unsubscribe({ kind: 'pattern', names: change.patterns }, changing);
    case 'introduce':
      return [introduce(change, changing)];
    case 'set-library':
      if (change.attribute === 'lib-name') changing.identity.libraryName = change.value;
      else changing.identity.libraryVersion = change.value;
      return [OK];
    case 'reply-mode':
      return setReplies(change.mode, changing.identity);
    case 'no-evict':
      changing.identity.noEvict = change.on;
      return [OK];
    case 'track':
      changing.identity.tracking = change.tracking;
      return [OK];
    case 'reset':
      return [reset(changing)];
  }
}

function setReplies(mode: 'on' | 'off' | 'skip', identity: Identity): readonly RespValue[] {
  if (mode === 'on') {
    identity.replies = 'all';
    return [OK];
  }
  if (mode === 'off') identity.replies = 'none';
  else if (identity.replies !== 'none') identity.replies = 'not-next';
  return [];
}

function reset(changing: Changing): RespValue {
  const { identity, users } = changing;
  forgetSubscriptions(changing);
  identity.protocol = 2;
  identity.name = '';
  identity.authenticated = !users.isClosed;
  identity.user = DEFAULT_USER;
  identity.tracking = null;
  identity.replies = 'all';
  return { kind: 'simple', text: 'RESET' };
}

/** Ends all subscriptions without a word: the connection is gone. */
export function forgetSubscriptions(changing: Changing): void {
  for (const kind of ['channel', 'pattern'] as const) {
    for (const name of changing.identity.subscribed[kind]) {
      changing.subscriptions.remove(kind, name, changing.subscriber);
    }
    changing.identity.subscribed[kind].clear();
  }
}

type Introduction = Extract<SessionChange, { kind: 'introduce' }>;

function introduce(change: Introduction, changing: Changing): RespValue {
  const { identity, users } = changing;
  if (change.credentials !== null) {
    const { user, password } = change.credentials;
    if (!users.accepts(user, password)) {
      changing.loginFailed(user);
      return WRONG_PASSWORD;
    }
    identity.authenticated = true;
    identity.user = user;
  }
  identity.protocol = change.protocol ?? identity.protocol;
  identity.name = change.name ?? identity.name;
  return change.reply(callerOf(identity));
}

interface Topics {
  readonly kind: TopicKind;
  readonly names: readonly string[];
}

function subscribe(topics: Topics, changing: Changing): readonly RespValue[] {
  const { identity, subscriptions, subscriber } = changing;
  if (wouldBeTooMany(topics.names, identity)) return [TOO_MANY_SUBSCRIPTIONS];
  const word = topics.kind === 'channel' ? 'subscribe' : 'psubscribe';
  return topics.names.map((name) => {
    identity.subscribed[topics.kind].add(name);
    subscriptions.add(topics.kind, name, subscriber);
    return confirmation({ word, name }, identity);
  });
}

function wouldBeTooMany(names: readonly string[], identity: Identity): boolean {
  if (subscriptionCount(identity) + names.length > SUBSCRIPTIONS_MAX) return true;
  let bytes = 0;
  const { channel, pattern } = identity.subscribed;
  for (const name of [...channel, ...pattern, ...names]) bytes += name.length;
  return bytes > SUBSCRIPTION_NAME_BYTES_MAX;
}

function unsubscribe(topics: Topics, changing: Changing): readonly RespValue[] {
  const { identity, subscriptions, subscriber } = changing;
  const held = identity.subscribed[topics.kind];
  const word = topics.kind === 'channel' ? 'unsubscribe' : 'punsubscribe';
  const names = topics.names.length > 0 ? topics.names : [...held];
  if (names.length === 0) return [confirmation({ word, name: null }, identity)];
  return names.map((name) => {
    held.delete(name);
    subscriptions.remove(topics.kind, name, subscriber);
    return confirmation({ word, name }, identity);
  });
}

/** `name` null: there was nothing to unsubscribe from. */
function confirmation(
  { word, name }: { readonly word: string; readonly name: string | null },
  identity: Identity,
): RespValue {
  const subject: RespValue = name === null ? { kind: 'null' } : { kind: 'bulk', text: name };
  const count: RespValue = { kind: 'integer', value: subscriptionCount(identity) };
  return { kind: 'push', items: [{ kind: 'bulk', text: word }, subject, count] };
}
