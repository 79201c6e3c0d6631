// What the door wants of the rest of the process. It never waits inside a call: what becomes of an
// order comes back through the door's `outcome`.

import type { SavesSight, Sight } from '../commands/command.ts';
import type { Asker } from '../core/input.ts';
import type { OperatorRequest } from '../core/operator-request.ts';
import type { Clock } from '../ports/ports.ts';

export interface HttpParts {
  /** What commands see; taken anew for each look. */
  sight(): Sight;
  saves(): SavesSight;
  /** To be answered through `HttpDoor.outcome`, once. */
  operate(asker: Asker, request: OperatorRequest): void;
  /** The addresses of a name, for webhooks; empty: nobody knows any. */
  resolve(host: string): Promise<readonly string[]>;
  readonly clock: Clock;
  readonly log: { notice(text: string): void; warning(text: string): void };
  readonly version: string;
  /** Of the Sentinel, for clients. */
  readonly port: number;
}
