// The users as they are now, and what was refused to whom. It changes them and says whose
// connections have to be closed for it; closing them is the server's business.

import { AclLog } from '../acl/acl-log.ts';
import { mayListen, type Subscribed } from '../acl/permission.ts';
import { DEFAULT_USER, newDefaultUser, newUser, type RuleContext, type User } from '../acl/user.ts';
import type { Users } from '../acl/user-lines.ts';
import { isOneOf, passwordHash } from './password.ts';

export interface UserBookOptions {
  readonly users: Users;
  /** `acl-pubsub-default`. */
  readonly channels: RuleContext['channels'];
  /** `acllog-max-len`. */
  readonly logLengthMax: number;
}

/** Whose connections must be closed. */
export type Evicted = (user: string, subscribed: Subscribed) => boolean;

export class UserBook {
  readonly context: RuleContext;
  readonly log: AclLog;
  #users: Users;
  #isChanged = false;

  constructor({ users, channels, logLengthMax }: UserBookOptions) {
    this.context = ruleContext(channels);
    this.log = new AclLog(logLengthMax);
    this.#users = users;
  }

  get users(): Users {
    return this.#users;
  }

  /** Somebody has changed them since the start, or they have been read anew. */
  get isChanged(): boolean {
    return this.#isChanged;
  }

  /** A user that is gone may do nothing. */
  user(name: string): User {
    return this.#users.get(name) ?? newUser(name, { ...this.context, channels: 'none' });
  }

  get defaultUser(): User {
    return this.#users.get(DEFAULT_USER) ?? newDefaultUser(this.context);
  }

  /** Who has not authenticated may call next to nothing. */
  get isClosed(): boolean {
    const { isOn, isOpen } = this.defaultUser;
    return !isOn || !isOpen;
  }

  accepts(name: string, password: string): boolean {
    const { isOn, isOpen, passwords } = this.user(name);
    const isRight = isOneOf(passwords, password);
    return isOn && (isOpen || isRight);
  }

  put(user: User): Evicted {
    this.#set(new Map(this.#users).set(user.name, user));
    return (name, subscribed) => name === user.name && !mayListen(user, subscribed);
  }

  /** How many of them there were, and whose connections must be closed. */
  remove(names: readonly string[]): { readonly count: number; readonly evicted: Evicted } {
    const gone = new Set(names.filter((name) => this.#users.has(name)));
    if (gone.size > 0) this.#set(new Map([...this.#users].filter(([name]) => !gone.has(name))));
    return { count: gone.size, evicted: (name) => gone.has(name) };
  }

  /** All but the default user have to come anew, as stock wants it. */
  replace(users: Users): Evicted {
    this.#set(users);
    return (name) => name !== DEFAULT_USER;
  }

  #set(users: Users): void {
    this.#users = users;
    this.#isChanged = true;
  }
}

export function ruleContext(channels: RuleContext['channels']): RuleContext {
  return { hash: passwordHash, channels };
}

/** Nobody has said anything about users. */
export function openBook(logLengthMax: number = LOG_LENGTH_MAX): UserBook {
  const channels = 'none';
  const user = newDefaultUser(ruleContext(channels));
  return new UserBook({ users: new Map([[user.name, user]]), channels, logLengthMax });
}

/** As stock's default. */
const LOG_LENGTH_MAX = 128;
