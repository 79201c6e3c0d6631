// One connection to a server that answers, is silent, talks nonsense, or goes away.

import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { freePort } from '../../test/harness/ports.ts';
import { Connection, type ConnectionSpec } from './connection.ts';
import type { Failure } from './failure.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];
after(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

/** `answer` is given what came, and writes. */
async function serve(answer: (text: string, socket: Socket) => void): Promise<ConnectionSpec> {
  const port = await freePort();
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => answer(chunk.toString('latin1'), socket));
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const entry = { user: null, password: null, tls: null };
  return { address: { host: '127.0.0.1', port }, entry, patienceMs: 200 };
}

async function open(spec: ConnectionSpec): Promise<Connection> {
  const opened = await Connection.open(spec);
  assert.ok(opened.ok);
  return opened.value;
}

function code(answer: { ok: true } | { ok: false; failure: Failure }): string {
  return answer.ok ? 'ok' : answer.failure.code;
}

test('replies come in the order of the questions, however they are cut', async () => {
  const spec = await serve((_text, socket) => {
    socket.write('+on');
    setImmediate(() => socket.write('e\r\n:2\r\n-NOAUTH no\r\n'));
  });
  const connection = await open(spec);
  const answers = await Promise.all([['A'], ['B'], ['C']].map((words) => connection.call(words)));
  assert.deepEqual(answers[0], { ok: true, value: { kind: 'simple', text: 'one' } });
  assert.deepEqual(answers.map(code), ['ok', 'ok', 'turned-away']);
  connection.close();
});

test('words go out as UTF-8', async () => {
  const heard: string[] = [];
  const spec = await serve((text, socket) => {
    heard.push(Buffer.from(text, 'latin1').toString('utf8'));
    socket.write('+OK\r\n');
  });
  const connection = await open(spec);
  await connection.call(['ECHO', 'mémoire']);
  await connection.call(['ECHO', 'plain']);
  assert.deepEqual(heard, [
    '*2\r\n$4\r\nECHO\r\n$8\r\nmémoire\r\n',
    '*2\r\n$4\r\nECHO\r\n$5\r\nplain\r\n',
  ]);
  connection.close();
});

test('silence ends the connection, and every question with it', async () => {
  const connection = await open(await serve(() => {}));
  const answers = await Promise.all([connection.call(['A']), connection.call(['B'])]);
  assert.deepEqual(answers.map(code), ['silent', 'silent']);
  assert.ok(connection.isOver);
  assert.equal(code(await connection.call(['C'])), 'silent');
});

test('what is no reply is not waited for', async () => {
  const connection = await open(await serve((_text, socket) => socket.write('HTTP/1.1 400\r\n')));
  assert.equal(code(await connection.call(['A'])), 'garbled');
});

test('a connection that is lost answers all that waits', async () => {
  const connection = await open(await serve((_text, socket) => socket.destroy()));
  assert.equal(code(await connection.call(['A'])), 'lost');
});

test('nobody is there', async () => {
  const address = { host: '127.0.0.1', port: await freePort() };
  const entry = { user: null, password: null, tls: null };
  assert.equal(code(await Connection.open({ address, entry, patienceMs: 200 })), 'unreachable');
});

test('a password is told first; where none is asked for it does no harm', async () => {
  const said: string[] = [];
  const spec = await serve((text, socket) => {
    said.push(text);
    socket.write(text.includes('wrong') ? '-WRONGPASS no\r\n' : '-ERR no password is set\r\n');
  });
  const entry = { user: 'u', password: 'fine', tls: null };
  const connection = await open({ ...spec, entry });
  assert.match(said.join(), /^\*3\r\n\$4\r\nAUTH\r\n\$1\r\nu\r\n\$4\r\nfine\r\n/);
  connection.close();
  const wrong = { user: null, password: 'wrong', tls: null };
  assert.equal(code(await Connection.open({ ...spec, entry: wrong })), 'turned-away');
});

test('who listens asks after a silence, and is told of the end', async () => {
  const said: string[] = [];
  const spec = await serve((text, socket) => {
    said.push(text);
    if (text.includes('SUBSCRIBE')) socket.write('*3\r\n$1\r\na\r\n$1\r\nb\r\n:1\r\n');
  });
  const connection = await open({ ...spec, patienceMs: 50 });
  const failure = await new Promise<Failure>((over) => {
    connection.listen(['PSUBSCRIBE', '*'], () => {}, over);
  });
  assert.equal(failure.code, 'silent');
  assert.match(said.join(), /PING/);
});
