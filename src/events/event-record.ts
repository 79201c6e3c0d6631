// What a record of an event is, and how a payload names an instance, byte for byte as in stock.

import type { Address } from '../core/address.ts';
import type { EventData, EventName, Subject } from '../core/event.ts';
import type { Level } from './level.ts';

export interface EventRecord<N extends EventName> {
  readonly level: Level;
  /** When it is said, for people; `follows` is about what the payload has behind its subject. */
  readonly summary: string;
  readonly payload: (facts: EventData[N]) => string;
}

/** `<type> <name> <ip> <port>`, and for whoever belongs to a master ` @ ` and that master. */
export function at({ subject }: { readonly subject: Subject }): string {
  const own = `${subject.type} ${subject.name} ${hostAndPort(subject.address)}`;
  const { group } = subject;
  return group === null ? own : `${own} @ ${group.name} ${hostAndPort(group.address)}`;
}

export function hostAndPort({ host, port }: Address): string {
  return `${host} ${port}`;
}
