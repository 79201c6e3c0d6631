// What a connection promises while it lasts, and how it ends: order, nothing lost over a partition,
// a reset from a machine that was started anew.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Host } from './host.ts';
import { type End, Network } from './network.ts';
import { Random } from './random.ts';
import { Trace } from './trace.ts';
import { World } from './world.ts';

let world: World;
let network: Network;
let client: Host;
let server: Host;
let heard: string[];
let ends: string[];

function host(name: string, index: number): Host {
  return new Host(world, { index, name, address: { host: `10.0.0.${index}`, port: 1 } });
}

beforeEach(() => {
  world = new World(new Trace(false));
  const options = { minDelayMs: 1, maxDelayMs: 5, connectTimeoutMs: 3_000 };
  network = new Network(world, new Random(1), options);
  client = host('client', 0);
  server = host('server', 1);
  client.boot();
  server.boot();
  heard = [];
  ends = [];
  network.listen(server, () => ({
    receive: (message) => void heard.push(String(message)),
    closed: (reason) => void ends.push(`server: ${reason}`),
  }));
});

function connect(): { end: End | null; failure: string | null } {
  const result: { end: End | null; failure: string | null } = { end: null, failure: null };
  network.connect(client, server.address, {
    connected(end) {
      result.end = end;
      return { receive: () => {}, closed: (reason) => void ends.push(`client: ${reason}`) };
    },
    failed(reason) {
      result.failure = reason;
    },
  });
  return result;
}

function connected(): End {
  const result = connect();
  world.runUntil(world.nowMs + 20);
  return result.end ?? assert.fail('not connected');
}

test('what is sent arrives in its order, however long each packet takes', () => {
  const end = connected();
  network.worsen(client, server, { lossPermille: 500 });
  for (let i = 0; i < 20; i++) {
    end.send([`${i}`]);
    world.runUntil(world.nowMs + 1);
  }
  world.runUntil(60_000);
  assert.deepEqual(
    heard,
    Array.from({ length: 20 }, (_, i) => `${i}`),
  );
});

test('what was sent into a partition arrives when it is over', () => {
  const end = connected();
  network.block(client, server);
  end.send(['early']);
  world.runUntil(30_000);
  assert.deepEqual(heard, []);
  network.unblock(client, server);
  world.runUntil(32_000);
  assert.deepEqual(heard, ['early']);
});

test('one direction can be cut alone', () => {
  const end = connected();
  network.block(server, client);
  end.send(['out']);
  world.runUntil(world.nowMs + 50);
  assert.deepEqual(heard, ['out']);
  assert.equal(connect().end, null);
});

test('a dead process refuses, a lost machine stays silent until the attempt times out', () => {
  server.end('dead');
  const refused = connect();
  world.runUntil(world.nowMs + 50);
  assert.equal(refused.failure, 'refused');
  server.end('lost');
  const silent = connect();
  world.runUntil(world.nowMs + 2_000);
  assert.equal(silent.failure, null);
  world.runUntil(world.nowMs + 2_000);
  assert.equal(silent.failure, 'timeout');
});

test('the end of a process is told to the other side, that of a machine is not', () => {
  connected();
  server.end('dead');
  network.ended(server);
  world.runUntil(world.nowMs + 50);
  assert.deepEqual(ends, ['client: reset']);
});

test('a machine that was started anew answers what belongs to its past with a reset', () => {
  const end = connected();
  server.end('lost');
  network.ended(server);
  end.send(['into the void']);
  world.runUntil(world.nowMs + 5_000);
  assert.deepEqual(ends, []);
  server.boot();
  network.booted();
  world.runUntil(world.nowMs + 5_000);
  assert.deepEqual(ends, ['client: reset']);
  assert.deepEqual(heard, []);
});

test('a stopped process gets what arrived before what fell due', () => {
  const end = connected();
  server.timer(world.nowMs + 10, () => heard.push('deadline'));
  server.stop();
  end.send(['message']);
  world.runUntil(world.nowMs + 100);
  assert.deepEqual(heard, []);
  server.resume();
  assert.deepEqual(heard, ['message', 'deadline']);
});
