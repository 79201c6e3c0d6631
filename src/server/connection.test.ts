// One socket: how many writes a turn makes, and what an end leaves behind.

import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Connection, type ConnectionUser } from './connection.ts';
import { noTraffic } from './traffic.ts';

/** A socket that keeps what each write held. */
class FakeSocket extends Duplex {
  readonly writes: string[] = [];

  constructor() {
    super({ decodeStrings: false });
  }

  override _write(text: string, _encoding: string, done: () => void): void {
    this.writes.push(text);
    done();
  }

  override _read(): void {}

  destroySoon(): void {
    this.end(() => this.destroy());
  }
}

const SILENT: ConnectionUser = { bytes() {}, inputEnded() {}, taken() {}, gone() {} };

function connectionTo(socket: FakeSocket, user: Partial<ConnectionUser> = {}): Connection {
  return new Connection({ socket: socket as unknown as Socket, unixPath: null }, noTraffic(), {
    ...SILENT,
    ...user,
  });
}

test('what is written in one turn leaves in one write', async () => {
  const socket = new FakeSocket();
  const connection = connectionTo(socket);
  connection.write('a');
  connection.write('b');
  assert.equal(connection.freshBytes, 2);
  await nextTurn();
  connection.write('c');
  await nextTurn();
  assert.deepEqual(socket.writes, ['ab', 'c']);
});

test('replies to what came in one read leave in one write', async () => {
  const socket = new FakeSocket();
  const connection = connectionTo(socket, {
    bytes: (chunk) => {
      for (const byte of chunk) connection.write(String(byte));
    },
  });
  socket.push(Uint8Array.of(1, 2, 3));
  await nextTurn();
  assert.deepEqual(socket.writes, ['123']);
});

test('an end sends what was written and lets nothing follow', async () => {
  const socket = new FakeSocket();
  const connection = connectionTo(socket);
  connection.write('last');
  connection.end();
  connection.write('too late');
  await nextTurn();
  assert.deepEqual(socket.writes, ['last']);
  assert.equal(socket.destroyed, true);
});

test('the user is told once that it is gone, and of nothing that comes after an end', async () => {
  const socket = new FakeSocket();
  const told: string[] = [];
  const connection = connectionTo(socket, {
    bytes: () => told.push('bytes'),
    gone: () => told.push('gone'),
  });
  connection.end();
  socket.push(Uint8Array.of(1));
  await nextTurn();
  socket.destroy();
  await nextTurn();
  assert.deepEqual(told, ['gone']);
});
