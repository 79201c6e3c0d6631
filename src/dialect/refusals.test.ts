// Which commands were turned away for who we are, from replies as real servers give them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Refusal } from '../core/facts.ts';
import type { LinkSpec } from '../core/output.ts';
import type { Request } from '../core/requests.ts';
import { introductionRefusals, refusalsOf } from './refusals.ts';
import type { WireReply } from './wire-reply.ts';

const OK: WireReply = { kind: 'simple', text: 'OK' };
const QUEUED: WireReply = { kind: 'simple', text: 'QUEUED' };
const NOAUTH = error('NOAUTH Authentication required.');
const WRONGPASS = error('WRONGPASS invalid username-password pair or user is disabled.');
const OLD_WRONGPASS = error('ERR invalid password');
const UNKNOWN_AUTH = error("ERR unknown command 'AUTH', with args beginning with: 'secret'");
const NOPERM = error('NOPERM this user has no permissions');
const ABORTED = error('EXECABORT Transaction discarded because of previous errors.');

function error(text: string): WireReply {
  return { kind: 'error', text };
}

function shown(refusals: readonly Refusal[]): string {
  return refusals
    .map(({ code, command, isVital }) => `${code} ${command}${isVital ? '' : ' (lesser)'}`)
    .join(', ');
}

function introduced(
  password: string | null,
  purpose: LinkSpec['purpose'],
  ...replies: WireReply[]
): string {
  const address = { host: '127.0.0.1', port: 7_000 };
  const renamedCommands = new Map([
    ['client', 'x'],
    ['subscribe', 'y'],
  ]);
  const spec = { address, purpose, clientName: 'c', user: null, password, renamedCommands };
  return shown(introductionRefusals(spec, replies));
}

test('ACCESS-1: a password that is asked for and that we do not have', () => {
  assert.equal(introduced(null, 'command', OK), '');
  assert.equal(introduced(null, 'command', NOAUTH), 'NOAUTH auth');
  assert.equal(introduced(null, 'pubsub', NOAUTH, NOAUTH), 'NOAUTH auth');
});

test('ACCESS-1: a password that is not taken, in the words of new and old servers', () => {
  for (const refused of [WRONGPASS, OLD_WRONGPASS, UNKNOWN_AUTH]) {
    assert.equal(introduced('p', 'command', refused, NOAUTH), 'WRONGPASS auth');
    assert.equal(introduced('p', 'pubsub', refused, NOAUTH, NOAUTH), 'WRONGPASS auth');
  }
  assert.equal(introduced('p', 'command', WRONGPASS, NOPERM), 'WRONGPASS auth');
});

test('ACCESS-1: a password that was not needed is no fault', () => {
  const needless = error('ERR AUTH <password> called without any password configured');
  assert.equal(introduced('p', 'command', needless, OK), '');
  assert.equal(introduced('p', 'command', WRONGPASS, OK), '');
  assert.equal(introduced('p', 'command', needless, NOPERM), 'NOPERM client|setname (lesser)');
});

test('ACCESS-2: what the user may not call is named as an ACL names it, renamed or not', () => {
  assert.equal(introduced('p', 'command', OK, NOPERM), 'NOPERM client|setname (lesser)');
  assert.equal(introduced(null, 'pubsub', OK, NOPERM), 'NOPERM subscribe');
  assert.equal(introduced('p', 'pubsub', OK, OK, NOPERM), 'NOPERM subscribe');
});

const hello = {
  ...{ peer: { host: 'h', port: 1 }, runId: 'r', currentEpoch: 0n, groupName: 'g' },
  ...{ master: { host: 'h', port: 1 }, configEpoch: 0n },
};
const ask: Request = {
  ...{ kind: 'ask', groupName: 'g', master: { host: 'h', port: 1 } },
  ...{ epoch: 0n, candidate: null },
};

const REQUESTS: readonly (readonly [Request, string])[] = [
  [{ kind: 'ping' }, 'NOPERM ping'],
  [{ kind: 'info' }, 'NOPERM info'],
  [{ kind: 'hello', hello }, 'NOPERM publish'],
  [{ kind: 'kill-script' }, 'NOPERM script|kill (lesser)'],
  [ask, 'NOPERM sentinel|is-master-down-by-addr (lesser)'],
];

for (const [request, expected] of REQUESTS) {
  test(`ACCESS-2: ${expected}`, () => {
    assert.equal(shown(refusalsOf(request, [NOPERM])), expected);
    assert.equal(shown(refusalsOf(request, [NOAUTH])), 'NOAUTH auth');
    assert.equal(shown(refusalsOf(request, [error('ERR something else')])), '');
  });
}

test('ACCESS-2: a peer that permits no INFO is watched without it', () => {
  assert.equal(
    shown(refusalsOf({ kind: 'identify', groupName: 'g' }, [OK, NOPERM, NOPERM])),
    'NOPERM sentinel|master (lesser), NOPERM info (lesser)',
  );
});

test('ACCESS-2: of a transaction each refused command is named, of its plain form none', () => {
  const replies = [OK, QUEUED, NOPERM, NOPERM, QUEUED, ABORTED];
  assert.equal(
    shown(refusalsOf({ kind: 'reconfigure', follow: null, plain: false, lift: false }, replies)),
    'NOPERM client|kill (lesser), NOPERM client|kill (lesser)',
  );
  const plain: Request = { kind: 'reconfigure', follow: null, plain: true, lift: false };
  assert.equal(shown(refusalsOf(plain, [NOPERM, OK, NOPERM])), '');
});
