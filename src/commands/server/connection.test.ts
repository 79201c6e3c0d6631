// PING, HELLO, AUTH and CLIENT: what a connection says about itself and hears of itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answer,
  call,
  fakeAcl,
  fakeCaller,
  fakeSight,
  verdictOf,
  wireLines,
} from '../../../test/fake-sight.ts';
import { newDefaultUser } from '../../acl/user.ts';
import type { Caller, SessionChange } from '../command.ts';

type Introduction = Extract<SessionChange, { kind: 'introduce' }>;

function introduction(words: string, caller?: Caller): Introduction {
  const context = fakeAcl().context;
  const closed = { ...newDefaultUser(context), isOpen: false };
  const sight = fakeSight({ acl: { users: new Map([['default', closed]]) } });
  const { change } = verdictOf('session', call(words.split(' '), sight, caller));
  assert.ok(change.kind === 'introduce');
  return change;
}

function error(...words: readonly string[]): string | undefined {
  return wireLines(answer(words))[0];
}

test('PING answers, or gives back what it was given', () => {
  assert.deepEqual(wireLines(answer(['PING'])), ['+PONG']);
  assert.deepEqual(wireLines(answer(['ping', 'hello'])), ['hello']);
  assert.equal(error('PING', 'a', 'b'), "-ERR wrong number of arguments for 'ping' command");
});

test('PING answers a RESP2 subscriber in the shape of a message', () => {
  const subscriber = fakeCaller({ subscriptionCount: 1 });
  assert.deepEqual(wireLines(answer(['PING'], fakeSight(), subscriber)), ['*2', 'pong', '']);
  assert.deepEqual(wireLines(answer(['PING', 'x'], fakeSight(), subscriber)), ['*2', 'pong', 'x']);
  const resp3 = fakeCaller({ subscriptionCount: 1, protocol: 3 });
  assert.deepEqual(wireLines(answer(['PING'], fakeSight(), resp3)), ['+PONG']);
});

test('HELLO tells the six things that clients know, and our version after them', () => {
  const change = introduction('HELLO 3');
  const greeting = change.reply(fakeCaller({ protocol: 3, id: 6 }));
  assert.deepEqual(wireLines(greeting, 3), [
    ...['%7', 'server', 'redis', 'version', '7.2.4', 'proto', ':3', 'id', ':6'],
    ...['mode', 'sentinel', 'modules', '*0', 'vedette_version', '0.1.0'],
  ]);
  assert.deepEqual(wireLines(greeting, 2).slice(0, 3), ['*14', 'server', 'redis']);
});

test('HELLO changes just what it names', () => {
  const { reply: _, ...bare } = introduction('HELLO');
  assert.deepEqual(bare, { kind: 'introduce', protocol: null, credentials: null, name: null });
  const { reply: __, ...full } = introduction('hello 2 setname x auth foo bar SETNAME y');
  assert.deepEqual(full, {
    kind: 'introduce',
    protocol: 2,
    credentials: { user: 'foo', password: 'bar' },
    name: 'y',
  });
});

test('HELLO can take a name away', () => {
  const { change } = verdictOf('session', call(['HELLO', '2', 'SETNAME', '']));
  assert.ok(change.kind === 'introduce');
  assert.equal(change.name, '');
});

test('HELLO refuses versions that there are not, and options that it does not know', () => {
  assert.equal(error('HELLO', '1'), '-NOPROTO unsupported protocol version');
  assert.equal(error('HELLO', '4'), '-NOPROTO unsupported protocol version');
  for (const version of ['x', '02', ' 2', '99999999999999999999']) {
    const text = '-ERR Protocol version is not an integer or out of range';
    assert.equal(error('HELLO', version), text);
  }
  assert.equal(error('HELLO', '3', 'FOO'), "-ERR Syntax error in HELLO option 'FOO'");
  assert.equal(error('HELLO', '3', 'AUTH', 'a'), "-ERR Syntax error in HELLO option 'AUTH'");
  assert.equal(error('HELLO', '3', 'SETNAME'), "-ERR Syntax error in HELLO option 'SETNAME'");
  assert.equal(
    error('HELLO', '3', 'SETNAME', 'a b', 'AUTH', 'default', 'secret'),
    '-ERR Client names cannot contain spaces, newlines or special characters.',
  );
});

test('HELLO of a stranger must bring a password, but hears of a wrong version first', () => {
  const stranger = fakeCaller({ authenticated: false });
  const lines = (words: string): readonly string[] =>
    wireLines(answer(words.split(' '), fakeSight(), stranger));
  const text =
    '-NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO ' +
    'AUTH <user> <pass> option can be used to authenticate the client and select the RESP ' +
    'protocol version at the same time';
  for (const words of ['HELLO', 'HELLO 3', 'HELLO 3 SETNAME x']) {
    assert.deepEqual(lines(words), [text]);
  }
  assert.deepEqual(lines('HELLO 7'), ['-NOPROTO unsupported protocol version']);
  const { credentials } = introduction('HELLO 3 AUTH default secret', stranger);
  assert.deepEqual(credentials, { user: 'default', password: 'secret' });
});

test('AUTH with one word is the password of the default user', () => {
  const change = introduction('AUTH secret');
  assert.deepEqual(change.credentials, { user: 'default', password: 'secret' });
  assert.equal(change.protocol, null);
  assert.equal(change.name, null);
  assert.deepEqual(wireLines(change.reply(fakeCaller())), ['+OK']);
  assert.deepEqual(introduction('AUTH foo bar').credentials, { user: 'foo', password: 'bar' });
});

test('AUTH is refused where no password is asked for, and with too many words', () => {
  assert.equal(
    error('AUTH', 'x'),
    '-ERR AUTH <password> called without any password configured for the default user. Are you ' +
      'sure your configuration is correct?',
  );
  assert.equal(call(['AUTH', 'default', 'x']).kind, 'session');
  assert.equal(error('AUTH', 'a', 'b', 'c'), '-ERR syntax error');
});

test('CLIENT SETNAME names the connection, or takes its name away', () => {
  for (const name of ['a!~', '']) {
    const { change } = verdictOf('session', call(['CLIENT', 'SETNAME', name]));
    assert.ok(change.kind === 'introduce');
    assert.equal(change.name, name);
    assert.equal(change.credentials, null);
    assert.deepEqual(wireLines(change.reply(fakeCaller())), ['+OK']);
  }
  for (const name of ['a b', 'a\x01', 'a\x7f', 'a\xe9', 'a\n']) {
    const text = '-ERR Client names cannot contain spaces, newlines or special characters.';
    assert.equal(error('CLIENT', 'SETNAME', name), text);
  }
});

test('CLIENT GETNAME gives the name, or nothing', () => {
  const named = fakeCaller({ name: 'x' });
  assert.deepEqual(wireLines(answer(['CLIENT', 'GETNAME'], fakeSight(), named)), ['x']);
  assert.deepEqual(wireLines(answer(['CLIENT', 'GETNAME'])), ['$-1']);
  assert.deepEqual(wireLines(answer(['CLIENT', 'GETNAME']), 3), ['_']);
});

test('CLIENT ID gives the id', () => {
  assert.deepEqual(wireLines(answer(['CLIENT', 'ID'])), [':6']);
});

test('CLIENT SETINFO knows two attributes', () => {
  const { change } = verdictOf('session', call(['CLIENT', 'SETINFO', 'LIB-NAME', 'ioredis']));
  assert.deepEqual(change, { kind: 'set-library', attribute: 'lib-name', value: 'ioredis' });
  assert.equal(error('CLIENT', 'SETINFO', 'foo', 'x'), "-ERR Unrecognized option 'foo'");
  assert.equal(
    error('CLIENT', 'SETINFO', 'lib-ver', '1 2'),
    '-ERR lib-ver cannot contain spaces, newlines or special characters.',
  );
});

const ENDS = { remote: '127.0.0.1:33', local: '127.0.0.1:26379', user: 'default' } as const;

const CLIENTS = fakeSight({
  clients: {
    count: 3,
    lines: () => [
      { id: 3, ...ENDS, type: 'normal', text: 'id=3 name=a' },
      { id: 5, ...ENDS, remote: '127.0.0.1:55', type: 'pubsub', text: 'id=5 name=' },
      { id: 6, ...ENDS, type: 'normal', text: 'id=6 name=c' },
    ],
    line: (id) => (id > 6 ? '' : `id=${id} name=c`),
  },
});

const CHOICES: readonly (readonly [words: string, ids: readonly number[]])[] = [
  ['LIST', [3, 5, 6]],
  ['LIST TYPE normal', [3, 6]],
  ['LIST type PUBSUB', [5]],
  ['LIST TYPE replica', []],
  ['LIST TYPE slave', []],
  ['LIST TYPE master', []],
  ['LIST ID 1 2 3 999', [3]],
  ['LIST id 6 5', [6, 5]],
  ['LIST ID 5 5', [5, 5]],
];

for (const [words, ids] of CHOICES) {
  test(`CLIENT ${words} shows ${ids.length} connections, one a line`, () => {
    const value = answer(['CLIENT', ...words.split(' ')], CLIENTS);
    const all = CLIENTS.clients.lines();
    const lines = ids.map((wanted) => all.find(({ id }) => id === wanted) ?? assert.fail());
    assert.deepEqual(value, {
      kind: 'verbatim',
      text: lines.map(({ text }) => `${text}\n`).join(''),
    });
  });
}

const BAD_CHOICES: readonly (readonly [words: string, text: string])[] = [
  ['LIST TYPE foo', "-ERR Unknown client type 'foo'"],
  ['LIST TYPE', '-ERR syntax error'],
  ['LIST TYPE normal pubsub', '-ERR syntax error'],
  ['LIST ID x', '-ERR Invalid client ID'],
  ['LIST ID', '-ERR syntax error'],
  ['LIST foo', '-ERR syntax error'],
];

for (const [words, text] of BAD_CHOICES) {
  test(`CLIENT ${words} is refused`, () => {
    assert.equal(error('CLIENT', ...words.split(' ')), text);
  });
}

test('CLIENT INFO shows the caller alone', () => {
  const value = answer(['CLIENT', 'INFO'], CLIENTS);
  assert.deepEqual(value, { kind: 'verbatim', text: 'id=6 name=c\n' });
});
