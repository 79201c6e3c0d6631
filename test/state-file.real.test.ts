// A configuration that is only read, with all that changes in a state file: through restarts, a
// changed configuration, a visit to stock, and from standard input.

import assert from 'node:assert/strict';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stockOnFile } from '../tools/going-back/stock-on-file.ts';
import { callOnce } from './harness/connection.ts';
import { freePort } from './harness/ports.ts';
import { RealProcess } from './harness/process.ts';
import { realTest } from './harness/real-test.ts';
import { asFields, asText } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { sentinelCommand } from './harness/sentinel.ts';
import { until } from './harness/wait.ts';

interface Place {
  readonly sandbox: Sandbox;
  readonly port: number;
  readonly config: string;
  readonly state: string;
}

async function makePlace(sandbox: Sandbox): Promise<Place> {
  const folder = sandbox.makeFolder('a b');
  const config = join(folder, 'given.conf');
  return { sandbox, port: await freePort(), config, state: join(folder, 'state.conf') };
}

function configOf({ port }: Place): string {
  return `# mine
port ${port}
bind 127.0.0.1
sentinel monitor m 127.0.0.1 7 2
sentinel down-after-milliseconds m 60000
sentinel monitor n 127.0.0.1 8 2
`;
}

/** Starts it, does something with it, ends it. */
async function run(
  { sandbox, port }: Place,
  words: readonly string[],
  body: () => Promise<void>,
  input = '',
): Promise<void> {
  const command = sentinelCommand('vedette', ...words);
  const process = RealProcess.start(sandbox, { command, folder: sandbox.folder, input });
  await until('an answer', async () => {
    if (process.end !== null) throw new Error(process.output);
    return asText(await callOnce(port, 'PING')) === 'PONG' || undefined;
  });
  await body();
  await process.stop('SIGTERM');
}

async function ok(place: Place, ...words: readonly string[]): Promise<void> {
  assert.equal(await callOnce(place.port, 'SENTINEL', ...words), 'OK', words.join(' '));
}

async function field(place: Place, group: string, name: string): Promise<string | undefined> {
  return asFields(await callOnce(place.port, 'SENTINEL', 'MASTER', group)).get(name);
}

realTest('changes go to the state file, and the configuration stays as it is', async (sandbox) => {
  const place = await makePlace(sandbox);
  const { config, state } = place;
  const text = `# vedette: state-file "${state}"\n${configOf(place)}`;
  writeFileSync(config, text);
  chmodSync(config, 0o444);
  await run(place, [config], async () => {
    await ok(place, 'SET', 'm', 'quorum', '3', 'auth-pass', 'a "b" #c');
    await ok(place, 'MONITOR', 'added', '127.0.0.1', '9', '1');
    await ok(place, 'REMOVE', 'n');
  });
  assert.equal(readFileSync(config, 'utf8'), text);
  const written = readFileSync(state, 'latin1');
  assert.ok(written.startsWith('# mine\n'));
  assert.deepEqual(await stockOnFile(sandbox, written), { kind: 'same' });

  // Somebody changes one line of the configuration meanwhile.
  chmodSync(config, 0o644);
  writeFileSync(config, text.replace('60000', '50000'));
  await run(place, [config], async () => {
    assert.equal(await field(place, 'm', 'quorum'), '3');
    assert.equal(await field(place, 'm', 'down-after-milliseconds'), '50000');
    assert.equal(await field(place, 'added', 'port'), '9');
    const gone = await callOnce(place.port, 'SENTINEL', 'MASTER', 'n').catch(String);
    assert.match(String(gone instanceof Error ? gone.message : gone), /No such master/);
    const info = asText(await callOnce(place.port, 'INFO', 'server'));
    assert.ok(info.includes(`\r\nconfig_file:${config}\r\n`));
  });
});

realTest('a start that fails leaves the state file of the one that runs', async (sandbox) => {
  const place = await makePlace(sandbox);
  const { config, state, port } = place;
  const words = [config, '--state-file', state];
  writeFileSync(config, configOf(place));
  await run(place, words, () => ok(place, 'SET', 'm', 'quorum', '3'));
  await run(place, words, async () => {
    const marks = (): string => `${statSync(state).ino} ${readFileSync(state, 'latin1')}`;
    await ok(place, 'FLUSHCONFIG');
    const before = marks();
    writeFileSync(config, configOf(place).replace('60000', '50000'));
    const second = RealProcess.start(sandbox, {
      command: sentinelCommand('vedette', ...words),
      folder: sandbox.folder,
    });
    assert.equal((await second.wait()).code, 1);
    assert.match(second.output, new RegExp(`Failed listening on port ${port} `));
    assert.equal(marks(), before);
  });
});

realTest('the state file is current right after a start', async (sandbox) => {
  const place = await makePlace(sandbox);
  const { config, state } = place;
  const words = [config, '--state-file', state];
  writeFileSync(config, configOf(place));
  await run(place, words, () => ok(place, 'SET', 'm', 'quorum', '3'));
  writeFileSync(config, configOf(place).replace('60000', '50000'));
  await run(place, words, async () => {
    await until('the new value', () => {
      const written = readFileSync(state, 'latin1');
      return /^sentinel down-after-milliseconds m 50000$/m.test(written) || undefined;
    });
  });
});

realTest('stock works on the state file and gives it back', async (sandbox) => {
  const place = await makePlace(sandbox);
  const { config, state, port } = place;
  writeFileSync(config, configOf(place));
  await run(place, [config, '--state-file', state], () => ok(place, 'SET', 'm', 'quorum', '3'));
  const command = sentinelCommand('stock', state);
  const stock = RealProcess.start(sandbox, { command, folder: sandbox.folder });
  await until('stock', async () => asText(await callOnce(port, 'PING')) === 'PONG' || undefined);
  await ok(place, 'SET', 'n', 'quorum', '4');
  await stock.stop('SIGTERM');
  assert.match(readFileSync(state, 'utf8'), /^# vedette: configured sentinel monitor m /m);
  await run(place, [config, '--state-file', state], async () => {
    assert.equal(await field(place, 'm', 'quorum'), '3');
    assert.equal(await field(place, 'n', 'quorum'), '4');
  });
});

realTest('standard input is configuration enough', async (sandbox) => {
  const place = await makePlace(sandbox);
  const words = ['-', '--state-file', place.state];
  const text = configOf(place);
  let myId = '';
  await run(
    place,
    words,
    async () => {
      myId = asText(await callOnce(place.port, 'SENTINEL', 'MYID'));
      await ok(place, 'SET', 'm', 'quorum', '5');
    },
    text,
  );
  await run(
    place,
    words,
    async () => {
      assert.equal(asText(await callOnce(place.port, 'SENTINEL', 'MYID')), myId);
      assert.equal(await field(place, 'm', 'quorum'), '5');
    },
    text,
  );
  const written = readFileSync(place.state, 'latin1');
  assert.ok(written.startsWith(text.slice(0, text.indexOf('sentinel'))));
  assert.deepEqual(await stockOnFile(sandbox, written), { kind: 'same' });
});

realTest('a state file that does not load stops the start, and is named', async (sandbox) => {
  const place = await makePlace(sandbox);
  const { folder } = sandbox;
  writeFileSync(place.config, configOf(place));
  writeFileSync(place.state, 'sentinel frob\n');
  const command = sentinelCommand('vedette', place.config, '--state-file', place.state);
  const process = RealProcess.start(sandbox, { command, folder });
  assert.equal((await process.wait()).code, 1);
  assert.match(process.output, /Unrecognized sentinel.*\(in the state file .*state\.conf\)/);

  const nowhere = sentinelCommand('vedette', place.config, '--state-file', '/no/such/folder/x');
  const second = RealProcess.start(sandbox, { command: nowhere, folder });
  assert.equal((await second.wait()).code, 1);
  assert.match(second.output, /state file \/no\/such\/folder\/x is not writable/);
});
