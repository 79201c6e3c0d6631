// What is told where some Sentinels refuse.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXIT, Stop } from '../exit.ts';
import { readPast } from '../past.ts';
import { together } from './history.ts';

test('a history that is refused is not an empty one', () => {
  const refused = { all: [], refusals: ['Sentinel a:1 does not tell its history: NOPERM'] };
  assert.throws(
    () => together([refused, refused]),
    (error) => error instanceof Stop && error.code === EXIT.no && /NOPERM/.test(error.message),
  );
  const past = readPast({ host: 'b', port: 1 }, { kind: 'array', items: [] });
  assert.deepEqual(together([refused, { all: [past], refusals: [] }]), {
    all: [past],
    refusals: refused.refusals,
  });
});
