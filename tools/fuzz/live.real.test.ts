// Some thousand malformed streams to a real Vedette: it answers as before, its memory is bounded,
// it has logged no mistake of its own, and what it wrote meanwhile both kinds can load.

import assert from 'node:assert/strict';
import { Group } from '../../test/harness/group.ts';
import { freePort } from '../../test/harness/ports.ts';
import { sentinelText } from '../../test/harness/quorum.ts';
import { realTest } from '../../test/harness/real-test.ts';
import { Sentinel } from '../../test/harness/sentinel.ts';
import { fuzzServer, residentKiB } from './live.ts';

const WARMING = 1_000;
const STREAMS = 10_000;
/** What the collector leaves for later; what the streams brought is many times that. */
const GROWTH_MOST_KIB = 64 * 1024;

realTest('thousands of malformed streams leave a Sentinel as it was', async (sandbox) => {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 1 });
  const port = await freePort();
  const watch = { quorum: 1, downAfterMs: 30_000, failoverTimeoutMs: 60_000, parallelSyncs: 1 };
  const text = sentinelText({ port, groups: [group], watch });
  const sentinel = await Sentinel.start(sandbox, { kind: 'vedette', port, text });

  await fuzzServer(port, 1, WARMING);
  const before = residentKiB(sentinel.pid);
  const { internalErrors } = await fuzzServer(port, 2, STREAMS);
  const grown = residentKiB(sentinel.pid) - before;

  assert.deepEqual(internalErrors, []);
  assert.ok(grown < GROWTH_MOST_KIB, `${grown} KiB more than before`);
  assert.equal(await sentinel.call('PING'), 'PONG');
  assert.doesNotMatch(sentinel.output, /Command \S+ failed/);
  for (const kind of ['vedette', 'stock'] as const) {
    assert.deepEqual(await sentinel.end(), { code: 0, signal: null });
    await sentinel.restart(kind);
  }
});
