// One client as CLIENT LIST and CLIENT INFO show it: the fields of stock 7.0 in its order, then the
// two of 7.2 about the library. What there is no equal of here is 0.

import type { ClientLine } from '../commands/command.ts';
import { redirection } from '../commands/server/client-tracking.ts';
import { type Identity, subscriptionCount } from './identity.ts';

export interface ClientFacts {
  readonly identity: Identity;
  readonly remote: string;
  readonly local: string;
  /** -1: the system does not say. */
  readonly fileDescriptor: number;
  readonly isUnix: boolean;
  readonly ageMs: number;
  readonly idleMs: number;
  /** Its command waits for the end of a pause. */
  readonly blocked: boolean;
  /** It is only waited for that it reads its last words. */
  readonly closing: boolean;
  /** Received and not used yet. */
  readonly unreadBytes: number;
  /** Room for more, taken already. */
  readonly unreadRoomBytes: number;
  /** Of the command that is being run or waits. */
  readonly argumentBytes: number;
  /** Written in this turn. */
  readonly freshBytes: number;
  /** Written before, and not yet taken by the network. */
  readonly backlogBytes: number;
}

export function clientLine(facts: ClientFacts): ClientLine {
  const { identity, remote, local } = facts;
  const type = subscriptionCount(identity) > 0 ? 'pubsub' : 'normal';
  const text = fieldsOf(facts)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
  return { id: identity.id, remote, local, user: identity.user, type, text };
}

type Field = readonly [name: string, value: string | number];

function fieldsOf(facts: ClientFacts): Field[] {
  const { identity, unreadBytes, unreadRoomBytes, argumentBytes, freshBytes, backlogBytes } = facts;
  return [
    ['id', identity.id],
    ['addr', facts.remote],
    ['laddr', facts.local],
    ['fd', facts.fileDescriptor],
    ['name', identity.name],
    ['age', wholeSeconds(facts.ageMs)],
    ['idle', wholeSeconds(facts.idleMs)],
    ['flags', flagsOf(facts)],
    ['db', 0],
    ['sub', identity.subscribed.channel.size],
    ['psub', identity.subscribed.pattern.size],
    ['ssub', 0],
    ['multi', -1],
    ['qbuf', unreadBytes],
    ['qbuf-free', unreadRoomBytes],
    ['argv-mem', argumentBytes],
    ['multi-mem', 0],
    ['rbs', 0],
    ['rbp', 0],
    ['obl', freshBytes],
    ['oll', backlogBytes > 0 ? 1 : 0],
    ['omem', backlogBytes],
    ['tot-mem', unreadBytes + unreadRoomBytes + argumentBytes + freshBytes + backlogBytes],
    ['events', backlogBytes > 0 ? 'rw' : 'r'],
    ['cmd', identity.lastCommand ?? 'NULL'],
    ['user', identity.user],
    ['redir', redirection(identity.tracking)],
    ['resp', identity.protocol],
    ['lib-name', identity.libraryName],
    ['lib-ver', identity.libraryVersion],
  ];
}

/** In stock's order; `N`: there is nothing to say. */
function flagsOf({ identity, isUnix, blocked, closing }: ClientFacts): string {
  const { tracking, noEvict } = identity;
  const flags: readonly (readonly [letter: string, set: boolean])[] = [
    ['P', subscriptionCount(identity) > 0],
    ['b', blocked],
    ['t', tracking !== null],
    ['B', tracking?.broadcast === true],
    ['c', closing],
    ['U', isUnix],
    ['e', noEvict],
  ];
  const letters = flags.filter(([, isSet]) => isSet).map(([letter]) => letter);
  return letters.join('') || 'N';
}

/** `host:port`, with brackets around an IPv6 host; a connection that is gone has neither. */
export function endpoint(host: string | undefined, port: number | undefined): string {
  const shown = host ?? '?';
  return `${shown.includes(':') ? `[${shown}]` : shown}:${port ?? 0}`;
}

function wholeSeconds(ms: number): number {
  return Math.max(0, Math.floor(ms / 1_000));
}
