// Users at the door: what is refused, whose connection ends, and what is noted of it.

import assert from 'node:assert/strict';
import { serverTest } from '../../test/server/server-test.ts';

const OK = '+OK\r\n';
const NOAUTH = '-NOAUTH Authentication required.\r\n';

function deniedCommand(name: string): string {
  return `-NOPERM this user has no permissions to run the '${name}' command\r\n`;
}

const DENIED_CHANNEL =
  '-NOPERM this user has no permissions to access one of the channels used as arguments\r\n';

serverTest('a command is refused for what it is, after its arity', async (_, client) => {
  await client.exchange('ACL SETUSER u on >p -@all +ping +sentinel|masters +subscribe &a\n', OK);
  await client.exchange('AUTH u p\nPING\n', `${OK}+PONG\r\n`);
  await client.exchange('INFO\n', deniedCommand('info'));
  await client.exchange('sentinel Master x\n', deniedCommand('sentinel|master'));
  const arity = "-ERR wrong number of arguments for 'sentinel|master' command\r\n";
  await client.exchange('sentinel Master\n', arity);
  await client.exchange('SUBSCRIBE a b\n', DENIED_CHANNEL);
});

serverTest('who has not authenticated is told that first', async (made, client) => {
  await client.exchange('ACL SETUSER default >p -@all\n', OK);
  await client.exchange('INFO\n', deniedCommand('info'));
  const other = await made.client();
  await other.exchange('INFO\n', NOAUTH);
});

serverTest('nothing runs behind a command that ends the connection', async (made, client) => {
  await client.exchange('ACL SETUSER u on nopass +@all\n', OK);
  const other = await made.client();
  await other.exchange('AUTH u x\n', OK);
  other.send('ACL DELUSER u\nACL SETUSER default -@all\n');
  assert.equal(await other.remainder(), ':1\r\n');
  await client.exchange('PING\n', '+PONG\r\n');
});

serverTest('who takes away what it listens to itself is answered first', async (made, client) => {
  await client.exchange('ACL SETUSER u on nopass +@all &a\n', OK);
  const other = await made.client();
  other.send('HELLO 3 AUTH u x\n');
  while ((await other.line()) !== 'vedette_version');
  await other.receive('$5\r\n0.0.0\r\n');
  await other.exchange('SUBSCRIBE a\n', '>3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n');
  other.send('ACL SETUSER u resetchannels\n');
  assert.equal(await other.remainder(), OK);
});

serverTest('passwords stand nowhere but as hashes', async (made, client) => {
  await client.exchange('ACL SETUSER u on >secret-one +@all\n', OK);
  await client.exchange(
    'AUTH u secret-two\n',
    '-WRONGPASS invalid username-password pair or user is disabled.\r\n',
  );
  const shown = JSON.stringify(
    [[...made.users.users.values()], made.users.log.entries, made.warnings],
    (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
  );
  assert.doesNotMatch(shown, /secret/);
  assert.equal(made.users.log.entries[0]?.username, 'u');
});

serverTest(
  'a client that was let in without a password stays when one is asked for',
  async (made, client) => {
    const other = await made.client();
    await other.exchange('PING\n', '+PONG\r\n');
    await client.exchange('ACL SETUSER default >p\n', OK);
    await other.exchange('PING\nRESET\nPING\n', `+PONG\r\n+RESET\r\n${NOAUTH}`);
  },
);
