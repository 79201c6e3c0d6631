// Commands of the other protocol, called from here: the same words, the same checks and the same
// outcome, told in JSON. An order is answered when the core knows what became of it.

import { resolve } from '../commands/catalogue.ts';
import type { Caller, Verdict } from '../commands/command.ts';
import type { Asker } from '../core/input.ts';
import type { OperatorOutcome } from '../core/operator-request.ts';
import type { RespValue } from '../resp/value.ts';
import type { Answer } from './answer.ts';
import { failure, fromResp, json } from './json.ts';
import { ORDER_PATIENCE_MS, ORDERS_MAX } from './limits.ts';
import type { HttpParts } from './parts.ts';

/** Who calls. Whether it may was decided before. */
const CALLER: Caller = {
  id: 0,
  protocol: 3,
  name: 'http',
  user: 'default',
  authenticated: true,
  subscriptionCount: 0,
  tracking: null,
};

/** What commands that change nothing answer. */
export function look(words: readonly string[], parts: HttpParts): RespValue {
  const verdict = verdictOf(words, parts);
  if (verdict.kind === 'reply') return verdict.value;
  // DOCTOR-2: what is known already.
  if (verdict.kind === 'operate' && verdict.request.kind === 'check-up') {
    return verdict.render({ kind: 'done' });
  }
  return { kind: 'error', text: `ERR ${words.join(' ')} changes something` };
}

/** The same as an answer. */
export function lookAnswer(words: readonly string[], parts: HttpParts): Answer {
  const value = look(words, parts);
  return value.kind === 'error' ? errorAnswer(value.text) : json({ reply: fromResp(value) });
}

function verdictOf(words: readonly string[], parts: HttpParts): Verdict {
  const resolved = resolve(words);
  if (resolved.kind === 'error') return { kind: 'reply', value: resolved.value };
  return resolved.command.run(words, CALLER, parts.sight());
}

export class Orders {
  readonly #parts: HttpParts;
  /** Below 0: those of the other server are above. */
  #last: Asker = 0;
  readonly #waiting = new Map<Asker, (outcome: OperatorOutcome) => void>();

  constructor(parts: HttpParts) {
    this.#parts = parts;
  }

  /** Dropped when nobody waits for it any longer. */
  outcome(asker: Asker, outcome: OperatorOutcome): void {
    this.#waiting.get(asker)?.(outcome);
    this.#waiting.delete(asker);
  }

  async give(words: readonly string[], from: string): Promise<Answer> {
    const verdict = verdictOf(words, this.#parts);
    if (verdict.kind === 'reply') return outcomeAnswer(verdict.value, null);
    if (verdict.kind !== 'operate') return failure(400, 'no-order', 'That is not an order');
    if (this.#waiting.size >= ORDERS_MAX) {
      return failure(503, 'too-many-orders', 'Too many orders are under way');
    }
    this.#parts.log.notice(`Asked over HTTP by ${from}: ${words.map(inOneLine).join(' ')}`);
    const asker = --this.#last;
    const ended = new Promise<OperatorOutcome | null>((settle) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(asker);
        settle(null);
      }, ORDER_PATIENCE_MS);
      this.#waiting.set(asker, (outcome) => {
        clearTimeout(timer);
        settle(outcome);
      });
    });
    this.#parts.operate(asker, verdict.request);
    const outcome = await ended;
    if (outcome === null) return json({ ok: true, message: 'It is under way' }, 202);
    return outcomeAnswer(verdict.render(outcome), outcome);
  }
}

function inOneLine(word: string): string {
  return word.replaceAll(/[^\x20-\x7e\x80-\xff]/g, '?');
}

function outcomeAnswer(value: RespValue, outcome: OperatorOutcome | null): Answer {
  if (value.kind === 'error') {
    const code = outcome?.kind === 'failed' ? outcome.code : null;
    return errorAnswer(value.text, code);
  }
  if (value.kind === 'simple') return json({ ok: true, message: value.text });
  return json({ ok: true, message: 'OK', reply: fromResp(value) });
}

const STATUS: Readonly<Record<string, number>> = {
  'no-such-master': 404,
  'no-such-node': 404,
  'not-saved': 500,
  ERR: 400,
};

const NO_SUCH_MASTER = /No such master/;

/** `text` begins with a code in capitals, as errors of that protocol do. */
function errorAnswer(text: string, code: string | null = null): Answer {
  const [first = 'ERR'] = text.split(' ', 1);
  if (code === null && NO_SUCH_MASTER.test(text)) {
    return failure(404, 'no-such-master', text.slice(first.length + 1));
  }
  const message = text.slice(first.length + 1);
  return failure(STATUS[code ?? first] ?? 409, code ?? first.toLowerCase(), message);
}
