// Names looked up with a name server of our own, one that answers late included.

import assert from 'node:assert/strict';
import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { HostResolver, type NameSources } from './resolve.ts';

const TYPE_A = 1;
const NAME_ERROR = 3;

/** A name server that knows some names, says so of those that it does not know, and leaves the
 *  questions for names that begin with `hung` open until `release`. */
class NameServer {
  readonly #socket = createSocket('udp4');
  readonly #known: ReadonlyMap<string, string>;
  readonly #held: (() => void)[] = [];
  readonly asked: string[] = [];

  constructor(known: Readonly<Record<string, string>>) {
    this.#known = new Map(Object.entries(known));
    this.#socket.on('message', (query, from) => this.#answer(query, from));
  }

  async start(t: TestContext): Promise<string> {
    this.#socket.bind(0, '127.0.0.1');
    await once(this.#socket, 'listening');
    t.after(() => this.#socket.close());
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  release(): void {
    for (const answer of this.#held.splice(0)) answer();
  }

  #answer(query: Buffer, from: RemoteInfo): void {
    const { name, end } = readName(query);
    const question = query.subarray(12, end + 4);
    const isFour = query.readUInt16BE(end) === TYPE_A;
    if (isFour) this.asked.push(name);
    const address = this.#known.get(name);
    const answers = isFour && address !== undefined ? [record(address)] : [];
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(0x8180 | (address === undefined ? NAME_ERROR : 0), 2);
    header.writeUInt16BE(answers.length, 6);
    header.writeUInt32BE(0, 8);
    const reply = Buffer.concat([header, question, ...answers]);
    const send = (): void => this.#socket.send(reply, from.port, from.address);
    if (name.startsWith('hung')) this.#held.push(send);
    else send();
  }
}

function readName(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 1 };
}

/** An address record for the name of the question. */
function record(address: string): Buffer {
  const bytes = address.split('.').map(Number);
  return Buffer.from([0xc0, 12, 0, TYPE_A, 0, 1, 0, 0, 0, 60, 0, 4, ...bytes]);
}

interface Names {
  readonly hosts?: string;
  readonly search?: string;
  readonly known?: Readonly<Record<string, string>>;
}

async function resolverWith(
  t: TestContext,
  names: Names,
): Promise<{ resolver: HostResolver; server: NameServer; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-resolve-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const server = new NameServer(names.known ?? {});
  const sources: NameSources = {
    hostsFile: join(folder, 'hosts'),
    resolverFile: join(folder, 'resolv.conf'),
    servers: [await server.start(t)],
  };
  writeFileSync(sources.hostsFile, names.hosts ?? '');
  writeFileSync(sources.resolverFile, names.search ?? '');
  return { resolver: new HostResolver(sources), server, folder };
}

test('an address is its own answer and asks nobody', async (t) => {
  const { resolver, server } = await resolverWith(t, {});
  assert.deepEqual(await resolver.resolve('10.0.0.1'), ['10.0.0.1']);
  assert.deepEqual(await resolver.resolve('::1'), ['::1']);
  assert.deepEqual(server.asked, []);
});

test('the hosts file comes before the name servers', async (t) => {
  const { resolver, server } = await resolverWith(t, {
    hosts: '10.0.0.7 redis',
    known: { redis: '10.0.0.8' },
  });
  assert.deepEqual(await resolver.resolve('redis'), ['10.0.0.7']);
  assert.deepEqual(server.asked, []);
});

test('a name server is asked through the search list', async (t) => {
  const { resolver, server } = await resolverWith(t, {
    search: 'search a.example b.example',
    known: { 'redis.b.example': '10.0.0.9' },
  });
  assert.deepEqual(await resolver.resolve('redis'), ['10.0.0.9']);
  assert.deepEqual(server.asked, ['redis.a.example', 'redis.b.example']);
});

test('what no name server knows is left to the system', async (t) => {
  const { resolver, server } = await resolverWith(t, {});
  assert.match((await resolver.resolve('localhost'))[0] ?? '', /^(127\.0\.0\.1|::1)$/);
  assert.deepEqual(server.asked, ['localhost']);
});

test('many look-ups that hang hold up neither other names nor the writing of files', async (t) => {
  const known: Record<string, string> = { redis: '10.0.0.9' };
  for (let n = 0; n < 40; n += 1) known[`hung${n}`] = '10.0.0.1';
  const { resolver, server, folder } = await resolverWith(t, { known });
  const hung = Array.from({ length: 40 }, (_, n) => resolver.resolve(`hung${n}`));
  assert.deepEqual(await resolver.resolve('redis'), ['10.0.0.9']);
  await writeFile(join(folder, 'state'), 'x');
  server.release();
  assert.deepEqual(new Set((await Promise.all(hung)).flat()), new Set(['10.0.0.1']));
});

test('a name that is being looked up is not looked up again', async (t) => {
  const { resolver, server } = await resolverWith(t, { known: { redis: '10.0.0.9' } });
  const answers = await Promise.all([resolver.resolve('redis'), resolver.resolve('redis')]);
  assert.deepEqual(answers, [['10.0.0.9'], ['10.0.0.9']]);
  assert.deepEqual(server.asked, ['redis']);
  await resolver.resolve('redis');
  assert.deepEqual(server.asked, ['redis', 'redis']);
});
