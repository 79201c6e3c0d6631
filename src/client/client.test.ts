// Addresses, replies and facts, as they come from any Sentinel.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RespValue } from '../resp/value.ts';
import { parseHostPort } from './address.ts';
import { infoLines, readAbout, readLags, readMaster, readReplica } from './facts.ts';
import { serverError } from './failure.ts';
import { fieldsOf, numberOf, plainOf, textOf } from './reading.ts';

const bulk = (text: string): RespValue => ({ kind: 'bulk', text });
const array = (...items: readonly RespValue[]): RespValue => ({ kind: 'array', items });

test('addresses as people type them', () => {
  const read = (text: string, port?: number): unknown => parseHostPort(text, port);
  assert.deepEqual(read('10.0.0.1:6379'), { host: '10.0.0.1', port: 6379 });
  assert.deepEqual(read(' redis-1.example:1 '), { host: 'redis-1.example', port: 1 });
  assert.deepEqual(read('[::1]:26379'), { host: '::1', port: 26379 });
  assert.deepEqual(read('a', 26379), { host: 'a', port: 26379 });
  for (const text of ['a', '', ':1', 'a:0', 'a:65536', '::1:5', 'a b:1', 'a:1x', 'redis://a:1']) {
    assert.equal(read(text), null, text);
  }
});

test('a map is read in both versions of the protocol; text is UTF-8', () => {
  const entries = [[bulk('a'), { kind: 'integer', value: 1 }]] as const;
  for (const value of [{ kind: 'map', entries } as const, array(...entries[0])]) {
    assert.equal(numberOf(fieldsOf(value).get('a')), 1);
  }
  assert.equal(textOf(bulk('\xc3\xa9')), 'é');
  assert.equal(numberOf(bulk('x')), null);
  assert.deepEqual(plainOf(array({ kind: 'null' }, { kind: 'integer', value: 2n })), [null, 2]);
});

test('errors of the server go by their first word', () => {
  assert.deepEqual(serverError('NOAUTH Authentication required.').failure.code, 'turned-away');
  assert.deepEqual(serverError('ERR something').failure, {
    ...{ code: 'refused', word: 'ERR', text: 'something' },
  });
  assert.equal(serverError('odd text').failure.word, '');
});

test('what a reply does not tell is null or nothing', () => {
  const master = readMaster(array(bulk('name'), bulk('g'), bulk('flags'), bulk('master,s_down')));
  assert.deepEqual([...master.flags], ['master', 's_down']);
  assert.equal(master.downMs, null);
  assert.equal(master.configEpoch, 0);
  const replica = readReplica(
    array(bulk('master-host'), bulk('?'), bulk('master-port'), bulk('0')),
  );
  assert.equal(replica.master, null);
  assert.equal(readMaster({ kind: 'null' }).name, '');
});

test('INFO says who answers', () => {
  assert.equal(readAbout('redis_version:7.2.4\r\nvedette_version:0.1.0\r\n').kind, 'vedette');
  const stock = readAbout('redis_version:7.0.15\r\nredis_mode:sentinel\r\nsentinel_tilt:1\r\n');
  assert.deepEqual(stock, {
    ...{ kind: 'stock', version: '7.0.15', isSentinel: true },
    ...{ inTilt: true, cannotWrite: false },
  });
  assert.ok(readAbout('sentinel_config_write_status:failed\r\n').cannotWrite);
  assert.ok(!readAbout('sentinel_config_write_status:ok\r\n').cannotWrite);
  assert.equal(readAbout('redis_mode:standalone\r\n').isSentinel, false);
  assert.equal(infoLines('# A\r\nx:a:b\r\n').get('x'), 'a:b');
});

test('lag is what the master says of its replicas at one instant', () => {
  const info =
    '# Replication\r\nrole:master\r\nslave0:ip=10.0.0.2,port=1,state=online,offset=90,lag=1\r\n' +
    'slave1:ip=::1,port=2,state=wait_bgsave,offset=0,lag=0\r\nmaster_repl_offset:100\r\n';
  const entry = (text: string) => array(array({ kind: 'integer', value: 500 }, bulk(text)));
  const lags = readLags(entry(info));
  assert.equal(lags?.ageMs, 500);
  assert.deepEqual(lags?.byAddress.get('10.0.0.2:1'), { bytes: 10, seconds: 1, state: 'online' });
  const fresh = { bytes: null, seconds: 0, state: 'wait_bgsave' };
  assert.deepEqual(lags?.byAddress.get('[::1]:2'), fresh);
  assert.equal(readLags(entry('role:slave\r\nmaster_repl_offset:1\r\n')), null);
  assert.equal(readLags(array(array({ kind: 'integer', value: 0 }, { kind: 'null' }))), null);
});
