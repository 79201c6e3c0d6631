// The files that users have today, given to the real command: what loads, what is refused and how,
// and what the file looks like afterwards. Where the answer of stock is wanted, stock is asked.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { callOnce } from './harness/connection.ts';
import { watchProcess } from './harness/guard.ts';
import { OURS } from './harness/kind.ts';
import { freePort } from './harness/ports.ts';
import { type ProcessEnd, RealProcess } from './harness/process.ts';
import { realTest } from './harness/real-test.ts';
import { asFields, asText } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { type SentinelKind, sentinelCommand } from './harness/sentinel.ts';
import { expect, until } from './harness/wait.ts';
import { DAEMON_FILE, FOREGROUND_FILE } from './user-files.ts';

/** The folder that both files name. */
const DATA_FOLDER = '/data/redis';

for (const lineEnd of ['\n', '\r\n']) {
  const name = lineEnd === '\n' ? 'Unix' : 'Windows';

  realTest(`the foreground file loads unchanged, with ${name} line ends`, async (sandbox) => {
    const place = await makePlace(sandbox, FOREGROUND_FILE.replaceAll('\n', lineEnd));
    const process = runSentinel(place, ['--port', String(place.port)]);

    await answersAsSentinel(place.port, process);
    await assertWatches(place.port);
    assert.ok(existsSync(join(place.dataFolder, '26379.log')), 'the log is in its folder');
    await until('its id to be in the file', () => {
      const text = readFileSync(place.file, 'utf8');
      return /^sentinel myid [0-9a-f]{40}\r?$/m.test(text) || undefined;
    });
    assert.deepEqual(await process.stop('SIGTERM'), { code: 0, signal: null });
  });

  realTest(`the daemon's file loads unchanged, with ${name} line ends`, async (sandbox) => {
    const place = await makePlace(sandbox, DAEMON_FILE.replaceAll('\n', lineEnd));
    const process = runSentinel(place, ['--port', String(place.port), '--pidfile', place.pidFile]);

    assert.deepEqual(await process.wait(), { code: 0, signal: null }, 'it goes to the background');
    await answersAsSentinel(place.port, process);
    const pid = await processId(place.port);
    watchProcess(pid);
    sandbox.onClose(() => killIfThere(pid));
    await assertWatches(place.port);
    assert.equal(readFileSync(place.pidFile, 'utf8').trim(), String(pid));
    assert.ok(existsSync(join(place.dataFolder, 'stl-26379.log')), 'the log is in its folder');

    globalThis.process.kill(pid, 'SIGTERM');
    await until('the pidfile to be removed', () => !existsSync(place.pidFile) || undefined);
  });
}

realTest('the command line alone, and --sentinel, work as they do with stock', async (sandbox) => {
  const place = await makePlace(sandbox, '');
  const words = ['--sentinel', '--port', String(place.port)];
  const monitor = ['--sentinel', 'monitor', 'mymaster', '127.0.0.1', '7000', '2'];
  const process = runSentinel(place, [...words, ...monitor]);
  await answersAsSentinel(place.port, process);
  await assertWatches(place.port);
});

realTest('a lone dash reads further lines from standard input', async (sandbox) => {
  const place = await makePlace(sandbox, `port ${await freePort()}\n`);
  const input = `port ${place.port}\nsentinel monitor mymaster 127.0.0.1 7000 2\n`;
  const process = runSentinel(place, ['-'], input);
  await answersAsSentinel(place.port, process);
  await assertWatches(place.port);
});

const REFUSED: readonly { readonly title: string; readonly lines: readonly string[] }[] = [
  { title: 'a quorum of zero', lines: ['sentinel monitor mymaster 127.0.0.1 7000 0'] },
  { title: 'an option of an unknown master', lines: ['sentinel parallel-syncs nobody 1'] },
  { title: 'a directory that does not exist', lines: ['dir /no/such/folder'] },
  { title: 'an unknown directive', lines: ['# a comment', '', 'nonsense 1'] },
  { title: 'an unknown sentinel directive', lines: ['sentinel nonsense mymaster 1'] },
  { title: 'quotes that are not closed', lines: ['logfile "x', 'port 1'] },
  { title: 'a host name without resolve-hostnames', lines: ['sentinel monitor a no.such 1 2'] },
  {
    title: 'the same master twice',
    lines: ['sentinel monitor a 127.0.0.1 7000 2', 'sentinel monitor a 127.0.0.1 7001 2'],
  },
  {
    title: 'a time that is not a number',
    lines: ['sentinel monitor a 127.0.0.1 7000 2', 'sentinel down-after-milliseconds a soon'],
  },
];

for (const { title, lines } of REFUSED) {
  realTest(`a file with ${title} is refused as stock refuses it`, async (sandbox) => {
    const text = [`port ${await freePort()}`, ...lines, ''].join('\n');
    const [ourAnswer, stockAnswer] = await Promise.all([
      refusal(sandbox, OURS, text),
      refusal(sandbox, 'stock', text),
    ]);
    assert.equal(stockAnswer.end.code, 1);
    assert.deepEqual(ourAnswer, stockAnswer);
  });
}

realTest('a file that is refused is left as it was', async (sandbox) => {
  const text = 'sentinel monitor a 127.0.0.1 7000 2\nsentinel parallel-syncs b 1\n';
  const place = await makePlace(sandbox, text);
  await runSentinel(place, []).wait();
  assert.equal(readFileSync(place.file, 'utf8'), text);
});

realTest('without a file, or with one that is not there, it ends with code 1', async (sandbox) => {
  const { folder } = sandbox;
  for (const words of [[], [join(folder, 'none.conf')]]) {
    const command = sentinelCommand(OURS, ...words);
    const process = RealProcess.start(sandbox, { command, folder });
    assert.equal((await process.wait()).code, 1);
    assert.notEqual(process.output, '');
  }
});

/** Where one Sentinel of these tests lives. */
interface Place {
  readonly sandbox: Sandbox;
  readonly port: number;
  readonly file: string;
  readonly dataFolder: string;
  readonly pidFile: string;
}

/** Writes the file, and makes the folder that it names. Where this machine does not let us make
 *  that one, the file names a folder of ours instead. */
async function makePlace(sandbox: Sandbox, text: string): Promise<Place> {
  const folder = sandbox.makeFolder('configuration');
  const canMake = makeDataFolder(sandbox);
  const dataFolder = canMake ? DATA_FOLDER : sandbox.makeFolder('data');
  const file = join(folder, 'sentinel.conf');
  writeFileSync(file, text.replaceAll(DATA_FOLDER, dataFolder));
  const pidFile = join(folder, 'sentinel.pid');
  return { sandbox, port: await freePort(), file, dataFolder, pidFile };
}

function makeDataFolder(sandbox: Sandbox): boolean {
  try {
    const firstMade = mkdirSync(DATA_FOLDER, { recursive: true });
    if (firstMade !== undefined) sandbox.onClose(() => rmSync(firstMade, { recursive: true }));
    return true;
  } catch {
    return false;
  }
}

function runSentinel(place: Place, words: readonly string[], input = ''): RealProcess {
  const command = sentinelCommand(OURS, place.file, ...words);
  return RealProcess.start(place.sandbox, { command, folder: dirname(place.file), input });
}

async function answersAsSentinel(port: number, process: RealProcess): Promise<void> {
  await until(`the Sentinel on ${port} to answer`, async () => {
    const end = process.end;
    expect(end === null || end.code === 0, `it ended: ${process.output}`);
    return asText(await callOnce(port, 'PING')) === 'PONG' ? true : undefined;
  });
}

async function assertWatches(port: number): Promise<void> {
  const master = asFields(await callOnce(port, 'SENTINEL', 'MASTER', 'mymaster'));
  assert.equal(master.get('ip'), '127.0.0.1');
  assert.equal(master.get('port'), '7000');
  assert.equal(master.get('quorum'), '2');
}

async function processId(port: number): Promise<number> {
  const info = asText(await callOnce(port, 'INFO', 'server'));
  return Number(/^process_id:(\d+)/m.exec(info)?.[1]);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** How a file is refused: the end of the process, and its text from the banner on, without the
 *  version. What stands in the log before that is each Sentinel's own. */
async function refusal(
  sandbox: Sandbox,
  kind: SentinelKind,
  text: string,
): Promise<{ readonly end: ProcessEnd; readonly output: string }> {
  const folder = sandbox.makeFolder(`refused-by-${kind}`);
  const file = join(folder, 'sentinel.conf');
  writeFileSync(file, text);
  const process = RealProcess.start(sandbox, { command: sentinelCommand(kind, file), folder });
  const end = await process.wait();
  const banner = process.output.indexOf('\n***');
  return { end, output: process.output.slice(banner).replace(/\(Redis [^)]*\)/, '(Redis)') };
}
