// The benchmark's model nodes, in front of real Sentinels of both kinds: what is measured on them
// has to be a failover.

import assert from 'node:assert/strict';
import { ModelProcess } from '../tools/bench/model-process.ts';
import { startModelQuorum } from '../tools/bench/model-quorum.ts';
import { callOnce } from './harness/connection.ts';
import { readRole } from './harness/data-node.ts';
import { OURS } from './harness/kind.ts';
import { realTest } from './harness/real-test.ts';
import { expect, until } from './harness/wait.ts';

for (const kind of [OURS, 'stock'] as const) {
  realTest(`${kind} Sentinels fail over groups of model nodes`, async (sandbox) => {
    const model = await ModelProcess.start(sandbox, 2);
    const { groups } = model;
    const timing = { downAfterMs: 2_000, failoverTimeoutMs: 5_000 };
    const sentinels = await startModelQuorum(sandbox, { kind, groups, ...timing });

    await model.crashMasters();
    for (const group of groups) {
      await until('all Sentinels to name another master', async () => {
        const named = await Promise.all(sentinels.map((each) => each.masterPort(group.name)));
        expect(!named.includes(group.masterPort), `they name ${named}`);
        return true;
      });
      assert.notEqual(model.writableMs(group), undefined);
      const [newPort = 0] = group.ports.filter((port) => model.promotedMs.has(port));
      assert.equal(readRole(await callOnce(newPort, 'ROLE')).role, 'master');
      const [otherPort = 0] = group.ports.filter(
        (port) => port !== newPort && port !== group.masterPort,
      );
      await until('the other replica to follow', async () => {
        const { masterPort } = readRole(await callOnce(otherPort, 'ROLE'));
        expect(masterPort === newPort, `it follows ${masterPort}`);
        return true;
      });
    }
  });
}
