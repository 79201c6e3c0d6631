// What a survey asks while the Sentinels are still being found: once, of those that are kept.

import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { freePort } from '../../test/harness/ports.ts';
import { encodeReply } from '../resp/encode.ts';
import { RequestParser } from '../resp/request-parser.ts';
import type { RespValue } from '../resp/value.ts';
import { gather } from './gather.ts';
import { Questions } from './questions.ts';
import { type Survey, survey } from './survey.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];
after(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

const bulk = (text: string): RespValue => ({ kind: 'bulk', text });
const array = (...items: readonly RespValue[]): RespValue => ({ kind: 'array', items });
const record = (fields: Readonly<Record<string, string>>): RespValue =>
  array(...Object.entries(fields).flat().map(bulk));

const INFO =
  'role:master\r\nslave0:ip=10.0.0.2,port=1,state=online,offset=90,lag=1\r\nmaster_repl_offset:100\r\n';
const ANSWERS: Readonly<Record<string, RespValue>> = {
  INFO: bulk('redis_mode:sentinel\r\n'),
  MYID: bulk('a'.repeat(40)),
  MASTERS: array(record({ name: 'g', ip: '10.0.0.1', port: '1', quorum: '1' })),
  SENTINELS: array(),
  REPLICAS: array(record({ name: 'r', ip: '10.0.0.2', port: '1', flags: 'slave' })),
  'INFO-CACHE': array(bulk('g'), array(array({ kind: 'integer', value: 1 }, bulk(INFO)))),
};

/** A Sentinel of one group; `before` may hold an answer back. */
async function sentinel(
  heard: string[],
  before: (name: string) => Promise<void> = async () => {},
  answers: Readonly<Record<string, RespValue>> = ANSWERS,
): Promise<number> {
  const port = await freePort();
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    const parser = new RequestParser();
    let done = Promise.resolve();
    socket.on('data', (chunk) => {
      parser.push(chunk);
      for (let next = parser.next(true); next.kind === 'request'; next = parser.next(true)) {
        const name = next.args[0] === 'INFO' ? 'INFO' : (next.args[1] ?? '');
        heard.push(name);
        done = done
          .then(() => before(name))
          .then(() => void socket.write(encodeReply(answers[name] ?? { kind: 'null' }, 2)));
      }
    });
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  return port;
}

async function surveyOf(ports: readonly number[], questions?: Questions): Promise<Survey> {
  const gathering = await gather({
    addresses: ports.map((port) => ({ host: '127.0.0.1', port })),
    entry: { user: null, password: null, tls: null },
    patienceMs: 5_000,
    peers: 'visited',
    ...(questions === undefined ? {} : { whenMet: (met) => questions.ask(met) }),
  });
  const found = await survey(gathering, undefined, questions);
  gathering.close();
  return found;
}

function lagOf({ groups: [group] }: Survey): number | null | undefined {
  return group?.replicas[0]?.lag?.bytes;
}

test('what was asked early is not asked again, and tells the same', async () => {
  const heard: string[] = [];
  const port = await sentinel(heard);
  const late = await surveyOf([port]);
  assert.equal(lagOf(late), 10);
  const asked = heard.splice(0).sort();
  assert.deepEqual(await surveyOf([port], new Questions(null)), late);
  assert.deepEqual(heard.sort(), asked);
  assert.equal(lagOf(await surveyOf([port], new Questions(['other']))), undefined);
});

test('lags that were asked of a Sentinel by its second name are asked of it by its first', async () => {
  const heard: string[] = [];
  let tell = (): void => {};
  const told = new Promise<void>((done) => {
    tell = done;
  });
  const first = await sentinel(heard, async (name) => {
    if (name === 'MASTERS') await told;
  });
  const second = await sentinel(heard, async (name) => {
    if (name === 'INFO-CACHE') tell();
  });
  const found = await surveyOf([first, second], new Questions(null));
  assert.equal(found.sentinels.length, 1);
  assert.equal(lagOf(found), 10);
  assert.equal(heard.filter((name) => name === 'INFO-CACHE').length, 2);
});

test('what a Sentinel refuses to tell is not taken for nothing', async () => {
  const error: RespValue = { kind: 'error', text: 'NOPERM no permission' };
  const quiet = { ...ANSWERS, MYID: bulk('b'.repeat(40)) };
  const refusing = { ...quiet, REPLICAS: error, SENTINELS: error };
  const ports = [await sentinel([]), await sentinel([], undefined, refusing)];
  for (const questions of [undefined, new Questions(null)]) {
    const [group] = (await surveyOf(ports, questions)).groups;
    const said = group?.untold.map(({ sentinel: { port }, what, failure }) => {
      return [port, what, failure.code];
    });
    assert.deepEqual(said, [
      [ports[1], 'replicas', 'turned-away'],
      [ports[1], 'sentinels', 'turned-away'],
    ]);
    assert.equal(group?.replicas.length, 1);
  }
});

test('a connection that is lost before the answer tells nothing', async () => {
  const port = await sentinel([], async (name) => {
    if (name === 'REPLICAS') for (const socket of sockets) socket.destroy();
  });
  const [group] = (await surveyOf([port])).groups;
  assert.deepEqual(
    group?.untold.map(({ what, failure }) => [what, failure.code]),
    [['replicas', 'lost']],
  );
});
