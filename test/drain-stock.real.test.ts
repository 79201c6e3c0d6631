// A drain where only stock Sentinels watch: they take their time to make the old master a replica.

import assert from 'node:assert/strict';
import { CommandLine } from './harness/command-line.ts';
import { Group } from './harness/group.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';

realTest(
  'stock Sentinels: a drain by force waits for the old master to follow',
  async (sandbox) => {
    const group = await Group.start(sandbox, { name: 'mymaster', replicas: 1 });
    const kinds = ['stock', 'stock', 'stock'] as const;
    const quorum = await Quorum.start(sandbox, { kinds, groups: [group] });
    const old = group.node(group.masterPort);
    const words = ['drain', `127.0.0.1:${old.port}`, '--force', '--timeout', '50s'];
    const environment = { VEDETTE_SENTINELS: `127.0.0.1:${quorum.at(0).port}` };
    const drained = await CommandLine.run(sandbox, words, { environment });
    assert.equal(drained.code, 0, drained.err);
    assert.equal((await old.role()).role, 'slave');
    await quorum.agreesOnNewMaster(group, old.port);
  },
);
