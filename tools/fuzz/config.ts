// The loader of the file: no text stops it, and what loads can be written and loads again as the
// same settings.

import assert from 'node:assert/strict';
import { readDocument } from '../../src/config/document.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import { renderConfig } from '../../src/config/render-config.ts';
import { settingsKey } from '../../src/config/settings-key.ts';
import type { Random } from '../../src/core/random.ts';
import { anyBytes, oddNumber, once, pick, several } from './chance.ts';
import type { Target } from './target.ts';

const ID = '0123456789abcdef0123456789abcdef01234567';

const DIRECTIVES = [
  'monitor',
  'down-after-milliseconds',
  'failover-timeout',
  'parallel-syncs',
  'notification-script',
  'auth-pass',
  'auth-user',
  'config-epoch',
  'leader-epoch',
  'known-replica',
  'known-slave',
  'known-sentinel',
  'rename-command',
  'master-reboot-down-after-period',
  'announce-ip',
  'announce-port',
  'deny-scripts-reconfig',
  'resolve-hostnames',
  'sentinel-pass',
  'myid',
  'current-epoch',
  'nonsense',
] as const;

const SERVER_LINES = [
  'port 26379',
  'bind 127.0.0.1 ::1',
  'requirepass "a b"',
  'user default on nopass ~* &* +@all',
  'protected-mode no',
  'loglevel notice',
  'dir "/tmp"',
  'client-output-buffer-limit pubsub 32mb 8mb 60',
  '# vedette: nonsense 1',
  '# a comment',
  'save ""',
  '\xef\xbb\xbfport 1',
] as const;

const WORDS = [
  'a',
  'b',
  '127.0.0.1',
  '::1',
  'host.local',
  '6379',
  '2',
  'yes',
  'no',
  ID,
  '""',
] as const;

export const configs: Target = {
  name: 'configs',
  seeds: [
    `port 26379\nsentinel monitor a 127.0.0.1 6379 2\nsentinel down-after-milliseconds a 5000\n`,
    `# mine\nsentinel resolve-hostnames yes\nsentinel monitor b db.local 6379 2\nsentinel auth-pass b "x y"\n`,
    `sentinel monitor a 127.0.0.1 1 1\nsentinel known-replica a 127.0.0.1 2\nsentinel known-sentinel a 127.0.0.1 3 ${ID}\nsentinel config-epoch a 5\nsentinel current-epoch 7\nsentinel myid ${ID}\n`,
    'sentinel monitor a ::1 1 1\r\nsentinel rename-command a CONFIG x\r\nrequirepass secret\r\n',
    'bind 127.0.0.1\nsentinel announce-ip "1.2.3.4"\nsentinel announce-port 5\nlogfile ""\n',
  ],
  words: [
    'sentinel ',
    'monitor ',
    ' a ',
    '"',
    "'",
    '\\x00',
    '\\',
    '\n',
    '\r\n',
    '#',
    ' ',
    '\t',
    '-1',
  ],
  generate: (chance) =>
    several(chance, 10, () => line(chance)).join(once(chance, 5) ? '\r\n' : '\n'),
  check(input) {
    const parsed = parseConfig({ text: input });
    if (!parsed.ok) {
      assert.ok(parsed.error.reason.length > 0 && parsed.error.lineNumber >= 0);
      // What does not load must not stop the rewrite of a file either.
      readDocument(input);
      return;
    }
    const written = renderConfig(parsed.document, parsed.sentinel);
    const again = parseConfig({ text: written });
    assert.ok(again.ok, again.ok ? '' : `${again.error.reason} in\n${written}`);
    assert.equal(settingsKey(again.sentinel), settingsKey(parsed.sentinel));
    assert.equal(renderConfig(again.document, again.sentinel), written, 'a second rewrite');
  },
};

function line(chance: Random): string {
  if (once(chance, 4)) return pick(chance, SERVER_LINES);
  if (once(chance, 3)) return 'sentinel monitor a 127.0.0.1 6379 2';
  const words = several(chance, 4, () => {
    if (once(chance, 6)) return oddNumber(chance);
    return once(chance, 8) ? anyBytes(chance, 12) : pick(chance, WORDS);
  });
  return `sentinel ${pick(chance, DIRECTIVES)} ${once(chance, 3) ? '' : 'a '}${words.join(' ')}`;
}
