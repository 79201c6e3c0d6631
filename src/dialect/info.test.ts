// INFO as real servers send it, old forms of it, and hostile texts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LISTED_REPLICAS_LIMIT, parseInfo } from './info.ts';

const HISTORY = 'fcf65e9b676025943df79dd4734cdeb4d78e5d4e';
const RUN_ID = '9d4f9d6b3ad369d406d7bc54eb130094a92ecc10';

const SERVER = [
  '# Server',
  'redis_version:7.0.15',
  'redis_mode:standalone',
  'process_id:8414',
  `run_id:${RUN_ID}`,
  'tcp_port:21801',
  'executable:/usr/bin/redis-server',
  'config_file:',
  '',
  '# Clients',
  'connected_clients:3',
  '',
];

const MASTER = [
  '# Replication',
  'role:master',
  'connected_slaves:2',
  'slave0:ip=::1,port=21803,state=online,offset=86,lag=1',
  'slave1:ip=127.0.0.1,port=21802,state=wait_bgsave,offset=0,lag=0',
  'master_failover_state:no-failover',
  `master_replid:${HISTORY}`,
  'master_replid2:0000000000000000000000000000000000000000',
  'master_repl_offset:86',
  'second_repl_offset:-1',
  'repl_backlog_active:1',
];

const REPLICA = [
  '# Replication',
  'role:slave',
  'master_host:::1',
  'master_port:21801',
  'master_link_status:up',
  'master_last_io_seconds_ago:1',
  'master_sync_in_progress:0',
  'slave_read_repl_offset:99',
  'slave_repl_offset:86',
  'slave_priority:100',
  'slave_read_only:1',
  'replica_announced:1',
  'connected_slaves:0',
  `master_replid:${HISTORY}`,
  'master_repl_offset:77',
];

const REST = ['', '# Cluster', 'cluster_enabled:0', '', '# Keyspace', 'db0:keys=1,expires=0'];

function info(...parts: readonly (readonly string[])[]): string {
  return `${parts.flat().join('\r\n')}\r\n`;
}

test('the INFO of a master tells its run id, its offset and its replicas', () => {
  assert.deepEqual(parseInfo(info(SERVER, MASTER, REST)), {
    runId: RUN_ID,
    role: 'master',
    replicas: [
      { host: '::1', port: 21803 },
      { host: '127.0.0.1', port: 21802 },
    ],
    masterHost: null,
    masterPort: null,
    masterLinkUp: null,
    masterLinkDownMs: 0,
    priority: null,
    offset: 86n,
    history: HISTORY,
    formerHistory: null,
    keys: 1,
    announced: true,
    loading: false,
  });
});

test('the INFO of a replica tells its master, the link to it and its own offset', () => {
  assert.deepEqual(parseInfo(info(SERVER, REPLICA, REST)), {
    runId: RUN_ID,
    role: 'slave',
    replicas: [],
    masterHost: '::1',
    masterPort: 21801,
    masterLinkUp: true,
    masterLinkDownMs: 0,
    priority: 100,
    offset: 86n,
    history: HISTORY,
    formerHistory: null,
    keys: 1,
    announced: true,
    loading: false,
  });
});

test('a replica that lost its master tells for how long, and one that never had it says -1 s', () => {
  const lost = ['role:slave', 'master_link_status:down', 'master_link_down_since_seconds:3'];
  const facts = parseInfo(info(['# Replication'], lost));
  assert.equal(facts.masterLinkUp, false);
  assert.equal(facts.masterLinkDownMs, 3_000);
  const never = parseInfo('role:slave\r\nmaster_link_down_since_seconds:-1\r\n');
  assert.equal(never.masterLinkDownMs, -1_000);
});

test('a replica may ask not to be shown', () => {
  assert.equal(parseInfo('role:slave\nreplica_announced:0\n').announced, false);
});

test('what a replica tells about itself counts only after role:slave', () => {
  const before = parseInfo(info(['master_host:10.0.0.1', 'slave_priority:1', 'role:slave']));
  assert.equal(before.masterHost, null);
  assert.equal(before.priority, null);
  const master = parseInfo(info(['role:master', 'master_host:10.0.0.1', 'slave_repl_offset:7']));
  assert.equal(master.masterHost, null);
  assert.equal(master.offset, null);
});

test('replicas are listed in the form of old servers too, IPv6 hosts and names included', () => {
  const lines = [
    'slave0:10.0.0.2,6380,online',
    'slave1:fe80::1,6381,online',
    'slave2:r-2.local,9,x',
  ];
  assert.deepEqual(parseInfo(info(['role:master'], lines)).replicas, [
    { host: '10.0.0.2', port: 6380 },
    { host: 'fe80::1', port: 6381 },
    { host: 'r-2.local', port: 9 },
  ]);
});

test('new fields in the line of a replica do no harm', () => {
  const line = 'slave0:ip=10.0.0.2,port=6380,state=online,offset=1,lag=0,type=main-channel,x=y,z=0';
  assert.deepEqual(parseInfo(info(['role:master', line])).replicas, [
    { host: '10.0.0.2', port: 6380 },
  ]);
});

test('a listed replica without a usable address is left out', () => {
  const lines = [
    'slave0:ip=10.0.0.2,port=0,state=online',
    'slave1:ip=,port=6380,state=online',
    'slave2:ip=a b,port=6380,state=online',
    'slave3:ip=10.0.0.2,port=65536,state=online',
    'slave4:port=6380',
    'slave5:',
    'slave_6:ip=10.0.0.2,port=6380',
  ];
  assert.deepEqual(parseInfo(info(['role:master'], lines)).replicas, []);
});

test('a list of replicas without end is cut off', () => {
  const lines = Array.from({ length: LISTED_REPLICAS_LIMIT + 1 }, (_, n) => `slave${n}:h${n},1,x`);
  assert.equal(parseInfo(info(['role:master'], lines)).replicas.length, LISTED_REPLICAS_LIMIT);
});

test('lines of other sections are not taken for those of replication', () => {
  const text = info(SERVER, ['role:slave', 'slave0:ip=10.9.9.9,port=1,x=y'], MASTER, REST, [
    'role:slave',
    'slave7:ip=10.9.9.9,port=1,state=online',
  ]);
  const facts = parseInfo(text);
  assert.equal(facts.role, 'master');
  assert.equal(facts.replicas.length, 2);
});

test('a server without sections, and a text without line ends, are read as well', () => {
  assert.equal(parseInfo(info(['redis_version:2.2.0', 'role:master'])).role, 'master');
  assert.equal(parseInfo('role:slave').role, 'slave');
  assert.equal(parseInfo(`run_id:${RUN_ID}`).runId, RUN_ID);
});

test('an offset beyond what a number can hold is exact', () => {
  const text = info(['role:slave', 'slave_repl_offset:9223372036854775807']);
  assert.equal(parseInfo(text).offset, 9_223_372_036_854_775_807n);
});

test('a value that is not well formed is null', () => {
  const facts = parseInfo(
    info(
      ['run_id:short', 'role:slave', 'master_host:a,b', 'master_port:70000'],
      ['slave_priority:ten', 'slave_repl_offset:-1'],
    ),
  );
  assert.equal(facts.runId, null);
  assert.equal(facts.masterHost, null);
  assert.equal(facts.masterPort, null);
  assert.equal(facts.priority, null);
  assert.equal(facts.offset, null);
  assert.equal(parseInfo(info(['role:sentinel'])).role, null);
});

test('whatever the text, the facts are well formed', () => {
  const words = [
    ...SERVER,
    ...MASTER,
    ...REPLICA,
    '# Replication',
    'role:slave',
    'slave0:',
    ':',
    '',
  ];
  const line = fc.oneof(
    fc.constantFrom(...words),
    fc.tuple(fc.constantFrom(...words), fc.string()).map(([word, tail]) => `${word}${tail}`),
    fc.string({ unit: 'binary' }),
  );
  const text = fc
    .tuple(fc.array(line), fc.constantFrom('\r\n', '\n', '\r', ''))
    .map(([lines, end]) => lines.join(end));
  fc.assert(
    fc.property(text, (hostile) => {
      const facts = parseInfo(hostile);
      assert.ok(facts.replicas.length <= LISTED_REPLICAS_LIMIT);
      for (const { host, port } of facts.replicas) {
        assert.match(host, /^[\w.:%-]{1,255}$/);
        assert.ok(Number.isInteger(port) && port >= 1 && port <= 65_535);
      }
      assert.ok(Number.isSafeInteger(facts.masterLinkDownMs));
      assert.ok(facts.priority === null || Number.isSafeInteger(facts.priority));
      assert.ok(facts.runId === null || facts.runId.length === 40);
      if (facts.role !== 'slave') assert.equal(facts.masterHost, null);
    }),
  );
});

test('the history that one grew out of, where there is one', () => {
  const former = 'b'.repeat(40);
  assert.equal(parseInfo(`role:master\r\nmaster_replid2:${former}\r\n`).formerHistory, former);
  const none = `role:master\r\nmaster_replid2:${'0'.repeat(40)}\r\n`;
  assert.equal(parseInfo(none).formerHistory, null);
});

test('LINEAGE-3: who would bring the replication id from its RDB file', () => {
  const brings = (version: string, ...lines: readonly string[]): boolean =>
    parseInfo(info([`redis_version:${version}`, ...lines, 'role:master'])).bringsHistory === true;
  for (const version of ['7.0.0', '7.2.4', '10.1.0']) {
    assert.ok(brings(version, 'aof_enabled:0'), version);
    assert.ok(!brings(version, 'aof_enabled:1'), version);
    assert.ok(!brings(version), version);
  }
  for (const version of ['6.2.14', '4.0.0', 'unknown'])
    assert.ok(!brings(version, 'aof_enabled:0'));
  assert.ok(parseInfo('aof_enabled:0\r\n').bringsHistory === undefined);
});

test('the keys of all databases; null where they are not told', () => {
  const keysOf = (...lines: readonly string[]): number | null =>
    parseInfo(['# Keyspace', ...lines].join('\r\n')).keys;
  assert.equal(parseInfo('# Keyspace\r\n').keys, 0);
  assert.equal(parseInfo('role:master\r\n').keys, null);
  assert.equal(keysOf('db0:keys=20,expires=0,avg_ttl=0', 'db3:keys=1,expires=0'), 21);
  assert.equal(keysOf('db0:keys=20,expires=0', 'db3:keys=0,expires=0'), null);
  assert.equal(keysOf('db0:entries=20,expires=0'), null);
  const many = Array.from({ length: 5_000 }, (_, i) => `db${i}:keys=999999999999,expires=0`);
  assert.ok(Number.isSafeInteger(keysOf(...many)));
});

test('HANDOVER-2: a version that cannot hold writes alone is told apart from one that can', () => {
  const isTooOld = (version: string): boolean =>
    parseInfo(info([`redis_version:${version}`, 'role:master'])).isTooOldToHold === true;
  for (const version of ['2.8.24', '5.0.14', '6.0.16', '6.1.240']) assert.ok(isTooOld(version));
  for (const version of ['6.2.0', '6.3.4', '7.0.15', '10.0.0', 'unknown', '']) {
    assert.ok(!isTooOld(version), version);
  }
  assert.ok(!('isTooOldToHold' in parseInfo('role:master\r\n')));
});
