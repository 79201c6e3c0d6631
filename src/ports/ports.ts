// The outside as the driver sees it. Each port says in words what an implementation owes; the
// daemon's adapters and the simulator's models both keep these contracts. No port decides.

import type { Event, Note } from '../core/event.ts';
import type { FailoverRecord } from '../core/history.ts';
import type { Asker, LinkId } from '../core/input.ts';
import type { OperatorOutcome } from '../core/operator-request.ts';
import type { HeldEffect, LinkSpec, VoteAnswer } from '../core/output.ts';
import type { Request } from '../core/requests.ts';
import type { SentinelSettings } from '../core/settings.ts';

/** Two clocks, in milliseconds. */
export interface Clock {
  /** Never goes back; its zero means nothing. May have fractions. */
  monotonicMs(): number;
  /** Milliseconds since 1970; may jump either way. */
  wallMs(): number;
}

/** One alarm. Setting it replaces the one before. */
export interface Alarm {
  /** Calls the driver's `alarm()` at or after `atMs` of the monotonic clock, and only after every
   *  socket that was ready by then has been read (TIME-2). */
  set(atMs: number): void;
}

/** What host names lead to. */
export interface Names {
  /** Looks one name up and feeds one `resolved` input, never from inside the call and within a
   *  bounded time, whatever name servers do. Never holds anything else up. */
  lookUp(host: string): void;
}

/** Connections to nodes and peers. Facts come back as the inputs link-up, link-down, reply, heard:
 *  never from inside a call, and none for a link after its `close`. */
export interface Links {
  /** Starts to connect. Ends in link-up or link-down; a link that went down stays down. */
  open(link: LinkId, spec: LinkSpec): void;
  /** What was sent before still leaves, if the link is up. */
  close(link: LinkId): void;
  /** Sends on a link that is up. Replies arrive in the order of the requests, one each. A request
   *  on a link that is down is dropped without a word. Requests sent within one driver turn leave
   *  in one write. */
  send(link: LinkId, request: Request): void;
}

/** The durable state. One write at a time is in flight: the driver sees to that. */
export interface Store {
  /** Writes the whole state so that after a crash at any instant either the old or the new one is
   *  read back. `done` comes later, never from inside the call: true only when it is synced. */
  save(settings: SentinelSettings, done: (saved: boolean) => void): void;
}

/** Clients and people. Must not block and must not call back. */
export interface Audience {
  /** `script`: the notification-script of its group, which a loud event is also told to. */
  event(event: Event, script: string | null): void;
  note(note: Note): void;
  /** HISTORY-1: of an earlier call with the same number it takes the place. `nowMs`: on the clock
   *  that its steps are on. */
  record(record: FailoverRecord, nowMs: number): void;
  /** For an asker that is gone: dropped. */
  answer(asker: Asker, answer: VoteAnswer): void;
  outcome(asker: Asker, outcome: OperatorOutcome): void;
  reconfigScript(run: Extract<HeldEffect, { kind: 'reconfig-script' }>): void;
  /** A simulated failure: the process ends at once, with nothing tidied up. Does not return in the
   *  daemon. */
  crash(): void;
  /** An invariant of the core is broken. The process must end at once: better no failover than a
   *  wrong one. Does not return in the daemon; in the simulator it fails the run. */
  broken(message: string): void;
}

export interface Ports {
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly links: Links;
  readonly names: Names;
  readonly store: Store;
  readonly audience: Audience;
}
