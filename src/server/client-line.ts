// One client as CLIENT LIST and CLIENT INFO show it: the fields of stock 7.0 in its order, then the
// two of 7.2 about the library. What there is no equal of here is 0, and the file descriptor, which
// Node does not tell, -1.

import type { ClientLine } from '../commands/command.ts';
import { DEFAULT_USER } from '../commands/server/auth.ts';
import { type Identity, subscriptionCount } from './identity.ts';

export interface ClientFacts {
  readonly identity: Identity;
  readonly remote: string;
  readonly local: string;
  readonly ageMs: number;
  readonly idleMs: number;
  /** Received and not used yet. */
  readonly unreadBytes: number;
  /** Written in this turn. */
  readonly freshBytes: number;
  /** Written before, and not yet taken by the network. */
  readonly backlogBytes: number;
}

export function clientLine(facts: ClientFacts): ClientLine {
  const { identity } = facts;
  const type = subscriptionCount(identity) > 0 ? 'pubsub' : 'normal';
  const text = fieldsOf(facts)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
  return { id: identity.id, type, text };
}

type Field = readonly [name: string, value: string | number];

function fieldsOf(facts: ClientFacts): Field[] {
  const { identity, unreadBytes, freshBytes, backlogBytes } = facts;
  return [
    ['id', identity.id],
    ['addr', facts.remote],
    ['laddr', facts.local],
    ['fd', -1],
    ['name', identity.name],
    ['age', wholeSeconds(facts.ageMs)],
    ['idle', wholeSeconds(facts.idleMs)],
    ['flags', subscriptionCount(identity) > 0 ? 'P' : 'N'],
    ['db', 0],
    ['sub', identity.subscribed.channel.size],
    ['psub', identity.subscribed.pattern.size],
    ['ssub', 0],
    ['multi', -1],
    ['qbuf', unreadBytes],
    ['qbuf-free', 0],
    ['argv-mem', 0],
    ['multi-mem', 0],
    ['rbs', 0],
    ['rbp', 0],
    ['obl', freshBytes],
    ['oll', backlogBytes > 0 ? 1 : 0],
    ['omem', backlogBytes],
    ['tot-mem', unreadBytes + freshBytes + backlogBytes],
    ['events', backlogBytes > 0 ? 'rw' : 'r'],
    ['cmd', identity.lastCommand ?? 'NULL'],
    ['user', DEFAULT_USER],
    ['redir', -1],
    ['resp', identity.protocol],
    ['lib-name', identity.libraryName],
    ['lib-ver', identity.libraryVersion],
  ];
}

/** `host:port`, with brackets around an IPv6 host; a connection that is gone has neither. */
export function endpoint(host: string | undefined, port: number | undefined): string {
  const shown = host ?? '?';
  return `${shown.includes(':') ? `[${shown}]` : shown}:${port ?? 0}`;
}

function wholeSeconds(ms: number): number {
  return Math.max(0, Math.floor(ms / 1_000));
}
