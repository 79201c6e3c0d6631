// What a checker, the coverage and the trace can see of a run. Everything is optional: who does not
// care about something leaves it out.

import type { Address } from '../src/core/address.ts';
import type { Event, Note } from '../src/core/event.ts';
import type { FailoverRecord } from '../src/core/history.ts';
import type { Input } from '../src/core/input.ts';
import type { OperatorOutcome, OperatorRequest } from '../src/core/operator-request.ts';
import type { LinkSpec, VoteAnswer } from '../src/core/output.ts';
import type { Request } from '../src/core/requests.ts';
import type { Group } from '../src/core/state.ts';
import type { Cluster } from './cluster.ts';
import type { SaveReport } from './disk.ts';
import type { Question } from './peer-door.ts';
import type { SimSentinel } from './sentinel.ts';

export interface Observer {
  /** A process has started; its first input has not yet been taken. */
  started?(sentinel: SimSentinel): void;
  /** `lostWrite`: a write was under way and is lost. */
  ended?(sentinel: SimSentinel, lostWrite: boolean): void;
  /** Before the input is taken. `spec` is that of the link it came on. */
  input?(sentinel: SimSentinel, input: Input, spec: LinkSpec | null): void;
  /** The process has taken an input, or its alarm, and is at rest again. */
  settled?(sentinel: SimSentinel): void;
  /** The same, for each group in which a master is objectively down or a failover is under way, and
   *  once more when that is over. */
  stirred?(sentinel: SimSentinel, group: Group): void;
  /** It begins to connect there, or to look up how. */
  soughtAt?(sentinel: SimSentinel, address: Address): void;
  /** A request leaves. */
  sent?(sentinel: SimSentinel, request: Request, spec: LinkSpec): void;
  /** An answer leaves. */
  answered?(sentinel: SimSentinel, question: Question, answer: VoteAnswer): void;
  event?(sentinel: SimSentinel, event: Event): void;
  note?(sentinel: SimSentinel, note: Note): void;
  record?(sentinel: SimSentinel, record: FailoverRecord): void;
  saved?(sentinel: SimSentinel, report: SaveReport): void;
  operated?(sentinel: SimSentinel, request: OperatorRequest, outcome: OperatorOutcome): void;
  faultBegan?(name: string): void;
  /** The healed phase has come to its agreement. */
  agreed?(): void;
}

/** What a checker finds wrong. */
export interface Finding {
  readonly checker: string;
  readonly text: string;
}

/** A checker says what is wrong through this. */
export type Complain = (text: string) => void;

/** One property of every run. */
export interface Checker {
  readonly name: string;
  watch(cluster: Cluster, complain: Complain): Observer;
}
