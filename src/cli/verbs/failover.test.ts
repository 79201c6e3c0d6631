// Which Sentinel is asked for a failover.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aMaster } from '../../../test/a-survey.ts';
import { type About, readAbout } from '../../client/facts.ts';
import { EXIT, Stop } from '../exit.ts';
import { leaderOf } from './failover.ts';

const STOCK = readAbout('redis_version:7.0.15\r\n');
const OURS = readAbout('redis_version:7.2.4\r\nvedette_version:0.1.0\r\n');

function led(...abouts: readonly About[]): number {
  const reached = abouts.map((about, at) => {
    return { at, about, masters: new Map([['mymaster', aMaster()]]) };
  });
  return leaderOf({ reached }, 'mymaster').at;
}

test('one of Vedette leads, and one that can', () => {
  assert.equal(led(STOCK, OURS), 1);
  assert.equal(led({ ...OURS, inTilt: true }, OURS), 1);
  assert.equal(led({ ...OURS, cannotWrite: true }, OURS), 1);
  assert.equal(led(STOCK, { ...OURS, cannotWrite: true }), 1);
  assert.equal(led({ ...STOCK, inTilt: true }, STOCK), 1);
  assert.equal(led({ ...OURS, cannotWrite: true }), 0);
});

test('where none watches the group, nobody does', () => {
  assert.throws(
    () => leaderOf({ reached: [] }, 'mymaster'),
    (error) => error instanceof Stop && error.code === EXIT.unknown,
  );
});
