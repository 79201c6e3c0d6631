// The numbers of compat.md and those that the comparison cites are the same.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ALLOWANCES } from './allowances.ts';
import { readScripts } from './replies.ts';

function citedNumbers(): ReadonlySet<string> {
  const cited = new Set(ALLOWANCES.map(({ id }) => id));
  for (const { cases } of readScripts()) {
    for (const step of cases.flatMap(({ steps }) => steps)) {
      if (step.kind === 'exchange' && step.allowance !== null) cited.add(step.allowance);
    }
  }
  return cited;
}

test('compat.md has every number that is cited, and no other', () => {
  const page = readFileSync('docs/compat.md', 'utf8');
  const listed = [...page.matchAll(/^\| (C-\d+) \|/gm)].map(([, id = '']) => id);
  assert.equal(new Set(listed).size, listed.length, 'each number stands once');
  assert.deepEqual([...citedNumbers()].sort(), [...listed].sort());
});

test('there are several hundred commands', () => {
  const exchanges = readScripts().flatMap(({ cases }) => cases.flatMap(({ steps }) => steps));
  assert.ok(exchanges.length > 500, `${exchanges.length}`);
});
