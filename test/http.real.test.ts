// The HTTP door of real processes: a failover seen over the event stream, in the metrics and by a
// load balancer, an order over HTTP, TLS, and no password in any answer.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Authority, tlsLines, writeTlsFiles } from './harness/certificates.ts';
import { Connection } from './harness/connection.ts';
import { Group } from './harness/group.ts';
import { freePort } from './harness/ports.ts';
import { RealProcess } from './harness/process.ts';
import { realTest } from './harness/real-test.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { Sentinel } from './harness/sentinel.ts';
import { expect, until } from './harness/wait.ts';
import { askOnce, change, type Frame, readStream, TOKEN } from './http/door.ts';

const NAME = 'mymaster';

interface Watched {
  readonly sentinel: Sentinel;
  readonly httpPort: number;
}

async function watch(
  sandbox: Sandbox,
  group: Group,
  lines: readonly string[] = [],
): Promise<Watched> {
  const [port, httpPort] = [await freePort(), await freePort()];
  const text = [
    ...['bind 127.0.0.1', `port ${port}`, ...lines],
    `sentinel monitor ${NAME} 127.0.0.1 ${group.masterPort} 1`,
    `sentinel down-after-milliseconds ${NAME} 500`,
    `# vedette: http-port ${httpPort}`,
    `# vedette: http-token ${TOKEN}`,
  ];
  if (group.password !== undefined) text.push(`sentinel auth-pass ${NAME} ${group.password}`);
  const password = lines.find((line) => line.startsWith('requirepass '))?.split(' ')[1];
  const options = { kind: 'vedette', port, text: `${text.join('\n')}\n`, password } as const;
  const sentinel = await Sentinel.start(sandbox, options);
  await until('the replicas to be known', async () => {
    const replicas = await sentinel.replicas(NAME);
    expect(replicas.length === group.nodes.length - 1, `${replicas.length} are`);
    for (const each of replicas) expect(each.get('master-link-status') === 'ok', 'one lags');
    return true;
  });
  return { sentinel, httpPort };
}

/** Of the picture of a group. */
function masterPortOf({ master }: Frame['data']): unknown {
  return typeof master === 'object' && master !== null && 'port' in master ? master.port : null;
}

/** The status of a check of a load balancer. */
async function check(httpPort: number, what: string, port: number): Promise<number> {
  const path = `/groups/${NAME}/${what}?addr=127.0.0.1:${port}`;
  return (await askOnce(httpPort, path)).status;
}

realTest('a failover is seen live, counted and told to load balancers', async (sandbox) => {
  const group = await Group.start(sandbox, { name: NAME, replicas: 1 });
  const { httpPort } = await watch(sandbox, group);
  const [replica] = group.others(group.masterPort);
  assert.ok(replica !== undefined);
  assert.equal(await check(httpPort, 'master', group.masterPort), 200);
  assert.equal(await check(httpPort, 'master', replica.port), 503);
  assert.equal(await check(httpPort, 'replica', replica.port), 200);
  const { cursor } = JSON.parse((await askOnce(httpPort, '/api/groups')).body);
  const stream = readStream(
    httpPort,
    `/events?after=${cursor}`,
    (frames) =>
      frames.some(({ data }) => data['name'] === '+switch-master') &&
      frames.some(({ data }) => masterPortOf(data) === replica.port),
  );
  await group.node(group.masterPort).crash();
  const names = (await stream)
    .filter(({ event }) => event === 'event')
    .map(({ data }) => data['name']);
  for (const name of ['+sdown', '+odown', '+elected-leader', '+switch-master']) {
    assert.ok(names.includes(name), `${name} is in ${names}`);
  }
  assert.equal(await check(httpPort, 'master', replica.port), 200);
  assert.equal(await check(httpPort, 'master', group.masterPort), 503);
  const { body } = await askOnce(httpPort, '/metrics');
  assert.ok(body.includes(`vedette_failovers_total{group="${NAME}",outcome="led"} 1\n`), body);
  assert.match(body, /vedette_failover_stage_seconds_count\{stage="total"\} 1\n/);
  const { history } = JSON.parse((await askOnce(httpPort, `/api/groups/${NAME}/history`)).body);
  assert.equal(history[0].to, `127.0.0.1:${replica.port}`);
});

realTest('an order over HTTP is carried out, with the token', async (sandbox) => {
  const group = await Group.start(sandbox, { name: NAME, replicas: 1 });
  const { sentinel, httpPort } = await watch(sandbox, group);
  const path = `/api/groups/${NAME}/failover`;
  assert.equal((await askOnce(httpPort, path, change({}, 'not-the-token'))).status, 401);
  const dry = await askOnce(httpPort, path, change({ dryRun: true }));
  assert.equal(dry.status, 200, dry.body);
  assert.equal(await sentinel.masterPort(NAME), group.masterPort);
  const { status, body } = await askOnce(httpPort, path, change({ coordinated: true }));
  assert.equal(status, 200, body);
  await until('the other to be the master', async () => {
    expect((await sentinel.masterPort(NAME)) !== group.masterPort, 'it is the old one');
    return true;
  });
  await sentinel.logged(/Asked over HTTP by 127\.0\.0\.1: SENTINEL FAILOVER mymaster/);
});

/** Whatever an operator may have put anywhere that nobody may see. */
const SECRETS = {
  node: 'secret-of-the-nodes',
  own: 'secret-of-this-sentinel',
  peers: 'secret-of-the-peers',
  user: 'secret-of-a-user',
  later: 'secret-set-while-running',
  hook: 'secret-that-signs-hooks',
  url: 'secret-in-a-hook-url',
} as const;

realTest('no answer holds a password', async (sandbox) => {
  const group = await Group.start(sandbox, { name: NAME, replicas: 1, password: SECRETS.node });
  const hook = await hookReceiver();
  const { sentinel, httpPort } = await watch(sandbox, group, [
    `requirepass ${SECRETS.own}`,
    `user reader on >${SECRETS.user} +@all`,
    `sentinel sentinel-pass ${SECRETS.peers}`,
    `# vedette: webhook http://127.0.0.1:${hook.port}/${SECRETS.url} +set +pause`,
    `# vedette: webhook-secret ${SECRETS.hook}`,
  ]);
  await sentinel.call('SENTINEL', 'SET', NAME, 'auth-pass', SECRETS.later);
  await sentinel.call('SENTINEL', 'SET', NAME, 'auth-pass', SECRETS.node);
  await sentinel.call('SENTINEL', 'CONFIG', 'SET', 'sentinel-pass', `${SECRETS.peers}-2`);
  const answers: string[] = [];
  const { paths } = JSON.parse(readFileSync('docs/api/openapi.json', 'utf8'));
  for (const [path, methods] of Object.entries<Record<string, OperationShape>>(paths)) {
    if (path === '/events') continue;
    const commands = methods['get']?.parameters?.find(({ name }) => name === 'command');
    for (const command of commands?.schema.enum ?? ['']) {
      const concrete = path.replace('{group}', NAME).replace('{command}', command);
      answers.push((await askOnce(httpPort, concrete)).body);
    }
  }
  for (const name of ['pause', 'resume', 'failover']) {
    answers.push((await askOnce(httpPort, `/api/groups/${NAME}/${name}`, change({}))).body);
  }
  const frames = await readStream(httpPort, '/events?after=x-0', (all) => all.length > 1);
  answers.push(JSON.stringify(frames));
  await until('the webhook to be told', () => (hook.bodies.length >= 3 ? true : undefined));
  answers.push(...hook.bodies);
  assert.ok(answers.length > 30, `${answers.length} answers`);
  const secrets = [...Object.values(SECRETS), TOKEN];
  for (const answer of answers) {
    for (const secret of secrets) assert.ok(!answer.includes(secret), `${secret} in ${answer}`);
  }
  assert.ok(!sentinel.output.includes(TOKEN));
  hook.server.close();
});

interface OperationShape {
  readonly parameters?: readonly { readonly name: string; readonly schema: { enum?: string[] } }[];
}

interface HookReceiver {
  readonly server: Server;
  readonly port: number;
  readonly bodies: string[];
}

async function hookReceiver(): Promise<HookReceiver> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(204).end();
    });
  });
  const port = await freePort();
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  const address: AddressInfo | string | null = server.address();
  assert.ok(address !== null);
  return { server, port, bodies };
}

realTest(
  'TLS with the certificates of the file, and clients that have to show one',
  async (sandbox) => {
    const authority = new Authority('Ours');
    const files = writeTlsFiles(
      sandbox.makeFolder('tls'),
      authority.issue({ name: 'a' }),
      authority,
    );
    const group = await Group.start(sandbox, { name: NAME, replicas: 0 });
    const lines = [...tlsLines(files), '# vedette: http-tls verify'];
    const { httpPort } = await watch(sandbox, group, lines);
    const ca = readFileSync(files.ca);
    const shown = { cert: readFileSync(files.cert), key: readFileSync(files.key) };
    const status = (own: object): Promise<number | string> =>
      new Promise((settle) => {
        const place = { host: '127.0.0.1', port: httpPort, path: '/healthz' };
        const trust = { ca, checkServerIdentity: () => undefined, agent: false } as const;
        const sent = httpsRequest({ ...place, ...trust, ...own }, (response) => {
          response.resume();
          settle(response.statusCode ?? 0);
        });
        sent.on('error', () => settle('refused'));
        sent.end();
      });
    assert.equal(await status(shown), 200);
    assert.equal(await status({}), 'refused');
    await assert.rejects(askOnce(httpPort, '/healthz'));
  },
);

realTest('a port that is taken keeps nobody from watching', async (sandbox) => {
  const group = await Group.start(sandbox, { name: NAME, replicas: 0 });
  const other = createServer();
  const port = await freePort();
  await new Promise<void>((ready) => other.listen(port, '127.0.0.1', ready));
  const ownPort = await freePort();
  const text = [
    `port ${ownPort}`,
    `sentinel monitor ${NAME} 127.0.0.1 ${group.masterPort} 1`,
    `# vedette: http-port ${port}`,
  ].join('\n');
  const sentinel = await Sentinel.start(sandbox, { kind: 'vedette', port: ownPort, text });
  await until('the log to say so', () =>
    /The HTTP door cannot listen on 127\.0\.0\.1 port \d+: EADDRINUSE/.test(sentinel.output)
      ? true
      : undefined,
  );
  other.close();
  await until('the door to open', async () => (await askOnce(port, '/healthz')).status === 200);
});

/** The example of the page for operators, with the ports of this test in it. */
function haproxyExample(
  listenPort: number,
  httpPort: number,
  nodePorts: readonly number[],
): string {
  const page = readFileSync('docs/operating/http.md', 'utf8');
  const block = /```haproxy\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  let text = block.replace('bind :6380', `bind 127.0.0.1:${listenPort}`);
  text = text.replaceAll('addr 127.0.0.1 port 8080', `addr 127.0.0.1 port ${httpPort}`);
  for (const [at, port] of nodePorts.entries()) {
    text = text.replaceAll(`10.0.0.${at + 1}:6379`, `127.0.0.1:${port}`);
  }
  assert.ok(!/10\.0\.0|8080/.test(text), text);
  return text;
}

realTest(
  'HAProxy sends writes to the master, before and after a failover',
  async (sandbox) => {
    const group = await Group.start(sandbox, { name: NAME, replicas: 1 });
    const { httpPort } = await watch(sandbox, group);
    const listenPort = await freePort();
    const folder = sandbox.makeFolder('haproxy');
    const file = join(folder, 'haproxy.cfg');
    const ports = group.nodes.map(({ port }) => port);
    writeFileSync(file, haproxyExample(listenPort, httpPort, ports));
    RealProcess.start(sandbox, { command: ['haproxy', '-db', '-f', file], folder });
    const write = async (value: string): Promise<void> => {
      await until(`HAProxy to take ${value}`, async () => {
        const connection = await Connection.open(listenPort);
        try {
          const reply = await connection.call('SET', 'key', value);
          expect(reply === 'OK', String(reply));
          return true;
        } finally {
          connection.close();
        }
      });
    };
    await write('before');
    await group.node(group.masterPort).crash();
    await write('after');
  },
  { needs: ['haproxy'] },
);
