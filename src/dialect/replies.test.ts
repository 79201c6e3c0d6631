// Replies as a real server gives them, and the facts that are made of them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LinkSpec } from '../core/output.ts';
import type { Reply, Request } from '../core/requests.ts';
import { decodeReply, preambleFailure } from './replies.ts';
import type { WireReply } from './wire-reply.ts';

const MASTER = { host: '127.0.0.1', port: 7_000 };
const ASK = { kind: 'ask', groupName: 'g', master: MASTER, epoch: 4n, candidate: null } as const;
const PROMOTE: Request = { kind: 'reconfigure', follow: null, plain: false, lift: false };
const PROMOTE_PLAIN: Request = { kind: 'reconfigure', follow: null, plain: true, lift: false };

const OK: WireReply = { kind: 'simple', text: 'OK' };
const QUEUED: WireReply = { kind: 'simple', text: 'QUEUED' };
const NO_FILE = error('ERR The server is running without a config file');
const NO_KILL = error("NOPERM this user has no permissions to run the 'client|kill' command");
const NO_SUCH = error("ERR unknown command 'CLIENT', with args beginning with: ");
const ABORTED = error('EXECABORT Transaction discarded because of previous errors.');
const NOAUTH = error('NOAUTH Authentication required.');
const WRONGPASS = error('WRONGPASS invalid username-password pair or user is disabled.');
const NO_PASSWORD = error('ERR AUTH <password> called without any password configured');

function error(text: string): WireReply {
  return { kind: 'error', text };
}

function integer(value: number | bigint): WireReply {
  return { kind: 'integer', value };
}

function bulk(text: string): WireReply {
  return { kind: 'bulk', text };
}

function array(...items: readonly WireReply[]): WireReply {
  return { kind: 'array', items };
}

/** The class of a failed reconfiguration, `done`, or what else came. */
function outcome(reply: Reply): string {
  if (reply.kind !== 'reconfigure') return reply.kind;
  return reply.result.kind === 'done' ? 'done' : reply.result.error;
}

test('PING and INFO give their facts', () => {
  const pong: WireReply = { kind: 'simple', text: 'PONG' };
  assert.deepEqual(decodeReply({ kind: 'ping' }, [pong]), { kind: 'ping', verdict: 'pong' });
  assert.deepEqual(decodeReply({ kind: 'ping' }, [NOAUTH]), {
    ...{ kind: 'ping', verdict: 'auth' },
    refusals: [{ code: 'NOAUTH', command: 'auth', isVital: true }],
  });
  const reply = decodeReply({ kind: 'info' }, [bulk('role:master\r\n')]);
  assert.equal(reply.kind === 'info' ? reply.info.role : reply.kind, 'master');
});

test('an error or a foreign shape in place of INFO is an error with its class and text', () => {
  const denied = error("NOPERM this user has no permissions to run the 'info' command");
  const request: Request = { kind: 'info' };
  assert.deepEqual(decodeReply(request, [denied]), {
    kind: 'error',
    request,
    error: 'refused',
    text: "NOPERM this user has no permissions to run the 'info' command",
    refusals: [{ code: 'NOPERM', command: 'info', isVital: true }],
  });
  const foreign = decodeReply(request, [integer(1)]);
  assert.equal(foreign.kind === 'error' ? foreign.error : foreign.kind, 'other');
});

test('a hello is accepted when it is answered with a number', () => {
  const hello = {
    peer: MASTER,
    runId: 'r',
    currentEpoch: 0n,
    groupName: 'g',
    master: MASTER,
    configEpoch: 0n,
  };
  const request: Request = { kind: 'hello', hello };
  const accepted = decodeReply(request, [integer(0)]);
  assert.deepEqual(accepted, { kind: 'hello', accepted: true, groupName: 'g' });
  const refused = decodeReply(request, [error('ERR no')]);
  assert.deepEqual(refused, { kind: 'hello', accepted: false, groupName: 'g' });
});

test('ASK-3: an answer has three parts of their types', () => {
  assert.deepEqual(decodeReply(ASK, [array(integer(1), bulk('*'), integer(0))]), {
    kind: 'ask',
    request: ASK,
    down: true,
    leader: null,
    leaderEpoch: 0n,
  });
  assert.deepEqual(decodeReply(ASK, [array(integer(0), bulk('abc'), integer(9n))]), {
    kind: 'ask',
    request: ASK,
    down: false,
    leader: 'abc',
    leaderEpoch: 9n,
  });
  const foreign = [
    array(integer(1), bulk('*')),
    array(integer(1), bulk('*'), bulk('0')),
    array(integer(1), { kind: 'null' }, integer(0)),
    array(bulk('1'), bulk('*'), integer(0)),
    array(integer(1), bulk('*'), integer(0), integer(0)),
    { kind: 'null-array' } as const,
    NOAUTH,
  ];
  for (const reply of foreign) assert.equal(decodeReply(ASK, [reply]).kind, 'error');
});

test('an epoch above 2^63, which the wire shows as negative, is read as it was meant', () => {
  const reply = decodeReply(ASK, [array(integer(0), bulk('abc'), integer(-2n))]);
  assert.equal(reply.kind === 'ask' ? reply.leaderEpoch : null, 2n ** 64n - 2n);
});

test('PROMOTE-1: a reconfiguration is done when its SLAVEOF was, whatever else failed in it', () => {
  const queued = [OK, QUEUED, QUEUED, QUEUED, QUEUED];
  const end = array(OK, NO_FILE, integer(0), integer(0));
  assert.equal(outcome(decodeReply(PROMOTE, [...queued, end])), 'done');
  const again: WireReply = { kind: 'simple', text: 'OK Already connected to specified master' };
  assert.equal(outcome(decodeReply(PROMOTE, [...queued, array(again)])), 'done');
});

test('a reconfiguration whose SLAVEOF fails inside the transaction has failed', () => {
  const queued = [OK, QUEUED, QUEUED, QUEUED, QUEUED];
  const cluster = error('ERR REPLICAOF not allowed in cluster mode.');
  assert.equal(outcome(decodeReply(PROMOTE, [...queued, array(cluster, OK)])), 'refused');
  assert.equal(outcome(decodeReply(PROMOTE, [...queued, array()])), 'other');
});

test('HANDOVER-6: the INFO at the end of a transaction says what was written until then', () => {
  const history = 'c'.repeat(40);
  const demote: Request = { ...PROMOTE, follow: { host: 'h', port: 1 }, lift: true };
  const wrote = (text: string): unknown => {
    const end = array(OK, integer(1), integer(0), OK, { kind: 'bulk', text });
    const reply = decodeReply(demote, [OK, QUEUED, QUEUED, QUEUED, QUEUED, QUEUED, end]);
    return reply.kind === 'reconfigure' ? reply.wrote : reply.kind;
  };
  const replication = `# Replication\r\nrole:slave\r\nslave_repl_offset:77\r\nmaster_replid:${history}`;
  assert.deepEqual(wrote(`${replication}\r\n`), { history, offset: 77n });
  assert.equal(wrote('# Replication\r\nrole:slave\r\n'), null);
});

test('a denied or unknown command refuses the transaction, and the text names it', () => {
  const denied = decodeReply(PROMOTE, [OK, QUEUED, NO_KILL, QUEUED, ABORTED]);
  assert.deepEqual(denied, {
    kind: 'reconfigure',
    request: PROMOTE,
    result: {
      kind: 'failed',
      error: 'refused',
      text: "NOPERM this user has no permissions to run the 'client|kill' command",
    },
    wrote: null,
    refusals: [{ code: 'NOPERM', command: 'client|kill', isVital: false }],
  });
  const unknown = decodeReply(PROMOTE, [OK, QUEUED, NO_SUCH, QUEUED, ABORTED]);
  assert.equal(outcome(unknown), 'refused');
});

test('a transaction that ends without a result is aborted or keeps the class of its error', () => {
  const queued = [OK, QUEUED, QUEUED, QUEUED, QUEUED];
  assert.equal(outcome(decodeReply(PROMOTE, [...queued, ABORTED])), 'aborted');
  assert.equal(outcome(decodeReply(PROMOTE, [...queued, { kind: 'null-array' }])), 'aborted');
  assert.equal(outcome(decodeReply(PROMOTE, Array(6).fill(NOAUTH))), 'auth');
  const loading = error('LOADING Redis is loading the dataset in memory');
  const spoilt = [OK, loading, QUEUED, QUEUED, QUEUED, ABORTED];
  assert.equal(outcome(decodeReply(PROMOTE, spoilt)), 'other');
});

test('an EXEC that is denied ends the transaction, and one that is not known leaves it open', () => {
  const queued = [OK, QUEUED, QUEUED, QUEUED, QUEUED];
  const denied = error(
    "EXECABORT Transaction discarded because of: NOPERM this user has no permissions to run the 'exec' command",
  );
  assert.equal(outcome(decodeReply(PROMOTE, [...queued, denied])), 'aborted');
  const unknown = error("ERR unknown command 'EXEC', with args beginning with: ");
  assert.equal(outcome(decodeReply(PROMOTE, [...queued, unknown])), 'refused');
});

test('where MULTI is denied every command runs at once, and SLAVEOF has its own answer', () => {
  const denied = error("NOPERM this user has no permissions to run the 'multi' command");
  const stray = error('ERR EXEC without MULTI');
  const ran = [denied, OK, NO_FILE, integer(0), integer(0), stray];
  assert.equal(outcome(decodeReply(PROMOTE, ran)), 'done');
  const refused = [denied, denied, NO_FILE, integer(0), integer(0), stray];
  assert.equal(outcome(decodeReply(PROMOTE, refused)), 'refused');
});

test('the plain form is judged by its SLAVEOF alone', () => {
  const stray = error('ERR DISCARD without MULTI');
  assert.equal(outcome(decodeReply(PROMOTE_PLAIN, [stray, OK])), 'done');
  assert.equal(outcome(decodeReply(PROMOTE_PLAIN, [OK, OK])), 'done');
  assert.equal(outcome(decodeReply(PROMOTE_PLAIN, [stray, QUEUED])), 'aborted');
  assert.equal(outcome(decodeReply(PROMOTE_PLAIN, [OK, NO_SUCH])), 'refused');
  assert.equal(outcome(decodeReply(PROMOTE_PLAIN, [stray, OK, NO_SUCH])), 'done');
});

test('missing replies are a failure and not a crash', () => {
  assert.equal(outcome(decodeReply(PROMOTE, [])), 'aborted');
  assert.equal(outcome(decodeReply(PROMOTE_PLAIN, [])), 'other');
  assert.equal(decodeReply(ASK, []).kind, 'error');
});

test('the text of an error is kept short', () => {
  const reply = decodeReply({ kind: 'info' }, [error(`ERR ${'x'.repeat(10_000)}`)]);
  assert.equal(reply.kind === 'error' ? reply.text.length : 0, 256);
});

const SPEC: LinkSpec = {
  address: MASTER,
  purpose: 'command',
  clientName: 'sentinel-00000000-cmd',
  user: null,
  password: null,
  renamedCommands: new Map(),
};
const NO_CHANNEL = error('NOPERM this user has no permissions to access one of the channels');
const SUBSCRIBED = array(bulk('subscribe'), bulk('__sentinel__:hello'), integer(1));

test('LINK-2: a refused SUBSCRIBE makes a link useless', () => {
  const spec = { ...SPEC, purpose: 'pubsub' } as const;
  assert.equal(preambleFailure(spec, [OK, SUBSCRIBED]), null);
  assert.equal(preambleFailure(spec, [NOAUTH, NOAUTH]), 'NOAUTH');
  assert.equal(preambleFailure(spec, [OK, NO_CHANNEL]), 'NOPERM');
});

test('a refused AUTH makes a link useless only where it was needed', () => {
  const spec = { ...SPEC, password: 'p' };
  assert.equal(preambleFailure(spec, [OK, OK]), null);
  assert.equal(preambleFailure(spec, [NO_PASSWORD, OK]), null);
  assert.equal(preambleFailure(spec, [WRONGPASS, NOAUTH]), 'WRONGPASS');
  assert.equal(preambleFailure(spec, [WRONGPASS, OK]), null);
});

test('a command link that may not name itself is of use all the same', () => {
  const denied = error("NOPERM this user has no permissions to run the 'client|setname' command");
  assert.equal(preambleFailure(SPEC, [denied]), null);
  assert.equal(preambleFailure(SPEC, [NOAUTH]), null);
  assert.equal(preambleFailure({ ...SPEC, password: 'p' }, [NO_PASSWORD, denied]), null);
});

test('SENTINEL MASTER: whom the peer holds to be the master, and whether it is about to act', () => {
  const request = { kind: 'master-of', groupName: 'g', askedAtMs: 5 } as const;
  const answer = (flags: string, epoch = '7'): WireReply => ({
    kind: 'array',
    items: [
      'name',
      'g',
      'ip',
      '10.0.0.1',
      'port',
      '6379',
      'flags',
      flags,
      'config-epoch',
      epoch,
    ].map((text) => ({ kind: 'bulk', text })),
  });
  const said = { kind: 'master-of', request, master: { host: '10.0.0.1', port: 6379 } };
  const calm = { ...said, configEpoch: 7n, isCalm: true, isFailingOver: false };
  assert.deepEqual(decodeReply(request, [answer('master')]), calm);
  for (const flags of ['s_down,master', 'master,o_down', 'master,failover_in_progress']) {
    const isFailingOver = flags.includes('failover');
    const restless = { ...calm, isCalm: false, isFailingOver };
    assert.deepEqual(decodeReply(request, [answer(flags)]), restless);
  }
  // Stock, while it re-points replicas: the new epoch, the old address, and the new one behind it.
  const place = bulks('10.0.0.2', '6380');
  const moved = { ...calm, master: { host: '10.0.0.2', port: 6380 } };
  assert.deepEqual(decodeReply(request, [answer('master'), place]), moved);
  assert.deepEqual(decodeReply(request, [answer('master'), { kind: 'null' }]), calm);
  const unknown = { kind: 'error', text: 'ERR No such master with that name' } as const;
  for (const reply of [unknown, answer('master', 'x'), { kind: 'array', items: [] } as const]) {
    assert.equal(decodeReply(request, [reply]).kind, 'error');
  }
});

test('FENCE-8: whom a Sentinel reaches: those that have answered it lately', () => {
  const request = { kind: 'reaches', groupName: 'g' } as const;
  const shown = (id: string, flags: string, agoMs: number): WireReply =>
    bulks('name', 'x', 'runid', id.repeat(40), 'flags', flags, 'last-ok-ping-reply', `${agoMs}`);
  const items = [
    shown('a', 'sentinel', 300),
    shown('b', 'sentinel,disconnected', 300),
    shown('c', 's_down,sentinel', 300),
    // Stock says of one that it is still dialing to that it is connected.
    shown('d', 'sentinel', 31_000),
    bulks('runid', 'e'.repeat(40)),
  ];
  const said = decodeReply(request, [{ kind: 'array', items }]);
  assert.deepEqual(said, { kind: 'reaches', request, runIds: ['a'.repeat(40)] });
  const error = { kind: 'error', text: 'ERR No such master with that name' } as const;
  assert.deepEqual(decodeReply(request, [error]), { kind: 'reaches', request, runIds: [] });
});

test('TRUST-5: who a Sentinel is, of stock and of ours, and what is none', () => {
  const request = { kind: 'identify', groupName: 'g' } as const;
  const [id, run] = ['1'.repeat(40), '2'.repeat(40)];
  const master = bulks('name', 'g', 'config-epoch', '7');
  const info = `# Server\r\nrun_id:${run}\r\nuptime_in_seconds:9\r\n`;
  const stock = {
    ...{ runId: id, watchesGroup: true, processId: run, uptimeSeconds: 9, isVedette: false },
  };
  const said = (replies: readonly WireReply[]): unknown => {
    const reply = decodeReply(request, replies);
    return reply.kind === 'identify' ? reply.identity : null;
  };
  const bulk = (text: string): WireReply => ({ kind: 'bulk', text });
  assert.deepEqual(said([bulk(id), master, bulk(info)]), stock);
  const ours = { ...stock, isVedette: true };
  assert.deepEqual(said([bulk(id), master, bulk(`${info}vedette_version:1.0.0\r\n`)]), ours);
  const no: WireReply = { kind: 'error', text: "ERR unknown command 'SENTINEL'" };
  const nobody = { ...stock, runId: null, watchesGroup: false };
  assert.deepEqual(said([no, no, bulk(info)]), nobody);
});

test('TRUST-9: the epochs that a Sentinel knows', () => {
  const request = {
    kind: 'epoch-of',
    groupName: 'g',
    askedBy: 'me',
    askedAtMs: 0,
    master: { host: '10.0.0.1', port: 6379 },
  } as const;
  const report = (...replies: readonly WireReply[]): unknown => {
    const reply = decodeReply(request, replies);
    return reply.kind === 'epoch-of' ? reply.report : null;
  };
  const vote = (leader: string, epoch: number): WireReply => ({
    kind: 'array',
    items: [
      { kind: 'integer', value: 0 },
      { kind: 'bulk', text: leader },
      { kind: 'integer', value: epoch },
    ],
  });
  const master = bulks('name', 'g', 'config-epoch', '7');
  const info: WireReply = { kind: 'bulk', text: '# Sentinel\r\nsentinel_current_epoch:9\r\n' };
  const leader = '1'.repeat(40);
  const all = { configEpoch: 7n, voteEpoch: 8n, votedFor: leader, currentEpoch: 9n };
  assert.deepEqual(report(master, vote(leader, 8), info), all);
  const stock = { ...all, votedFor: null, currentEpoch: null };
  assert.deepEqual(report(master, vote('*', 8), { kind: 'bulk', text: '' }), stock);
  const none = { configEpoch: null, voteEpoch: null, votedFor: null, currentEpoch: null };
  assert.deepEqual(report(), none);
});

function bulks(...texts: readonly string[]): WireReply {
  return { kind: 'array', items: texts.map((text) => ({ kind: 'bulk', text })) };
}
