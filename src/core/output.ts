// What a step asks of the outside. Two outboxes: what may leave now, and what may leave only once
// the state that it speaks of is on disk (DURABLE-1). Which of the two a thing goes into follows
// from its type, so that a vote cannot be sent early by mistake.

import type { Address } from './address.ts';
import type { Event, Note } from './event.ts';
import type { FailoverRecord } from './history.ts';
import type { Asker, LinkId } from './input.ts';
import type { OperatorOutcome } from './operator-request.ts';
import type { Probe, Statement } from './requests.ts';

/** Where a link goes, which is never a name, and how it introduces itself. */
export interface LinkSpec {
  readonly address: Address;
  /** `command`: AUTH, CLIENT SETNAME. `pubsub`: those, then SUBSCRIBE to the hello channel. */
  readonly purpose: 'command' | 'pubsub';
  readonly clientName: string;
  readonly user: string | null;
  readonly password: string | null;
  readonly renamedCommands: ReadonlyMap<string, string>;
}

export interface Announcement {
  readonly kind: 'event';
  readonly event: Event;
  /** The notification-script of its group, as it was when this happened; null: none. */
  readonly script: string | null;
}

export type FreeEffect =
  | { readonly kind: 'open'; readonly link: LinkId; readonly spec: LinkSpec }
  | { readonly kind: 'close'; readonly link: LinkId }
  /** Look the name up; a `resolved` answers it. */
  | { readonly kind: 'look-up'; readonly host: string }
  | { readonly kind: 'probe'; readonly link: LinkId; readonly request: Probe }
  | { readonly kind: 'note'; readonly note: Note }
  | { readonly kind: 'record'; readonly record: FailoverRecord }
  | Announcement
  | { readonly kind: 'outcome'; readonly asker: Asker; readonly outcome: OperatorOutcome };

export type HeldEffect =
  /** INFO may stand here too: behind a reconfiguration, to see at once what became of it. */
  | {
      readonly kind: 'state';
      readonly link: LinkId;
      readonly request: Statement | Extract<Probe, { kind: 'info' }>;
    }
  | Announcement
  | {
      /** The answer to an `asked`. `ifUnsaved` is given when the write fails. */
      readonly kind: 'answer';
      readonly asker: Asker;
      readonly answer: VoteAnswer;
      readonly ifUnsaved: VoteAnswer;
    }
  | {
      readonly kind: 'saved-outcome';
      readonly asker: Asker;
      readonly outcome: OperatorOutcome;
      readonly ifUnsaved: OperatorOutcome;
    }
  /** Run the group's client-reconfig-script, if it has one. */
  | {
      readonly kind: 'reconfig-script';
      readonly script: string | null;
      readonly groupName: string;
      readonly role: 'leader' | 'observer';
      readonly from: Address;
      readonly to: Address;
    }
  /** OPERATOR-10: end the process at once, as if it had crashed. */
  | { readonly kind: 'crash' };

export interface VoteAnswer {
  readonly down: boolean;
  readonly leader: string | null;
  readonly leaderEpoch: bigint;
}

export interface Held {
  /** The revision of the state that must be on disk first; `all`: whatever changed up to the end of
   *  this step. A vote need not wait for the votes of other groups. */
  readonly needs: number | 'all';
  readonly effect: HeldEffect;
}

/** What one step wants done. */
export interface Output {
  /** `now`: an epoch, a vote or an operator's change; `soon`: a discovery, written with others. */
  readonly save: 'nothing' | 'soon' | 'now';
  readonly free: readonly FreeEffect[];
  /** Done in order, after `free`, each once what it speaks of is on disk. */
  readonly held: readonly Held[];
  /** An invariant that does not hold: the process must end. */
  readonly broken: string | null;
}
