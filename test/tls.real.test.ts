// One Vedette that speaks TLS only, with a real node that does: clients of the field come in, new
// certificates are used without a restart, and what is wrong with a certificate stands in the log.

import assert from 'node:assert/strict';
import { readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { Redis } from 'ioredis';
import {
  Authority,
  portLines,
  type TlsFiles,
  tlsLines,
  writeTlsFiles,
} from './harness/certificates.ts';
import { Connection } from './harness/connection.ts';
import { DataNode } from './harness/data-node.ts';
import { freePort } from './harness/ports.ts';
import { RealProcess } from './harness/process.ts';
import { realTest } from './harness/real-test.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { Sentinel, sentinelCommand } from './harness/sentinel.ts';
import { until } from './harness/wait.ts';

const AUTHORITY = new Authority('Ours');

function issue(sandbox: Sandbox, name: string, untilMs?: number): TlsFiles {
  const options = untilMs === undefined ? { name } : { name, sinceMs: 10_000, untilMs };
  return writeTlsFiles(sandbox.makeFolder(name), AUTHORITY.issue(options), AUTHORITY);
}

interface WatchedOptions {
  readonly node: DataNode;
  readonly tls: TlsFiles;
  readonly lines?: readonly string[];
}

async function startVedette(sandbox: Sandbox, options: WatchedOptions): Promise<Sentinel> {
  const { node, tls, lines = [] } = options;
  const port = await freePort();
  const text = [
    ...portLines(port, tls),
    'bind 127.0.0.1',
    ...lines,
    `sentinel monitor mymaster 127.0.0.1 ${node.port} 1`,
    'sentinel down-after-milliseconds mymaster 1000',
  ];
  return await Sentinel.start(sandbox, {
    kind: 'vedette',
    port,
    text: `${text.join('\n')}\n`,
    tls,
  });
}

/** The common name in the certificate that a new client is shown. */
async function nameShown(port: number, { cert, key, ca }: TlsFiles): Promise<string> {
  const [certBytes, keyBytes, caBytes] = [cert, key, ca].map((path) => readFileSync(path));
  return await new Promise((resolve, reject) => {
    const socket = connect(
      {
        ...{ port, host: '127.0.0.1', cert: certBytes, key: keyBytes, ca: caBytes },
        checkServerIdentity: () => undefined,
      },
      () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      },
    );
    socket.on('error', reject);
  });
}

realTest('new certificates are used without a restart, and bad ones are not', async (sandbox) => {
  const node = await DataNode.start(sandbox, {
    port: await freePort(),
    tls: issue(sandbox, 'node'),
  });
  const client = issue(sandbox, 'client');
  issue(sandbox, 'first');
  issue(sandbox, 'second');
  const broken = issue(sandbox, 'broken');
  writeFileSync(broken.key, AUTHORITY.key);
  // As containers get their secrets: a link to the folder in use, which is swapped.
  const use = (name: string): void => {
    symlinkSync(join(sandbox.folder, name), join(sandbox.folder, 'new'));
    renameSync(join(sandbox.folder, 'new'), join(sandbox.folder, 'data'));
  };
  use('first');
  const at = (name: string): string => join(sandbox.folder, 'data', name);
  const tls = { cert: at('own.crt'), key: at('own.key'), ca: at('ca.crt') };
  const lines = ['tls-auto-reload-interval 1'];
  const vedette = await startVedette(sandbox, { node, tls, lines });
  assert.equal(await nameShown(vedette.port, client), 'first');
  const before = await Connection.open(vedette.port, { tls: client });

  use('second');
  await until('the new certificate to be shown', async () =>
    (await nameShown(vedette.port, client)) === 'second' ? true : undefined,
  );
  assert.equal(await before.call('PING'), 'PONG');
  await vedette.logged('Certificates loaded anew: ours is valid until ');

  use('broken');
  await vedette.logged('key values mismatch; the certificates of before stay in use');
  assert.equal(await nameShown(vedette.port, client), 'second');
  assert.equal(await before.call('PING'), 'PONG');
  before.close();
  assert.equal(vedette.output.split('stay in use').length, 2, 'told once');
});

realTest('an expired certificate of a node is told, and that it works again', async (sandbox) => {
  const port = await freePort();
  const tls = issue(sandbox, 'own');
  const stale = issue(sandbox, 'stale', -5_000);
  const node = await DataNode.start(sandbox, { port, tls });
  const vedette = await startVedette(sandbox, { node, tls });
  assert.equal((await vedette.master('mymaster')).get('flags'), 'master');

  await node.call('CONFIG', 'SET', 'tls-cert-file', stale.cert, 'tls-key-file', stale.key);
  await node.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await vedette.logged(`TLS with 127.0.0.1:${port} fails: certificate has expired`);
  await vedette.events.waitFor('+sdown');
  await node.call('CONFIG', 'SET', 'tls-cert-file', tls.cert, 'tls-key-file', tls.key);
  await vedette.events.waitFor('-sdown');
  await vedette.logged(`TLS with 127.0.0.1:${port} works again`);
  assert.equal(vedette.output.split('has expired').length, 2, 'told once');
});

realTest('links trust the authorities of now', async (sandbox) => {
  const other = new Authority('Another');
  const port = await freePort();
  const tls = issue(sandbox, 'own');
  const node = await DataNode.start(sandbox, { port, tls });
  const lines = ['tls-auto-reload-interval 1'];
  const vedette = await startVedette(sandbox, { node, tls: { ...tls }, lines });
  const strange = writeTlsFiles(
    sandbox.makeFolder('strange'),
    other.issue({ name: 'x' }),
    AUTHORITY,
  );

  await node.call('CONFIG', 'SET', 'tls-cert-file', strange.cert, 'tls-key-file', strange.key);
  await node.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await vedette.logged(`TLS with 127.0.0.1:${port} fails: unable to verify the first certificate`);
  writeFileSync(tls.ca, `${AUTHORITY.cert}${other.cert}`);
  await vedette.logged(`TLS with 127.0.0.1:${port} works again`);
});

realTest('ioredis finds the master and writes, all in TLS', async (sandbox) => {
  const tls = issue(sandbox, 'own');
  const node = await DataNode.start(sandbox, { port: await freePort(), tls });
  const vedette = await startVedette(sandbox, { node, tls });
  const options = {
    cert: readFileSync(tls.cert),
    key: readFileSync(tls.key),
    ca: readFileSync(tls.ca),
    checkServerIdentity: () => undefined,
  };
  const redis = new Redis({
    sentinels: [{ host: '127.0.0.1', port: vedette.port }],
    name: 'mymaster',
    enableTLSForSentinelMode: true,
    sentinelTLS: options,
    tls: options,
    failoverDetector: true,
  });
  sandbox.onClose(() => redis.disconnect());
  assert.equal(await redis.set('a', 'b'), 'OK');
  assert.equal(await node.call('GET', 'a'), 'b');
});

realTest('an unusable certificate ends the start in the words of stock', async (sandbox) => {
  const tls = issue(sandbox, 'own');
  const port = await freePort();
  const text = `port 0\ntls-port ${port}\n${tlsLines({ ...tls, key: join(sandbox.folder, 'no') }).join('\n')}\n`;
  const said: string[][] = [];
  for (const kind of ['vedette', 'stock'] as const) {
    const folder = sandbox.makeFolder(kind);
    const file = join(folder, 'sentinel.conf');
    writeFileSync(file, text);
    const started = RealProcess.start(sandbox, { command: sentinelCommand(kind, file), folder });
    assert.equal((await started.wait()).code, 1);
    const lines = started.output.split('\n').filter((line) => / # Failed /.test(line));
    said.push(lines.map((line) => line.split(' # ')[1] ?? ''));
  }
  const [ours = [], stock] = said;
  assert.equal(ours.length, 2);
  assert.deepEqual(ours, stock);
});
