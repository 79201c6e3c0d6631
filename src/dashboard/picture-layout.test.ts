// Nothing in the picture of a group covers anything else, and nothing stands outside of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  layOut,
  NODE_HEIGHT,
  NODE_WIDTH,
  SENTINEL_HEIGHT,
  SENTINEL_WIDTH,
  type Spot,
} from './picture-layout.ts';

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function box({ x, y }: Spot, width: number, height: number): Box {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

test('whatever the width and the counts, all have a place of their own inside', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 200, max: 2_000 }),
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 1, max: 20 }),
      (width, replicaCount, sentinelCount) => {
        const layout = layOut(width, replicaCount, sentinelCount);
        const boxes = [
          box(layout.master, NODE_WIDTH, NODE_HEIGHT),
          ...layout.replicas.map((spot) => box(spot, NODE_WIDTH, NODE_HEIGHT)),
          ...layout.sentinels.map((spot) => box(spot, SENTINEL_WIDTH, SENTINEL_HEIGHT)),
        ];
        assert.equal(boxes.length, 1 + replicaCount + sentinelCount);
        for (const [index, each] of boxes.entries()) {
          assert.ok(each.left >= 0 && each.right <= layout.width, 'within the width');
          assert.ok(each.top >= 0 && each.bottom <= layout.height, 'within the height');
          for (const other of boxes.slice(index + 1)) assert.ok(!overlap(each, other));
        }
      },
    ),
  );
});

test('Sentinels stand above the master and replicas below it', () => {
  const { master, replicas, sentinels } = layOut(800, 2, 3);
  assert.ok(sentinels.every(({ y }) => y < master.y));
  assert.ok(replicas.every(({ y }) => y > master.y));
});
