// What holds when a configuration and its state file both speak: whoever spoke last. And a state
// file is a whole configuration.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anySettings } from '../../test/arbitrary-settings.ts';
import type { GroupSettings, SentinelSettings } from '../core/settings.ts';
import { EMPTY_DOCUMENT } from './document.ts';
import { type ParsedConfig, parseConfig } from './parse-config.ts';
import { renderConfig } from './render-config.ts';
import { readState, settle, stateDocument } from './state-file.ts';

const ID = 'a'.repeat(40);
const PEER = 'b'.repeat(40);

const CONFIG = `port 5
sentinel announce-ip 10.0.0.1
sentinel monitor m 127.0.0.1 1 2
sentinel down-after-milliseconds m 1000
sentinel auth-pass m p
`;

function parsed(text: string): Extract<ParsedConfig, { ok: true }> {
  const result = parseConfig({ text });
  assert.ok(result.ok, result.ok ? '' : result.error.reason);
  return result;
}

function settingsIn(text: string): SentinelSettings {
  return parsed(text).sentinel;
}

/** A state file that was written under `text` after some life. */
function stateAfter(
  text: string,
  change: (settings: SentinelSettings) => SentinelSettings,
): string {
  const configured = parsed(text);
  return renderConfig(stateDocument(text, configured), change(configured.sentinel));
}

/** What a start finds. */
function started(config: string, state: string): SentinelSettings {
  const read = readState(state);
  assert.ok(read.ok, read.ok ? '' : read.error.reason);
  return settle(parsed(config), read).sentinel;
}

function groupOf(settings: SentinelSettings, name = 'm'): GroupSettings {
  const group = settings.groups.find((candidate) => candidate.name === name);
  assert.ok(group !== undefined, `there is no ${name}`);
  return group;
}

/** A failover, a discovery, a vote, a SET, a CONFIG SET, a MAINTENANCE and a PAUSE. */
function lived(settings: SentinelSettings): SentinelSettings {
  const groups = settings.groups.map((group) => ({
    ...group,
    address: { host: '127.0.0.1', port: 2 },
    quorum: 3,
    configEpoch: 4n,
    leaderEpoch: 5n,
    knownReplicas: [{ host: '127.0.0.1', port: 1 }],
    knownPeers: [{ address: { host: '127.0.0.1', port: 9 }, runId: PEER }],
    maintenance: [{ host: '127.0.0.1', port: 1 }],
    ...{ pausedUntilMs: 1_800_000_000_000, pauseLeftMs: 60_000, onTheirWord: [PEER] },
    formerMasters: [{ host: '127.0.0.1', port: 1 }],
  }));
  return { ...settings, myId: ID, currentEpoch: 6n, sentinelUser: 'u', groups };
}

const STATE = stateAfter(CONFIG, lived);
const LIVED = lived(settingsIn(CONFIG));

test('under the same configuration all comes back from the state file', () => {
  assert.deepEqual(started(CONFIG, STATE), LIVED);
});

test('any life under any configuration comes back', () => {
  fc.assert(
    fc.property(anySettings, anySettings, (any, life) => {
      const groups = any.groups.map((group) => ({ ...group, configEpoch: 0n, leaderEpoch: 0n }));
      const configured = { ...any, currentEpoch: 0n, groups };
      const text = renderConfig(EMPTY_DOCUMENT, configured);
      const settled = started(text, renderConfig(stateDocument(text, parsed(text)), life));
      assert.deepEqual(sorted(settled), sorted({ ...life, myId: life.myId ?? any.myId }));
    }),
    { numRuns: 300 },
  );
});

function sorted(settings: SentinelSettings): SentinelSettings {
  const groups = [...settings.groups].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { ...settings, groups };
}

test('a line that was changed in the configuration holds again, the others do not', () => {
  const settings = started(CONFIG.replace('1000', '2000').replace('10.0.0.1', '10.0.0.2'), STATE);
  assert.equal(groupOf(settings).downAfterMs, 2000);
  assert.equal(settings.announceIp, '10.0.0.2');
  assert.deepEqual(settings, {
    ...LIVED,
    announceIp: '10.0.0.2',
    groups: [{ ...groupOf(LIVED), downAfterMs: 2000 }],
  });
});

test('a line that was taken out of the configuration holds no longer', () => {
  const settings = started(CONFIG.replace('sentinel auth-pass m p\n', ''), STATE);
  assert.equal(groupOf(settings).authPass, null);
  const kept = stateAfter(CONFIG, (was) => ({
    ...was,
    groups: was.groups.map((group) => ({ ...group, authPass: 'changed' })),
  }));
  assert.equal(groupOf(started(CONFIG, kept)).authPass, 'changed');
});

test('a new group is watched, and gives no vote that may have been given', () => {
  const settings = started(`${CONFIG}sentinel monitor n 127.0.0.1 7 1\n`, STATE);
  assert.deepEqual(groupOf(settings), groupOf(LIVED));
  assert.equal(groupOf(settings, 'n').leaderEpoch, 6n);
});

test('a group that was taken out of the configuration is gone; one of MONITOR stays', () => {
  const added = { ...groupOf(LIVED), name: 'added' };
  const state = stateAfter(CONFIG, (was) => ({
    ...lived(was),
    groups: [...lived(was).groups, added],
  }));
  assert.deepEqual(started('port 5\n', state).groups, [added]);
});

test('a group that was removed stays away until its lines change', () => {
  const state = stateAfter(CONFIG, (was) => ({ ...lived(was), groups: [] }));
  assert.deepEqual(started(CONFIG, state).groups, []);
  const again = groupOf(started(CONFIG.replace('1000', '3000'), state));
  assert.deepEqual([again.downAfterMs, again.leaderEpoch], [3000, 6n]);
});

test('a master that the configuration has moved is a new one, but its votes are not forgotten', () => {
  const moved = CONFIG.replace('127.0.0.1 1 2', '10.9.9.9 1 2');
  const group = groupOf(started(moved, STATE));
  assert.deepEqual(group.address, { host: '10.9.9.9', port: 1 });
  assert.deepEqual([group.configEpoch, group.leaderEpoch, group.quorum], [0n, 5n, 3]);
  assert.deepEqual([group.knownReplicas, group.knownPeers], [[], []]);
});

test('a state file that remembers nothing gives the state, and the configuration the rest', () => {
  const plain = renderConfig(EMPTY_DOCUMENT, LIVED);
  const group = groupOf(started(CONFIG, plain));
  assert.deepEqual([group.address.port, group.quorum, group.configEpoch], [2, 2, 4n]);
  assert.deepEqual(started(CONFIG, '').groups, settingsIn(CONFIG).groups);
});

test('that the configuration said nothing is remembered: what was set while it ran comes back', () => {
  const bare = 'port 5\n';
  const set = (settings: SentinelSettings): SentinelSettings => ({
    ...settings,
    ...{ myId: ID, announceIp: '10.0.0.9', resolveHostnames: true, trust: 'signed' },
  });
  const again = started(bare, stateAfter(bare, set));
  assert.deepEqual(again, set(settingsIn(bare)));
});

test('an id of the configuration counts when it is new; without one that of the state stays', () => {
  const other = 'c'.repeat(40);
  assert.equal(started(`${CONFIG}sentinel myid ${other}\n`, STATE).myId, other);
  const withId = `${CONFIG}sentinel myid ${ID}\n`;
  assert.equal(started(CONFIG, stateAfter(withId, lived)).myId, ID);
});

test('a state file has the lines of the configuration, and none about itself twice', () => {
  const config = `# mine\r\n# vedette: state-file /x\r\n${CONFIG.replaceAll('\n', '\r\n')}`;
  const state = stateAfter(config, lived);
  assert.ok(state.startsWith('# mine\r\nport 5\r\nsentinel announce-ip "10.0.0.1"\r\n'), state);
  assert.doesNotMatch(state, /state-file/);
  assert.deepEqual(settingsIn(state), LIVED);
  const fromState = stateDocument(state, parsed(CONFIG));
  const again = renderConfig(fromState, LIVED);
  assert.equal(again.match(/State of Vedette/g)?.length, 1);
  assert.equal(again.match(/configured sentinel monitor/g)?.length, 1);
});

test('users who were changed while it ran come back, until the configuration changes them', () => {
  const config = `user default on >p ~* &* +@all\n${CONFIG}`;
  const users = [
    ['default', 'on', `#${'0'.repeat(64)}`],
    ['an\xe9 x', 'off'],
  ];
  const document = stateDocument(config, parsed(config), users);
  const state = renderConfig(document, LIVED);
  assert.doesNotMatch(state, /^user default on >p/m);
  assert.deepEqual(parsed(state).server.users, users);
  const usersOf = (now: string): unknown => {
    const read = readState(state);
    assert.ok(read.ok);
    return settle(parsed(now), read).server.users;
  };
  assert.deepEqual(usersOf(config), users);
  assert.deepEqual(usersOf(config.replace('>p', '>q')), [
    ['default', 'on', '>q', '~*', '&*', '+@all'],
  ]);
  assert.deepEqual(usersOf(`requirepass r\n${config}`), parsed(config).server.users);
  assert.deepEqual(usersOf(`aclfile /x\n${CONFIG}`), []);
});

test('a remembered line that does not load is an error', () => {
  assert.ok(!readState('# vedette: configured sentinel frob x\n').ok);
});
