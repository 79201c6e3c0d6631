// The reader of INFO: whatever a node sends, the facts are well formed and bounded.

import assert from 'node:assert/strict';
import { LISTED_REPLICAS_LIMIT, parseInfo } from '../../src/dialect/info.ts';
import { anyBytes, oddNumber, once, pick, several } from './chance.ts';
import type { Target } from './target.ts';

const RUN_ID = '0123456789abcdef0123456789abcdef01234567';

const MASTER = `# Server\r
redis_version:7.0.15\r
run_id:${RUN_ID}\r
\r
# Replication\r
role:master\r
connected_slaves:2\r
slave0:ip=127.0.0.1,port=7001,state=online,offset=1234,lag=0\r
slave1:ip=::1,port=7002,state=wait_bgsave,offset=0,lag=1\r
master_failover_state:no-failover\r
master_repl_offset:1234\r
\r
# CPU\r
used_cpu_sys:1.0\r
`;

const REPLICA = `# Server\r
run_id:${RUN_ID}\r
# Replication\r
role:slave\r
master_host:127.0.0.1\r
master_port:7000\r
master_link_status:down\r
master_link_down_since_seconds:-1\r
slave_repl_offset:1234\r
slave_priority:100\r
replica_announced:0\r
`;

const OLD = 'run_id:x\nrole:master\nslave0:10.0.0.1,6380,online\nslave1:10.0.0.2,6381,online\n';

const KEYS = [
  'role',
  'run_id',
  'slave0',
  'slave99999',
  'slave_priority',
  'master_host',
  'master_port',
  'master_link_status',
  'master_link_down_since_seconds',
  'slave_repl_offset',
  'master_repl_offset',
  'replica_announced',
  '# Replication',
  '# Server',
] as const;

const VALUES = [
  'master',
  'slave',
  'up',
  RUN_ID,
  '127.0.0.1',
  'ip=1.2.3.4,port=1',
  '1.2.3.4,1,x',
] as const;

export const infos: Target = {
  name: 'infos',
  seeds: [MASTER, REPLICA, OLD],
  words: [...KEYS, ':', '\r\n', '\n', ',', '=', 'ip=', 'port=', '\0'],
  generate: (chance) =>
    several(chance, 12, () => {
      const value = once(chance, 3) ? anyBytes(chance, 20) : pick(chance, VALUES);
      const shown = once(chance, 4) ? oddNumber(chance) : value;
      return `${pick(chance, KEYS)}${once(chance, 9) ? '' : ':'}${shown}${once(chance, 4) ? '\n' : '\r\n'}`;
    }).join(''),
  check(input) {
    const facts = parseInfo(input);
    assert.ok(facts.replicas.length <= LISTED_REPLICAS_LIMIT);
    for (const { host, port } of facts.replicas) {
      assert.ok(isHost(host) && port >= 1 && port <= 65_535, `${host}:${port}`);
    }
    assert.ok(facts.masterHost === null || isHost(facts.masterHost));
    assert.ok(facts.runId === null || facts.runId.length === 40);
    assert.ok(facts.offset === null || (facts.offset >= 0n && facts.offset < 2n ** 64n));
    for (const number of [facts.masterLinkDownMs, facts.priority ?? 0, facts.masterPort ?? 0]) {
      assert.ok(Number.isSafeInteger(number));
    }
    assert.deepEqual(parseInfo(input), facts);
  },
};

function isHost(text: string): boolean {
  return /^[\x21-\x7e]{1,255}$/.test(text) && !/[,"']/.test(text);
}
