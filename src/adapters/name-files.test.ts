// The two files of names, read from texts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressesInHosts, namesToAsk } from './name-files.ts';

const HOSTS = `
127.0.0.1 localhost   # the machine itself
::1\tlocalhost ip6-localhost
10.0.0.7  Redis-7 redis-7.example
not-an-address broken
#10.0.0.8 redis-8
`;

test('a hosts file gives the addresses of a name or of an alias, without regard to case', () => {
  assert.deepEqual(addressesInHosts(HOSTS, 'localhost'), ['127.0.0.1', '::1']);
  assert.deepEqual(addressesInHosts(HOSTS, 'ip6-localhost'), ['::1']);
  assert.deepEqual(addressesInHosts(HOSTS, 'redis-7'), ['10.0.0.7']);
  assert.deepEqual(addressesInHosts(HOSTS, 'REDIS-7.example'), ['10.0.0.7']);
});

test('a hosts file gives nothing for comments, lines that are broken and names that it lacks', () => {
  for (const name of ['redis-8', 'broken', 'machine', '10.0.0.7', '']) {
    assert.deepEqual(addressesInHosts(HOSTS, name), []);
  }
});

const CLUSTER =
  'nameserver 10.96.0.10\nsearch ns.svc.cluster.local cluster.local\noptions ndots:5\n';

test('a name with few dots is looked for in the search domains first', () => {
  assert.deepEqual(namesToAsk(CLUSTER, 'redis-0.redis'), [
    'redis-0.redis.ns.svc.cluster.local',
    'redis-0.redis.cluster.local',
    'redis-0.redis',
  ]);
});

test('a name with dots enough, or with one at its end, is taken as it is first', () => {
  assert.deepEqual(namesToAsk('search a.example\n', 'redis.b'), ['redis.b', 'redis.b.a.example']);
  assert.deepEqual(namesToAsk(CLUSTER, 'redis-0.redis.'), ['redis-0.redis.']);
});

test('without a search list only the name itself is asked for', () => {
  assert.deepEqual(namesToAsk('', 'redis'), ['redis']);
  assert.deepEqual(namesToAsk('# search a\n; search b\nsearch .\n', 'redis'), ['redis']);
});

test('a search list without end is cut off', () => {
  const domains = Array.from({ length: 100 }, (_, n) => `d${n}`).join(' ');
  assert.equal(namesToAsk(`search ${domains}`, 'redis').length, 9);
});
