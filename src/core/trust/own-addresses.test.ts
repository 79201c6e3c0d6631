// Which addresses we are at, so that our own messages are not looked into (TRUST-12).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createState } from '../create.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { step } from '../step.ts';
import { isOurOwn, rememberOwnAddress } from './own-addresses.ts';

const US = { host: '10.0.0.9', port: 26379 };
const MASTER = { host: '10.0.0.1', port: 6379 };

test('TRUST-12: an address that is announced no longer is not ours any more', () => {
  const own = { myId: 'a'.repeat(40), listenPort: US.port, seed: 1, nowMs: 0 };
  const state = createState({ settings: { ...DEFAULT_SETTINGS, announceIp: US.host }, ...own });
  const epochs = { currentEpoch: 0n, configEpoch: 0n };
  const hello = { peer: US, runId: 'b'.repeat(40), groupName: 'g', master: MASTER, ...epochs };
  const configure = (announceIp: string): void => {
    const request = { kind: 'configure', changes: { announceIp }, logLevel: null } as const;
    step(state, { kind: 'operator', asker: 1, request }, 1);
  };
  rememberOwnAddress(state, US);
  configure(US.host);
  assert.equal(isOurOwn(state, hello), true);
  configure('10.0.0.10');
  assert.equal(isOurOwn(state, hello), false);
});
