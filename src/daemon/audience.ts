// Where the driver's news go: events to the log and to subscribers, notes to the log, answers to
// the clients that wait for them.

import type { Log } from '../adapters/log.ts';
import type { Event, Note } from '../core/event.ts';
import type { Asker } from '../core/input.ts';
import type { OperatorOutcome } from '../core/operator-request.ts';
import type { VoteAnswer } from '../core/output.ts';
import { isPublished, render } from '../events/catalogue.ts';
import { renderNote } from '../events/notes.ts';
import type { Audience } from '../ports/ports.ts';
import type { RespServer } from '../server/server.ts';

export class DaemonAudience implements Audience {
  readonly #log: Log;
  readonly #server: RespServer;

  constructor(log: Log, server: RespServer) {
    this.#log = log;
    this.#server = server;
  }

  event(event: Event): void {
    const { channel, payload, level } = render(event);
    this.#log.add(level, `${channel} ${payload}`);
    if (isPublished(level)) this.#server.publish(channel, payload);
  }

  note(note: Note): void {
    const { level, text } = renderNote(note);
    this.#log.add(level, text);
  }

  answer(asker: Asker, answer: VoteAnswer): void {
    this.#server.answer(asker, answer);
  }

  outcome(asker: Asker, outcome: OperatorOutcome): void {
    this.#server.outcome(asker, outcome);
  }

  /** Scripts are not run by this version; the log says so at the start. */
  reconfigScript(): void {}

  broken(message: string): void {
    this.#log.warning(
      `The state is not as it must be, and a wrong failover is worse than none: ${message}`,
    );
    this.#log.flush();
    process.exit(1);
  }
}
