// Who waits for an answer of the core, by the token that the core knows them by. A token is used
// once; an answer to one that is gone is dropped.

import type { Asker } from '../core/input.ts';
import type { OperatorOutcome } from '../core/operator-request.ts';
import type { VoteAnswer } from '../core/output.ts';

export class Askers {
  #next: Asker = 1;
  readonly #forAnswer = new Map<Asker, (answer: VoteAnswer) => void>();
  readonly #forOutcome = new Map<Asker, (outcome: OperatorOutcome) => void>();

  get count(): number {
    return this.#forAnswer.size + this.#forOutcome.size;
  }

  awaitAnswer(done: (answer: VoteAnswer) => void): Asker {
    const asker = this.#next++;
    this.#forAnswer.set(asker, done);
    return asker;
  }

  awaitOutcome(done: (outcome: OperatorOutcome) => void): Asker {
    const asker = this.#next++;
    this.#forOutcome.set(asker, done);
    return asker;
  }

  answer(asker: Asker, answer: VoteAnswer): void {
    const done = this.#forAnswer.get(asker);
    this.#forAnswer.delete(asker);
    done?.(answer);
  }

  outcome(asker: Asker, outcome: OperatorOutcome): void {
    const done = this.#forOutcome.get(asker);
    this.#forOutcome.delete(asker);
    done?.(outcome);
  }

  forget(asker: Asker): void {
    this.#forAnswer.delete(asker);
    this.#forOutcome.delete(asker);
  }
}
