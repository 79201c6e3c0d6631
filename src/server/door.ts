// What the server wants of the rest of the process. It never waits inside a call: answers come back
// through the server's `answer` and `outcome`, at once or much later.

import type { Address } from '../core/address.ts';
import type { Asker } from '../core/input.ts';
import type { OperatorRequest } from '../core/operator-request.ts';

/** SENTINEL IS-MASTER-DOWN-BY-ADDR; without a candidate it asks for an opinion, not for a vote. */
export interface Question {
  readonly master: Address;
  readonly epoch: bigint;
  readonly candidate: string | null;
}

export interface Door {
  /** To be answered through `answer`, once for each asker. An asker whose connection is gone may be
   *  answered all the same: that answer is dropped. */
  ask(asker: Asker, question: Question): void;
  /** To be answered through `outcome`, in the same way. */
  operate(asker: Asker, request: OperatorRequest): void;
  /** A client published a message on the hello channel to us. */
  told(payload: string): void;
  /** A client wants the process to end. The server goes on until it is closed. */
  shutdown(): void;
}
