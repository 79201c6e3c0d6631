// The same bytes to a stock Sentinel and to our server: every byte of the replies, and whether the
// connection is closed, must be the same. Only what differs on purpose is left out.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../harness/ports.ts';
import { RealProcess } from '../harness/process.ts';
import { realTest } from '../harness/real-test.ts';
import type { Sandbox } from '../harness/sandbox.ts';
import { sentinelCommand } from '../harness/sentinel.ts';
import { until } from '../harness/wait.ts';
import { CLIENT_REQUESTS } from './client-requests.ts';
import { RawClient } from './raw-client.ts';
import { TestServer } from './test-server.ts';

/** A command that neither knows, and the beginning of the answer to it: shows that all before it
 *  was answered, in every state that a connection can have. */
const MARKER_COMMAND = '\r\nmarker\r\n';
const MARKER = "-ERR unknown command 'marker', with args beginning with: \r\n";

const REQUESTS: readonly string[] = [
  'PING\r\n',
  'PING\n',
  '\n\r\n  \nPING\n',
  '"PING"\n',
  'PING "a\\x41\\n\\q"\n',
  "PING 'a\\'b\\n'\n",
  'PING "abc\n',
  'PING "abc"d\n',
  'PING ab"cd"\n',
  'PING \xff\xfe\n',
  'PING a\x0b\n',
  'PING a\rb\n',
  '""\n',
  '*1\r\n$4\r\nPING\r\n',
  '*1\r\n:4\r\nPING\r\n',
  '*1\r\n\r\n',
  '*x\r\n',
  '*\r\n',
  '*0\r\nPING\r\n',
  '*-1\r\nPING\r\n',
  '*2147483648\r\n',
  '* 1\r\n',
  '*01\r\n',
  '*1\n$4\r\nPING\r\n',
  '*1\rX$4\ryPINGxxPING\r\n',
  '*1\r\n$x\r\n',
  '*1\r\n$-1\r\n',
  '*1\r\n$536870913\r\n',
  '*1\r\n$04\r\nPING\r\n',
  '*2\r\n$4\r\nPING\r\n$0\r\n\r\n',
  '*1\r\n$4\r\nPING\r\n*1\r\n$x\r\n*1\r\n$4\r\nPING\r\n',
  'POST / HTTP/1.1\r\nHost: x\r\n\r\n',
  'host: x\r\n',
  'POSTX\r\n',
  '*1\r\n$4\r\npost\r\n',
  'GET / HTTP/1.1\r\n',
  'foo "a b" c\n',
  `foo ${'x'.repeat(200)} y\n`,
  `${'f'.repeat(200)} a\n`,
  '*3\r\n$4\r\nPO\nT\r\n$1\r\na\r\n$2\r\n\r\n\r\n',
  'sentinel\r\n',
  'sentinel foo\r\n',
  'SENTINEL masters x\r\n',
  'client\n',
  'client foo\n',
  'command foo\n',
  'subscribe\n',
  'PING 1 2\r\n',
  'HELLO 4\n',
  'HELLO x\n',
  'HELLO 03\n',
  'HELLO 3 AUTH default\n',
  'HELLO 3 FOO\n',
  'HELLO 3 SETNAME\n',
  'HELLO 3 AUTH nobody x\n',
  'AUTH a b c\n',
  'AUTH a\n',
  'AUTH default a\n',
  'AUTH nobody secret\n',
  'AUTH secret\nPING\nAUTH wrong\nPING\n',
  'SUBSCRIBE a b a\nPING\nPING x\nPING a b\nfoo\nCLIENT ID\nSENTINEL MASTERS\nHELLO 3\nAUTH x\n',
  'SUBSCRIBE a\nPSUBSCRIBE x*\nUNSUBSCRIBE\nPING\nPUNSUBSCRIBE\nPING\n',
  'UNSUBSCRIBE\nUNSUBSCRIBE a b\nPUNSUBSCRIBE\nPUNSUBSCRIBE x\n',
  'SUBSCRIBE a\nsubscribe\nCLIENT ID\n',
  'PUBLISH foo bar\nPUBLISH __sentinel__:hello x\nPUBLISH a\n',
  'CLIENT SETNAME "a b"\nCLIENT SETNAME x\nCLIENT GETNAME\nCLIENT SETNAME ""\nCLIENT GETNAME\n',
  'CLIENT LIST TYPE foo\nCLIENT LIST ID x\nCLIENT LIST FOO\nCLIENT LIST ID 9999\n',
  'SHUTDOWN foo\n',
];

realTest('bytes of clients are answered as stock answers them', async (sandbox) => {
  await compare(sandbox, REQUESTS, null);
});

realTest('bytes of strangers are answered as stock answers them', async (sandbox) => {
  const more = ['*11\r\n', '*1\r\n$16385\r\n', 'HELLO\n', 'HELLO 3\n', 'command\n'];
  await compare(sandbox, [...REQUESTS, ...more], 'secret');
});

realTest('CLIENT, COMMAND and their kin are answered as stock answers them', async (sandbox) => {
  const inBoth = CLIENT_REQUESTS.flatMap((request) => [request, `HELLO 3\n${request}`]);
  await compare(sandbox, inBoth, null);
});

async function compare(
  sandbox: Sandbox,
  requests: readonly string[],
  requirePass: string | null,
): Promise<void> {
  const stockPort = await startStock(sandbox, requirePass);
  const ours = await TestServer.start({ rules: requirePass === null ? [] : [`>${requirePass}`] });
  sandbox.onClose(() => ours.stop());
  for (const request of requests) {
    const [expected, actual] = await Promise.all([
      conversation(stockPort, request),
      conversation(ours.port, request),
    ]);
    assert.deepEqual(
      withoutHello(actual),
      withoutHello(expected),
      `the answer to ${JSON.stringify(request)}`,
    );
  }
}

/** HELLO tells versions and ids. */
function withoutHello<T extends { readonly text: string }>(answer: T): T {
  const greeting =
    /[%*]\d+\r\n\$6\r\nserver[\s\S]*?modules\r\n\*0\r\n(\$15\r\nvedette_version\r\n.*\r\n.*\r\n)?/g;
  return { ...answer, text: answer.text.replaceAll(greeting, '') };
}

async function conversation(
  port: number,
  request: string,
): Promise<{ readonly text: string; readonly closed: boolean }> {
  const client = await RawClient.connect(port);
  client.send(`${request}${MARKER_COMMAND}`);
  const answer = await client.before(MARKER);
  client.destroy();
  return answer;
}

/** The port of a stock Sentinel that watches nothing that answers. */
async function startStock(sandbox: Sandbox, requirePass: string | null): Promise<number> {
  const port = await freePort();
  const folder = sandbox.makeFolder(`stock-${port}`);
  const file = join(folder, 'sentinel.conf');
  const pass = requirePass === null ? '' : `requirepass ${requirePass}\n`;
  writeFileSync(file, `port ${port}\nbind 127.0.0.1\ndir ${folder}\n${pass}`);
  RealProcess.start(sandbox, { command: sentinelCommand('stock', file), folder });
  await until(`the stock Sentinel on ${port} to listen`, async () => {
    (await RawClient.connect(port)).destroy();
    return true;
  });
  return port;
}
