// Long answers stand still when a failover may be decided, and not for ever.

import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { HUSH_LOOK_MS, HUSH_MOST_MS } from './limits.ts';
import { LongAnswers } from './slices.ts';

/** Time goes on with each look at it, so that every piece is a slice of its own. */
class Hands {
  nowMs = 0;
  looks = 0;
  readonly answers = new LongAnswers({ monotonicMs: () => this.#look(), wallMs: () => 0 });

  #look(): number {
    this.looks += 1;
    this.nowMs += 1;
    return this.nowMs;
  }

  async send(pieces: Iterable<string>): Promise<string> {
    const response = new PassThrough();
    let text = '';
    response.on('data', (part: Buffer) => {
      text += part.toString();
    });
    await this.answers.send(response, { kind: 'pieces', type: 'text/plain', pieces }, false);
    return text;
  }
}

test('what is hushed waits, and is answered whole', async () => {
  const quiet = new Hands();
  assert.equal(await quiet.send(['a', 'b', 'c']), 'abc');
  const hushed = new Hands();
  hushed.answers.hush();
  assert.equal(await hushed.send(['a', 'b', 'c']), 'abc');
  assert.ok(hushed.looks > quiet.looks + 10, `${hushed.looks} looks`);
});

test('where there is no end of alarms an answer waits for two seconds at most', async () => {
  const hands = new Hands();
  const again = setInterval(() => hands.answers.hush(), HUSH_LOOK_MS / 2);
  const pieces = Array.from({ length: 50 }, () => 'x');
  assert.equal(await hands.send(pieces), 'x'.repeat(50));
  clearInterval(again);
  assert.ok(hands.looks < 50 * 4 + (2 * HUSH_MOST_MS) / HUSH_LOOK_MS + 200, `${hands.looks} looks`);
});
