// Names and values of any bytes: a stock Sentinel reads from our file what we wrote into it, and
// what would bring in a line of its own is refused at the door.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EMPTY_DOCUMENT } from '../src/config/document.ts';
import { parseConfig } from '../src/config/parse-config.ts';
import { renderConfig } from '../src/config/render-config.ts';
import type { SentinelSettings } from '../src/core/settings.ts';
import { stockOnFile } from '../tools/going-back/stock-on-file.ts';
import { anySettings, anyText } from './arbitrary-settings.ts';
import { freePort } from './harness/ports.ts';
import { realTest } from './harness/real-test.ts';
import { Sentinel } from './harness/sentinel.ts';

/** Stock cuts a text at a zero byte, and breaks its own file with a line break. */
function canStock(text: string): boolean {
  return text !== '' && !/[\0\n\r]/.test(text);
}

const VALUES = fc.sample(anyText.filter(canStock), { numRuns: 400, seed: 1 });

realTest('stock reads every name and value as we wrote it', async (sandbox) => {
  const [any] = fc.sample(anySettings, { numRuns: 1, seed: 1 });
  assert.ok(any !== undefined);
  const names = [...new Set(VALUES)];
  const value = (index: number): string => VALUES[index % VALUES.length] ?? '';
  const groups = names.map((name, index): SentinelSettings['groups'][number] => ({
    name,
    address: { host: '127.0.0.1', port: 1 + index },
    quorum: 1 + (index % 5),
    downAfterMs: 30_000,
    failoverTimeoutMs: 180_000 + index,
    parallelSyncs: 1,
    notificationScript: null,
    clientReconfigScript: null,
    authUser: value(index + 1),
    authPass: value(index + 2),
    masterRebootDownAfterMs: 0,
    lineageCheck: true,
    replaceEmptyMaster: false,
    promoteWithoutMaster: false,
    maintenance: [],
    renamedCommands: new Map([['config', value(index + 3)]]),
    configEpoch: BigInt(index),
    leaderEpoch: BigInt(index),
    knownReplicas: [{ host: '::1', port: 1 + index }],
    knownPeers: [{ address: { host: '127.0.0.1', port: 9 }, runId: hex(index) }],
  }));
  const settings: SentinelSettings = {
    ...any,
    myId: 'a'.repeat(40),
    currentEpoch: 5_000n,
    announceIp: value(1),
    sentinelUser: value(2),
    sentinelPass: value(3),
    resolveHostnames: false,
    groups,
  };
  const text = renderConfig(EMPTY_DOCUMENT, settings);
  assert.deepEqual(await stockOnFile(sandbox, text), { kind: 'same' });
});

function hex(index: number): string {
  return index.toString(16).padStart(40, '0');
}

const ACCEPTED = [
  'a b',
  '"',
  'a "b" \\x41 c',
  "it's",
  '#',
  '# x',
  '\\',
  '\\n',
  '\xe6\xb5\x8b',
  '\xff\x80',
  'x'.repeat(2_000),
  ' lead and trail ',
];
const REFUSED = [
  'a\nb',
  'a\rsentinel monitor evil 6.6.6.6 1 1',
  'tab\there',
  '\x7f',
  '\x01',
  'a\0b',
];

realTest('what clients set comes back from the file, also in stock', async (sandbox) => {
  const port = await freePort();
  const text = `port ${port}\nbind 127.0.0.1\n`;
  const sentinel = await Sentinel.start(sandbox, { kind: 'vedette', port, text });
  const isOk = async (...words: readonly string[]): Promise<boolean> =>
    (await sentinel.call('SENTINEL', ...words).catch(String)) === 'OK';
  for (const [index, value] of ACCEPTED.entries()) {
    // Names may have anything but blanks and control characters in them.
    const name = `${index}${value.replaceAll(' ', '')}`;
    assert.ok(await isOk('MONITOR', name, '127.0.0.1', '7', '2'), `MONITOR ${name}`);
    for (const option of ['auth-pass', 'auth-user']) {
      assert.ok(await isOk('SET', name, option, value), `${option} ${value}`);
      for (const bad of REFUSED) assert.ok(!(await isOk('SET', name, option, bad)));
    }
    assert.ok(await isOk('SET', name, 'rename-command', 'CONFIG', value));
    for (const key of ['sentinel-pass', 'sentinel-user']) {
      assert.ok(await isOk('CONFIG', 'SET', key, value), `${key} ${value}`);
      for (const bad of REFUSED) assert.ok(!(await isOk('CONFIG', 'SET', key, bad)));
    }
  }
  for (const bad of [...REFUSED, 'a b', '']) {
    assert.ok(!(await isOk('MONITOR', bad, '127.0.0.1', '7', '2')), `MONITOR ${bad}`);
  }
  await sentinel.end();

  const parsed = parseConfig({ text: sentinel.readFile('latin1') });
  assert.ok(parsed.ok);
  const read = parsed.sentinel.groups.map((group) => [
    group.authPass,
    group.authUser,
    group.renamedCommands.get('config'),
  ]);
  assert.deepEqual(
    read,
    ACCEPTED.map((value) => [value, value, value]),
  );
  assert.equal(parsed.sentinel.sentinelPass, ACCEPTED.at(-1));
  const written = sentinel.readFile('latin1');
  assert.deepEqual(await stockOnFile(sandbox, written), { kind: 'same' });
});
