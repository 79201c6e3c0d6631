// Each request as the commands that carry it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LinkSpec } from '../core/output.ts';
import type { Request } from '../core/requests.ts';
import { encodeRequest, preamble } from './commands.ts';

const NOTHING_RENAMED: ReadonlyMap<string, string> = new Map();
const RUN_ID = '9d4f9d6b3ad369d406d7bc54eb130094a92ecc10';
const MASTER = { host: '127.0.0.1', port: 7_000 };

const SPEC: LinkSpec = {
  address: MASTER,
  purpose: 'command',
  clientName: 'sentinel-9d4f9d6b-cmd',
  user: null,
  password: null,
  renamedCommands: NOTHING_RENAMED,
};

function lines(request: Request, renamed: ReadonlyMap<string, string> = NOTHING_RENAMED): string[] {
  return encodeRequest(request, renamed).map((command) => command.join(' '));
}

test('probes are the plain commands', () => {
  assert.deepEqual(lines({ kind: 'ping' }), ['PING']);
  assert.deepEqual(lines({ kind: 'info' }), ['INFO']);
  assert.deepEqual(lines({ kind: 'kill-script' }), ['SCRIPT KILL']);
  assert.deepEqual(lines({ kind: 'master-of', groupName: 'g', askedAtMs: 0 }), [
    'SENTINEL MASTER g',
    'SENTINEL GET-MASTER-ADDR-BY-NAME g',
  ]);
  assert.deepEqual(lines({ kind: 'identify', groupName: 'g' }), [
    'SENTINEL MYID',
    'SENTINEL MASTER g',
    'INFO server',
  ]);
  assert.deepEqual(lines({ kind: 'reaches', groupName: 'g' }), ['SENTINEL SENTINELS g']);
  const master = { host: '10.0.0.1', port: 6379 };
  const epochs = { kind: 'epoch-of', groupName: 'g', master, askedBy: 'me', askedAtMs: 0 } as const;
  assert.deepEqual(lines(epochs), [
    'SENTINEL MASTER g',
    'SENTINEL is-master-down-by-addr 10.0.0.1 6379 0 me',
    'INFO epoch',
  ]);
});

test('HELLO-1: a hello is published on its channel', () => {
  const hello = {
    peer: { host: '127.0.0.1', port: 26_379 },
    runId: RUN_ID,
    currentEpoch: 7n,
    groupName: 'my master',
    master: MASTER,
    configEpoch: 5n,
  };
  assert.deepEqual(encodeRequest({ kind: 'hello', hello }, NOTHING_RENAMED), [
    ['PUBLISH', '__sentinel__:hello', `127.0.0.1,26379,${RUN_ID},7,my master,127.0.0.1,7000,5`],
  ]);
});

test('ASK-2: a question carries a star, and a request for a vote the candidate', () => {
  const question = { kind: 'ask', groupName: 'g', master: MASTER, epoch: 2n ** 64n - 1n } as const;
  assert.deepEqual(lines({ ...question, candidate: null }), [
    'SENTINEL is-master-down-by-addr 127.0.0.1 7000 18446744073709551615 *',
  ]);
  assert.deepEqual(lines({ ...question, epoch: 3n, candidate: RUN_ID }), [
    `SENTINEL is-master-down-by-addr 127.0.0.1 7000 3 ${RUN_ID}`,
  ]);
});

test('PROMOTE-1: a node is reconfigured in one transaction', () => {
  assert.deepEqual(lines({ kind: 'reconfigure', follow: null, plain: false, lift: false }), [
    'MULTI',
    'SLAVEOF NO ONE',
    'CLIENT KILL TYPE normal',
    'CLIENT KILL TYPE pubsub',
    'EXEC',
  ]);
  assert.equal(
    lines({ kind: 'reconfigure', follow: MASTER, plain: false, lift: false })[1],
    'SLAVEOF 127.0.0.1 7000',
  );
});

test('PROMOTE-1: the plain form leaves a transaction that could not be ended, then SLAVEOF', () => {
  assert.deepEqual(lines({ kind: 'reconfigure', follow: null, plain: true, lift: false }), [
    'DISCARD',
    'SLAVEOF NO ONE',
  ]);
  assert.deepEqual(lines({ kind: 'keep-role' }), ['CONFIG REWRITE']);
});

test('HANDOVER-6: a hold is lifted with the change of the role, in either form', () => {
  assert.deepEqual(
    lines({ kind: 'reconfigure', follow: MASTER, plain: false, lift: true }).slice(-3),
    ['CLIENT UNPAUSE', 'INFO replication', 'EXEC'],
  );
  assert.deepEqual(
    lines({ kind: 'reconfigure', follow: MASTER, plain: true, lift: true }).at(-1),
    'CLIENT UNPAUSE',
  );
});

test('LINK-2: every command goes by the name that the nodes of the group give it', () => {
  const names = ['ping', 'info', 'publish', 'sentinel', 'script', 'multi', 'slaveof', 'config'];
  const more = ['client', 'exec', 'discard', 'auth', 'subscribe'];
  const renamed = new Map([...names, ...more].map((name) => [name, `X-${name}`] as const));
  const requests: readonly Request[] = [
    { kind: 'ping' },
    { kind: 'info' },
    { kind: 'kill-script' },
    { kind: 'ask', groupName: 'g', master: MASTER, epoch: 1n, candidate: null },
    { kind: 'reconfigure', follow: MASTER, plain: false, lift: false },
    { kind: 'reconfigure', follow: MASTER, plain: true, lift: false },
  ];
  for (const request of requests) {
    for (const line of lines(request, renamed)) assert.match(line, /^X-/);
  }
  assert.deepEqual(lines({ kind: 'kill-script' }, renamed), ['X-script KILL']);
  const spec = { ...SPEC, purpose: 'pubsub', password: 'p', renamedCommands: renamed } as const;
  assert.deepEqual(
    preamble(spec).map((command) => command[0]),
    ['X-auth', 'X-client', 'X-subscribe'],
  );
});

test('LINK-2: a link introduces itself according to its purpose and its credentials', () => {
  assert.deepEqual(preamble(SPEC), [['CLIENT', 'SETNAME', 'sentinel-9d4f9d6b-cmd']]);
  assert.deepEqual(preamble({ ...SPEC, purpose: 'pubsub' }), [
    ['CLIENT', 'SETNAME', 'sentinel-9d4f9d6b-cmd'],
    ['SUBSCRIBE', '__sentinel__:hello'],
  ]);
  assert.deepEqual(preamble({ ...SPEC, password: 'a b' })[0], ['AUTH', 'a b']);
  assert.deepEqual(preamble({ ...SPEC, user: 'u', password: 'p' })[0], ['AUTH', 'u', 'p']);
  assert.equal(preamble({ ...SPEC, user: 'u' }).length, 1);
});
