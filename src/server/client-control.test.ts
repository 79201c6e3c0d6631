// What clients do to connections, over real sockets: CLIENT REPLY, PAUSE and KILL, RESET and QUIT.

import assert from 'node:assert/strict';
import { PING, PONG, serverTest, subscribed } from '../../test/server/server-test.ts';

const OK = '+OK\r\n';
const RESET = '+RESET\r\n';

serverTest('CLIENT REPLY OFF keeps all replies back, also errors', async (_, client) => {
  client.send('CLIENT REPLY OFF\nPING\nnope\nCLIENT LIST\nCLIENT REPLY foo\n');
  await client.exchange('CLIENT REPLY ON\nPING\n', `${OK}${PONG}`);
});

serverTest('CLIENT REPLY SKIP keeps back one reply', async (_, client) => {
  await client.exchange('CLIENT REPLY SKIP\nPING a\nPING b\n', '$1\r\nb\r\n');
  await client.exchange('CLIENT REPLY SKIP\nnope\nPING b\n', '$1\r\nb\r\n');
  await client.exchange('CLIENT REPLY SKIP\nCLIENT REPLY SKIP\nPING a\nPING b\n', '$1\r\nb\r\n');
  await client.exchange('CLIENT REPLY SKIP\nCLIENT REPLY ON\nPING\n', `${OK}${PONG}`);
});

serverTest(
  'an answer that comes late is kept back by what held when it was asked',
  async (made, client) => {
    client.send('CLIENT REPLY SKIP\nASK 7\nASK 8\n');
    await made.door.until(({ asked }) => asked.length === 2);
    for (const { asker } of made.door.asked) {
      made.server.answer(asker, { down: false, leader: null, leaderEpoch: 8n });
    }
    await client.receive('*2\r\n:8\r\n$-1\r\n');
  },
);

serverTest('who wants no replies hears messages all the same', async (made, client) => {
  await client.exchange('CLIENT REPLY OFF\nSUBSCRIBE a\nPING\n', subscribed('subscribe', 'a', 1));
  made.server.publish('a', 'x');
  await client.receive(subscribed('message', 'a', 'x'));
});

serverTest('a pause holds back commands until it is over', async (made, client) => {
  const other = await made.client();
  await client.exchange('CLIENT PAUSE 100\n', OK);
  other.send('PING 1\nPING 2\n');
  // Nobody is called that does not exist, or in a wrong way.
  await client.exchange(
    'CLIENT\nPING 3\n',
    "-ERR wrong number of arguments for 'client' command\r\n",
  );
  assert.equal(made.server.numbers().blockedClients, 2);
  await other.receive('$1\r\n1\r\n$1\r\n2\r\n');
  await client.receive('$1\r\n3\r\n');
  assert.equal(made.server.numbers().blockedClients, 0);
});

serverTest(
  'a pause of writes holds back PUBLISH alone, and UNPAUSE ends it',
  async (made, client) => {
    const other = await made.client();
    await client.exchange('CLIENT PAUSE 60000 WRITE\n', OK);
    other.send('PING\nPUBLISH x y\nPING\n');
    await other.receive(PONG);
    await client.exchange('PING\n', PONG);
    const blocked = /id=2 .* flags=b .* cmd=publish /;
    assert.match(made.server.clients().line(2), blocked);
    await client.exchange('CLIENT UNPAUSE\n', OK);
    const refused = '-ERR Only HELLO messages are accepted by Sentinel instances.\r\n';
    await other.receive(`${refused}${PONG}`);
    assert.doesNotMatch(made.server.clients().line(2), blocked);
  },
);

serverTest('a second pause is not shorter than the first', async (made, client) => {
  await client.exchange('CLIENT PAUSE 60000 WRITE\nCLIENT PAUSE 1 WRITE\n', `${OK}${OK}`);
  const other = await made.client();
  other.send('PUBLISH x y\n');
  await client.exchange('CLIENT PAUSE 9223372036854775807\n', OK);
  client.send('PING\n');
  while (made.server.numbers().blockedClients < 2) await new Promise(setImmediate);
});

serverTest(
  'a client that waits for the end of a pause may go, or be killed',
  async (made, client) => {
    await client.exchange('CLIENT PAUSE 60000 WRITE\n', OK);
    const [gone, killed] = [await made.client(), await made.client()];
    for (const waiting of [gone, killed]) waiting.send('PUBLISH x y\n');
    while (made.server.numbers().blockedClients < 2) await new Promise(setImmediate);
    await client.exchange('CLIENT KILL ID 3\n', ':1\r\n');
    assert.equal(await killed.remainder(), '');
    assert.equal(made.server.numbers().blockedClients, 1);
    await client.exchange('CLIENT UNPAUSE\n', OK);
    await gone.receive('-ERR Only HELLO messages');
  },
);

serverTest(
  'CLIENT KILL ends others at once, and the caller after the reply',
  async (made, client) => {
    const other = await made.client();
    await other.exchange('SUBSCRIBE a\n', subscribed('subscribe', 'a', 1));
    await client.exchange('CLIENT KILL TYPE pubsub\nCLIENT LIST TYPE pubsub\n', ':1\r\n$0\r\n\r\n');
    assert.equal(await other.remainder(), '');
    assert.equal(made.server.numbers().pubsubChannels, 0);
    await client.exchange(`${PING}CLIENT KILL ID 1 SKIPME no\nPING\n`, `${PONG}:1\r\n`);
    assert.equal(await client.remainder(), '');
  },
);

serverTest('QUIT is answered after what was asked before, and closes', async (made, client) => {
  client.send('ASK 7\nQUIT\nPING\n');
  await made.door.until(({ asked }) => asked.length === 1);
  const asker = made.door.asked[0]?.asker ?? 0;
  made.server.answer(asker, { down: false, leader: null, leaderEpoch: 7n });
  await client.receive(`*2\r\n:7\r\n$-1\r\n${OK}`);
  assert.equal(await client.remainder(), '');
});

serverTest('RESET and QUIT are for subscribers too', async (made, client) => {
  await client.exchange('SUBSCRIBE a\n', subscribed('subscribe', 'a', 1));
  await client.exchange(`RESET\n${PING}`, `${RESET}${PONG}`);
  assert.equal(made.server.numbers().pubsubChannels, 0);
  await client.exchange('SUBSCRIBE a\nQUIT\n', `${subscribed('subscribe', 'a', 1)}${OK}`);
  assert.equal(await client.remainder(), '');
});

serverTest(
  'RESET makes the connection what it was at first',
  async (_, client) => {
    client.send('HELLO 3 AUTH default secret SETNAME me\nCLIENT TRACKING ON\nCLIENT REPLY OFF\n');
    await client.before(OK);
    await client.exchange('RESET\n', RESET);
    await client.exchange(`${PING}QUIT\n`, `-NOAUTH Authentication required.\r\n${OK}`);
    assert.equal(await client.remainder(), '');
  },
  { rules: ['>secret'] },
);

serverTest('RESET goes back to RESP2 and drops name and tracking', async (_, client) => {
  client.send('HELLO 3 SETNAME me\nCLIENT TRACKING ON BCAST\nRESET\n');
  await client.before(RESET);
  await client.exchange('CLIENT GETNAME\nCLIENT GETREDIR\n', '$-1\r\n:-1\r\n');
});

serverTest('what a client asked for is shown', async (made, client) => {
  await client.exchange('CLIENT TRACKING ON BCAST PREFIX a\nCLIENT NO-EVICT ON\n', `${OK}${OK}`);
  assert.match(made.server.clients().line(1), / flags=tBe .* redir=0 /);
  const { trackingClients, trackingPrefixes } = made.server.numbers();
  assert.deepEqual([trackingClients, trackingPrefixes], [1, 1]);
});

serverTest(
  'CLIENT CACHING holds for the next command that is not of CLIENT',
  async (made, client) => {
    await client.exchange('CLIENT TRACKING ON OPTIN\nCLIENT CACHING YES\n', `${OK}${OK}`);
    const flags = async (count: number): Promise<string> => {
      client.send('CLIENT TRACKINGINFO\n');
      return (await client.before(`*${count}\r\n$2\r\non\r\n`)).text;
    };
    await flags(3);
    await client.exchange(
      'PING\n',
      `$5\r\noptin\r\n$11\r\ncaching-yes\r\n$8\r\nredirect\r\n:0\r\n$8\r\nprefixes\r\n*0\r\n${PONG}`,
    );
    await flags(2);
    assert.equal(made.server.numbers().errorReplies, 0);
  },
);

serverTest('INFO counts what was answered with an error, heard or not', async (made, client) => {
  client.send('nope\nCLIENT REPLY OFF\nnope\nSUBSCRIBE\nCLIENT REPLY ON\n');
  await client.before(OK);
  assert.equal(made.server.numbers().errorReplies, 3);
});
