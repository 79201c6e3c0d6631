// Every dialect of the file says the same to us, and the same again when we have written it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../src/config/parse-config.ts';
import { renderConfig } from '../src/config/render-config.ts';
import { DEFAULT_GROUP_OPTIONS, DEFAULT_SETTINGS } from '../src/core/settings.ts';
import { DIALECTS, type Dialect, MY_ID, PEER_IDS } from './dialects.ts';

function settingsOf(text: string): unknown {
  const parsed = parseConfig({ text });
  assert.ok(parsed.ok, parsed.ok ? '' : `${parsed.error.line}: ${parsed.error.reason}`);
  return parsed.sentinel;
}

function expected({ hasRebootPeriod }: Dialect): unknown {
  return {
    ...DEFAULT_SETTINGS,
    myId: MY_ID,
    currentEpoch: 5n,
    announceIp: '10.0.1.3',
    groups: [
      {
        ...DEFAULT_GROUP_OPTIONS,
        name: 'mymaster',
        address: { host: '10.0.0.2', port: 6380 },
        quorum: 2,
        downAfterMs: 5_000,
        failoverTimeoutMs: 60_000,
        authPass: 's3cret#1',
        masterRebootDownAfterMs: hasRebootPeriod ? 10_000 : 0,
        configEpoch: 3n,
        leaderEpoch: 4n,
        knownReplicas: [
          { host: '10.0.0.1', port: 6379 },
          { host: '10.0.0.3', port: 6381 },
        ],
        knownPeers: PEER_IDS.map((runId, index) => ({
          address: { host: `10.0.1.${index + 1}`, port: 26_379 },
          runId,
        })),
      },
    ],
  };
}

for (const dialect of DIALECTS) {
  test(`the file of ${dialect.name} says what all of them say`, () => {
    assert.deepEqual(settingsOf(dialect.text), expected(dialect));
  });

  test(`the file of ${dialect.name} keeps its lines and its sense when it is written`, () => {
    const parsed = parseConfig({ text: dialect.text });
    assert.ok(parsed.ok);
    const written = renderConfig(parsed.document, parsed.sentinel);
    assert.deepEqual(settingsOf(written), expected(dialect));
    assert.match(written, /^# my own comment\r?\nport 26379\r?\ndir "\/tmp"\r?\n/);
    assert.doesNotMatch(written, /known-slave|primary-reboot|\?\?\?/);
    // No line is lost but that of a Sentinel without an id, and none moves.
    const keywords = (text: string): readonly string[] =>
      text
        .replaceAll(/known-slave/g, 'known-replica')
        .replaceAll(/primary-reboot/g, 'master-reboot')
        .replace(/^.*10\.0\.1\.9.*\n/m, '')
        .split(/\r?\n/)
        .map((line) => line.toLowerCase().replace('\xef\xbb\xbf', '').trim().split(/\s+/))
        .map(([first = '', second = '']) => (first === 'sentinel' ? second : first));
    assert.deepEqual(keywords(written), keywords(dialect.text));
  });
}
