// The file of the history: what is written is read back, and whatever else stands there is told
// from it and never believed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PastFailover } from '../core/history-book.ts';
import { HEADING, historyLine, LONGEST_LINE, readHistory } from './history-text.ts';

const at = fc.option(fc.nat());
const name = fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }).map(latin);
const offset = fc.option(fc.bigInt({ min: 0n, max: 2n ** 63n }));

function latin(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

const PLAIN = { noNullPrototype: true } as const;

const anyPast: fc.Arbitrary<PastFailover> = fc.record(
  {
    ...{ id: fc.uuid(), groupName: name, from: name, to: fc.option(name), leader: fc.option(name) },
    role: fc.constantFrom('leader' as const, 'observer' as const),
    outcome: fc.constantFrom('under-way' as const, 'switched' as const, 'given-up' as const),
    reason: fc.option(fc.constantFrom('crash' as const, 'hand-over' as const)),
    ...{ cause: fc.option(name), obstacle: fc.option(name), attempts: fc.nat() },
    epoch: fc.bigInt({ min: 0n, max: 2n ** 63n }),
    steps: fc.record(
      {
        ...{ detected: at, agreed: at, started: at, elected: at },
        ...{ selected: at, told: at, switched: at, ended: at },
      },
      PLAIN,
    ),
    votes: fc.option(fc.record({ have: fc.nat(), need: fc.nat() }, PLAIN)),
    ...{ oldOffset: offset, newOffset: offset },
    offsets: fc.array(fc.record({ replica: name, offset }, PLAIN)),
    loss: fc.oneof(
      fc.constantFrom({ kind: 'none' as const }, { kind: 'unknown' as const }),
      fc.record(
        { kind: fc.constant('at-least' as const), bytes: fc.bigInt({ min: 0n, max: 9n }) },
        PLAIN,
      ),
    ),
  },
  PLAIN,
);

function textOf(...past: readonly PastFailover[]): string {
  return [HEADING, ...past.map((each) => historyLine({ past: each, instead: null })), ''].join(
    '\n',
  );
}

function read(text: string) {
  const found = readHistory(text);
  assert.ok(found.kind === 'history', text);
  return found;
}

test('HISTORY-2: what is written is read back', () => {
  fc.assert(
    fc.property(fc.array(anyPast, { maxLength: 4 }), (past) => {
      const found = read(Buffer.from(textOf(...past), 'latin1').toString('latin1'));
      assert.deepEqual(found, { kind: 'history', past, badLines: 0, isTorn: false });
    }),
  );
});

test('HISTORY-2: the last line of a failover counts, also where it takes the place of another', () => {
  const [one, two] = fc.sample(anyPast, { numRuns: 2, seed: 1 });
  assert.ok(one !== undefined && two !== undefined);
  const changed = { ...one, attempts: 7 };
  assert.deepEqual(read(textOf(one, two, changed)).past, [changed, two]);
  const instead = historyLine({ past: two, instead: one.id });
  assert.deepEqual(read(`${textOf(one)}${instead}\n`).past, [two]);
});

test('HISTORY-2: a file that was cut off anywhere gives what stands before the cut', () => {
  const past = fc.sample(anyPast, { numRuns: 3, seed: 2 });
  const text = textOf(...past);
  for (let length = 0; length < text.length; length++) {
    const found = read(text.slice(0, length));
    assert.ok(found.isTorn || text[length - 1] === '\n');
    assert.equal(found.badLines, 0);
    assert.deepEqual(found.past, past.slice(0, found.past.length));
  }
});

test('HISTORY-2: damaged lines are counted and left out, whatever they are', () => {
  const [one] = fc.sample(anyPast, { numRuns: 1, seed: 3 });
  assert.ok(one !== undefined);
  const good = historyLine({ past: one, instead: null });
  for (const bad of ['', '{', 'null', '[]', '7', '{}', `${good}x`, 'x'.repeat(LONGEST_LINE + 1)]) {
    const found = read(`${HEADING}\n${bad}\n${good}\n`);
    assert.deepEqual([found.badLines, found.past], [1, [one]]);
  }
  for (const [key, wrong] of [
    ...[
      ['steps', 'x'],
      ['epoch', 1],
      ['epoch', '-1'],
      ['role', 'king'],
      ['outcome', null],
    ],
    ...[
      ['loss', {}],
      ['offsets', [7]],
      ['groupName', ''],
      ['attempts', -1],
    ],
  ] as const) {
    const line = JSON.stringify({ ...JSON.parse(good ?? ''), [key]: wrong });
    assert.equal(read(`${HEADING}\n${line}\n`).badLines, 1, `${key}`);
  }
});

test('HISTORY-2: another file is foreign', () => {
  for (const text of ['port 26379\n', `${HEADING}9\n`, '\0\0\0\0', '{}\n', `\n${HEADING}\n`]) {
    assert.equal(readHistory(text).kind, 'foreign', JSON.stringify(text));
  }
});

test('HISTORY-2: a line has a limit', () => {
  const [one] = fc.sample(anyPast, { numRuns: 1, seed: 4 });
  assert.ok(one !== undefined);
  assert.equal(
    historyLine({ past: { ...one, groupName: 'g'.repeat(9_000) }, instead: null }),
    null,
  );
});
