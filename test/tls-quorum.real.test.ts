// Everything over TLS: nodes, Sentinels and clients that speak nothing else, after a real crash;
// Vedettes alone, and Vedettes and stock Sentinels in one quorum.

import { Authority, writeTlsFiles } from './harness/certificates.ts';
import { Group } from './harness/group.ts';
import { OURS, ours } from './harness/kind.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import { assertFailedOver } from './scenario.ts';

for (const kinds of [ours(3), [OURS, 'stock', 'stock']] as const) {
  realTest(`a master is replaced over TLS only by ${kinds.join(', ')}`, async (sandbox) => {
    const authority = new Authority('Everybody');
    const own = authority.issue({ name: 'not the name of any host' });
    const tls = writeTlsFiles(sandbox.makeFolder('tls'), own, authority);
    const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2, tls });
    const quorum = await Quorum.start(sandbox, { kinds, groups: [group], tls });

    await group.node(group.masterPort).crash();
    await assertFailedOver(quorum, group);
  });
}
