// A new configuration loads, says what was asked for, and has nothing that the check complains of.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkConfig, parseConfig } from '../config/parse-config.ts';
import { type NewConfig, newConfigText } from './new-config.ts';

const PLAIN: NewConfig = {
  ...{ name: 'mymaster', master: { host: '10.0.0.1', port: 6379 }, quorum: 2, port: 26379 },
  ...{ downAfterMs: 5_000, failoverTimeoutMs: 60_000, bind: null, announceIp: null },
  ...{ nodeUser: null, nodePassword: null, ownPassword: null },
};

const CASES: readonly Partial<NewConfig>[] = [
  {},
  { bind: '127.0.0.1 ::1', announceIp: '192.0.2.1' },
  { master: { host: 'redis-1.example', port: 6379 } },
  { announceIp: 'sentinel-1.example' },
  { nodeUser: 'sentinel', nodePassword: 'a "b\\ c #é', ownPassword: "it's" },
  { master: { host: '::1', port: 6379 } },
];

for (const change of CASES) {
  test(`with ${JSON.stringify(change)}`, () => {
    const wanted = { ...PLAIN, ...change };
    const text = Buffer.from(newConfigText(wanted), 'utf8').toString('latin1');
    assert.deepEqual(checkConfig({ text }), []);
    const parsed = parseConfig({ text });
    assert.ok(parsed.ok);
    const [group] = parsed.sentinel.groups;
    assert.deepEqual(group?.address, wanted.master);
    assert.equal(group?.downAfterMs, 5_000);
    const bytes = (each: string | null): string | null =>
      each === null ? null : Buffer.from(each, 'utf8').toString('latin1');
    assert.equal(group?.authPass, bytes(wanted.nodePassword));
    assert.equal(group?.authUser, wanted.nodeUser);
    assert.equal(parsed.server.requirePass, wanted.ownPassword);
    assert.equal(parsed.sentinel.announceIp, wanted.announceIp ?? '');
  });
}
