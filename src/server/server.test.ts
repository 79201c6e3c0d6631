// The server over real sockets: order of checks and of replies, authentication, both versions of
// the protocol, and answers that come late. Texts are those of stock.

import assert from 'node:assert/strict';
import type { RawClient } from '../../test/server/raw-client.ts';
import {
  NOAUTH,
  PING,
  PONG,
  serverTest,
  subscribed,
  WRONGPASS,
} from '../../test/server/server-test.ts';

serverTest(
  'arrays, inline commands and pipelines of both are answered in order',
  async (_, client) => {
    await client.exchange(
      `${PING}PING\r\nPING "a b"\n${PING}`,
      `${PONG}${PONG}$3\r\na b\r\n${PONG}`,
    );
  },
);

serverTest('bytes may come one at a time', async (_, client) => {
  for (const byte of `${PING}PING x\r\n`) client.send(byte);
  await client.receive(`${PONG}$1\r\nx\r\n`);
});

serverTest(
  'a protocol error is told after the replies before it, and closes',
  async (_, client) => {
    await client.exchange(
      `${PING}*1\r\n$x\r\n${PING}`,
      `${PONG}-ERR Protocol error: invalid bulk length\r\n`,
    );
    assert.equal(await client.remainder(), '');
  },
);

serverTest(
  'a protocol error waits for the answers that are owed before it',
  async (made, client) => {
    client.send('ASK 7\r\n*x\r\n');
    await made.door.until(({ asked }) => asked.length === 1);
    const asker = made.door.asked[0]?.asker ?? 0;
    made.server.answer(asker, { down: false, leader: null, leaderEpoch: 7n });
    await client.receive('*2\r\n:7\r\n$-1\r\n-ERR Protocol error: invalid multibulk length\r\n');
    assert.equal(await client.remainder(), '');
  },
);

serverTest('a request of a browser closes the connection without a word', async (made, client) => {
  client.send(`${PING}POST / HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  assert.equal(await client.remainder(), '');
  const another = await made.client();
  another.send('Host: localhost\r\n');
  assert.equal(await another.remainder(), '');
  assert.equal(made.warnings.length, 1, 'and is told to the log once a minute at most');
  made.nowMs += 60_000;
  const third = await made.client();
  third.send('*1\r\n$4\r\npost\r\n');
  assert.equal(await third.remainder(), '');
  assert.equal(made.warnings.length, 2);
});

serverTest(
  'a command that fails inside is an error, and the server goes on',
  async (made, client) => {
    await client.exchange(`BOOM\r\n${PING}`, `-ERR internal error\r\n${PONG}`);
    assert.match(made.warnings[0] ?? '', /boom/);
  },
);

serverTest(
  'strangers are told first that a command is unknown, then its arity, then to authenticate',
  async (_, client) => {
    await client.exchange('foo\n', "-ERR unknown command 'foo', with args beginning with: \r\n");
    await client.exchange(
      'subscribe\n',
      "-ERR wrong number of arguments for 'subscribe' command\r\n",
    );
    await client.exchange('PING\n', NOAUTH);
    await client.exchange('SUBSCRIBE a\n', NOAUTH);
    await client.exchange('AUTH wrong\n', WRONGPASS);
    await client.exchange('AUTH nobody secret\n', WRONGPASS);
    await client.exchange(`AUTH secret\n${PING}`, `+OK\r\n${PONG}`);
    await client.exchange(`AUTH wrong\n${PING}`, `${WRONGPASS}${PONG}`);
    await client.exchange('AUTH other\n', '+OK\r\n');
  },
  { rules: ['>secret', '>other'] },
);

serverTest(
  'HELLO authenticates and names a connection, or changes nothing at all',
  async (_, client) => {
    client.send('HELLO 3\n');
    assert.match(await client.line(), /^-NOAUTH HELLO must be called with the client already/);
    await client.exchange('HELLO 3 AUTH default wrong SETNAME a\n', WRONGPASS);
    await client.exchange('PING\n', NOAUTH);
    client.send('HELLO 3 AUTH default secret SETNAME a\nCLIENT GETNAME\n');
    assert.match(await client.line(), /^%/);
    let line = '';
    while (line !== 'vedette_version') line = await client.line();
    await client.receive('$5\r\n0.0.0\r\n$1\r\na\r\n');
  },
  { rules: ['>secret', '>other'] },
);

serverTest('AUTH with any password is fine where none is asked for', async (_, client) => {
  await client.exchange('AUTH default x\n', '+OK\r\n');
  await client.exchange('AUTH nobody x\n', WRONGPASS);
});

serverTest('a version of the protocol that is neither 2 nor 3 is refused', async (_, client) => {
  await client.exchange('HELLO 4\n', '-NOPROTO unsupported protocol version\r\n');
});

serverTest('a RESP2 subscriber may subscribe, unsubscribe and ping, no more', async (_, client) => {
  await client.exchange(
    'SUBSCRIBE a b a\n',
    subscribed('subscribe', 'a', 1) +
      subscribed('subscribe', 'b', 2) +
      subscribed('subscribe', 'a', 2),
  );
  await client.exchange('PING\n', subscribed('pong', ''));
  await client.exchange('PING x\n', subscribed('pong', 'x'));
  await client.exchange('foo\n', "-ERR unknown command 'foo', with args beginning with: \r\n");
  await client.exchange(
    'CLIENT ID\n',
    "-ERR Can't execute 'client|id': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context\r\n",
  );
  await client.exchange('PSUBSCRIBE x*\n', subscribed('psubscribe', 'x*', 3));
  await client.exchange(
    'UNSUBSCRIBE\n',
    subscribed('unsubscribe', 'a', 2) + subscribed('unsubscribe', 'b', 1),
  );
  await client.exchange('PUNSUBSCRIBE\n', subscribed('punsubscribe', 'x*', 0));
  await client.exchange('UNSUBSCRIBE\n', '*3\r\n$11\r\nunsubscribe\r\n$-1\r\n:0\r\n');
  await client.exchange('UNSUBSCRIBE q\n', subscribed('unsubscribe', 'q', 0));
  await client.exchange('PING\n', PONG);
});

/** Switches a client to RESP3 and takes the answer. */
async function speakResp3(client: RawClient): Promise<void> {
  client.send('HELLO 3\n');
  while ((await client.line()) !== 'vedette_version');
  await client.receive('$5\r\n0.0.0\r\n');
}

serverTest('a RESP3 subscriber may call everything and gets pushes', async (made, client) => {
  await speakResp3(client);
  await client.exchange('SUBSCRIBE a\n', '>3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n');
  await client.exchange('PING\n', PONG);
  await client.exchange('CLIENT ID\n', ':1\r\n');
  made.server.publish('a', 'text');
  await client.receive('>3\r\n$7\r\nmessage\r\n$1\r\na\r\n$4\r\ntext\r\n');
  await client.exchange('UNSUBSCRIBE\n', '>3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:0\r\n');
  await client.exchange('UNSUBSCRIBE\n', '>3\r\n$11\r\nunsubscribe\r\n_\r\n:0\r\n');
});

serverTest(
  'an event reaches its channel first, then the patterns that fit',
  async (made, client) => {
    client.send('SUBSCRIBE +sdown\nPSUBSCRIBE * [-+]sdown +odown\n');
    await client.receive(
      subscribed('subscribe', '+sdown', 1) +
        subscribed('psubscribe', '*', 2) +
        subscribed('psubscribe', '[-+]sdown', 3) +
        subscribed('psubscribe', '+odown', 4),
    );
    made.server.publish('+sdown', 'master m');
    made.server.publish('-sdown', 'master m');
    await client.receive(
      subscribed('message', '+sdown', 'master m') +
        subscribed('pmessage', '*', '+sdown', 'master m') +
        subscribed('pmessage', '[-+]sdown', '+sdown', 'master m') +
        subscribed('pmessage', '*', '-sdown', 'master m') +
        subscribed('pmessage', '[-+]sdown', '-sdown', 'master m'),
    );
    const { pubsubChannels, pubsubPatterns } = made.server.numbers();
    assert.deepEqual([pubsubChannels, pubsubPatterns], [1, 3]);
  },
);

serverTest('a subscriber that is gone leaves nothing behind', async (made, client) => {
  await client.exchange('SUBSCRIBE a\n', subscribed('subscribe', 'a', 1));
  const watcher = await made.client();
  client.destroy();
  while (made.server.clients().count > 1) await watcher.exchange('PING\n', PONG);
  assert.equal(made.server.numbers().pubsubChannels, 0);
  made.server.publish('a', 'text');
});

serverTest('many questions are asked at once and answered in order', async (made, client) => {
  client.send(`ASK 1\nASK 2\n${PING}ASK 3\n`);
  await made.door.until(({ asked }) => asked.length === 3);
  const answers = made.door.asked.map(({ asker, question }) => ({
    asker,
    answer: { down: false, leader: null, leaderEpoch: question.epoch },
  }));
  for (const { asker, answer } of answers.reverse()) made.server.answer(asker, answer);
  await client.receive(`*2\r\n:1\r\n$-1\r\n*2\r\n:2\r\n$-1\r\n${PONG}*2\r\n:3\r\n$-1\r\n`);
});

serverTest('what follows an operation is not run before its outcome', async (made, client) => {
  client.send(`OPERATE a\n${PING}OPERATE b\n`);
  await made.door.until(({ operated }) => operated.length === 1);
  assert.equal(made.server.numbers().commandsProcessed, 1);
  const watcher = await made.client();
  await watcher.exchange(PING, PONG);
  assert.equal(made.server.numbers().commandsProcessed, 2, 'only the ping of the watcher was run');
  made.server.outcome(made.door.operated[0]?.asker ?? 0, { kind: 'done' });
  await client.receive(`+done\r\n${PONG}`);
  await made.door.until(({ operated }) => operated.length === 2);
  made.server.outcome(made.door.operated[1]?.asker ?? 0, { kind: 'count', count: 1 });
  await client.receive('+count\r\n');
});

serverTest('an operation waits for the questions before it', async (made, client) => {
  client.send('ASK 1\nOPERATE a\n');
  await made.door.until(({ asked }) => asked.length === 1);
  assert.equal(made.door.operated.length, 0);
  const asker = made.door.asked[0]?.asker ?? 0;
  made.server.answer(asker, { down: false, leader: null, leaderEpoch: 1n });
  await made.door.until(({ operated }) => operated.length === 1);
  await client.receive('*2\r\n:1\r\n$-1\r\n');
});

serverTest('a change of the protocol waits for the answers before it', async (made, client) => {
  client.send('ASK 1\nHELLO 3\nASK 2\n');
  await made.door.until(({ asked }) => asked.length === 1);
  const watcher = await made.client();
  await watcher.exchange(PING, PONG);
  assert.equal(made.door.asked.length, 1);
  const answer = { down: false, leader: null, leaderEpoch: 5n };
  made.server.answer(made.door.asked[0]?.asker ?? 0, answer);
  await client.receive('*2\r\n:5\r\n$-1\r\n%7\r\n');
  while ((await client.line()) !== 'vedette_version');
  await client.receive('$5\r\n0.0.0\r\n');
  await made.door.until(({ asked }) => asked.length === 2);
  made.server.answer(made.door.asked[1]?.asker ?? 0, answer);
  await client.receive('*2\r\n:5\r\n_\r\n');
});

serverTest('an answer for a client that is gone is dropped', async (made, client) => {
  const watcher = await made.client();
  client.send('ASK 1\n');
  await made.door.until(({ asked }) => asked.length === 1);
  client.reset();
  while (made.server.clients().count > 1) await watcher.exchange(PING, PONG);
  const asker = made.door.asked[0]?.asker ?? 0;
  made.server.answer(asker, { down: false, leader: null, leaderEpoch: 1n });
  const operator = await made.client();
  operator.send('OPERATE a\n');
  await made.door.until(({ operated }) => operated.length === 1);
  operator.destroy();
  made.server.outcome(made.door.operated[0]?.asker ?? 0, { kind: 'done' });
  while (made.server.clients().count > 1) await watcher.exchange(PING, PONG);
});

serverTest('a client that ends its input still gets what it is owed', async (made, client) => {
  client.send(`${PING}ASK 3\n${PING}`);
  client.endInput();
  await made.door.until(({ asked }) => asked.length === 1);
  const watcher = await made.client();
  for (let round = 0; round < 3; round++) await watcher.exchange(PING, PONG);
  const asker = made.door.asked[0]?.asker ?? 0;
  made.server.answer(asker, { down: false, leader: null, leaderEpoch: 3n });
  assert.equal(await client.remainder(), `${PONG}*2\r\n:3\r\n$-1\r\n${PONG}`);
});

serverTest('a hello that a client publishes comes through the door', async (made, client) => {
  const hello = `127.0.0.1,26380,${'b'.repeat(40)},3,mymaster,127.0.0.1,7000,2`;
  await client.exchange(`PUBLISH __sentinel__:hello ${hello}\n`, ':1\r\n');
  await client.exchange('PUBLISH __sentinel__:hello rubbish\n', ':1\r\n');
  // What it says is read behind the door.
  assert.deepEqual(made.door.hellos, [hello, 'rubbish']);
});

serverTest('SHUTDOWN comes through the door and has no reply', async (made, client) => {
  client.send('SHUTDOWN NOSAVE\n');
  await made.door.until(({ shutdowns }) => shutdowns === 1);
  made.server.close();
  assert.equal(await client.remainder(), '');
});

serverTest('CLIENT LIST shows who is there', async (made, client) => {
  const other = await made.client();
  await other.exchange('CLIENT SETINFO lib-name driver\n', '+OK\r\n');
  await other.exchange('CLIENT SETNAME other\n', '+OK\r\n');
  await other.exchange('SUBSCRIBE a\n', subscribed('subscribe', 'a', 1));
  made.nowMs += 2_500;
  await client.exchange('CLIENT SETNAME me\n', '+OK\r\n');
  client.send('CLIENT LIST\n');
  assert.match(await client.line(), /^\$\d+$/);
  const lines = (await client.line()).split('\n');
  assert.equal(lines.length, 3);
  const normal =
    /^id=1 addr=127\.0\.0\.1:\d+ laddr=127\.0\.0\.1:\d+ fd=\d+ name=me age=2 idle=0 flags=N db=0 sub=0 psub=0 ssub=0 multi=-1 qbuf=0 qbuf-free=0 argv-mem=10 multi-mem=0 rbs=0 rbp=0 obl=0 oll=0 omem=0 tot-mem=10 events=r cmd=client\|list user=default redir=-1 resp=2 lib-name= lib-ver=$/;
  assert.match(lines[0] ?? '', normal);
  assert.match(
    lines[1] ?? '',
    /^id=2 .* name=other age=2 idle=2 flags=P .* sub=1 .* cmd=subscribe /,
  );
  assert.match(lines[1] ?? '', / lib-name=driver lib-ver=$/);
});

serverTest('what passes through is counted', async (made, client) => {
  await client.exchange(
    `${PING}foo\n`,
    `${PONG}-ERR unknown command 'foo', with args beginning with: \r\n`,
  );
  const numbers = made.server.numbers();
  assert.equal(numbers.connectionsReceived, 1);
  assert.equal(numbers.commandsProcessed, 1);
  assert.equal(numbers.inputBytes, 18);
  assert.equal(numbers.outputBytes, 63);
});
