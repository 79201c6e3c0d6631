// The verbs that look, on real Sentinels of both kinds: what they say while all is well, and while
// a master dies.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Authority, writeTlsFiles } from './harness/certificates.ts';
import { CommandLine, type Finished } from './harness/command-line.ts';
import { Group } from './harness/group.ts';
import { freePort } from './harness/ports.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import type { Sandbox } from './harness/sandbox.ts';
import type { SentinelKind } from './harness/sentinel.ts';
import { expect, until } from './harness/wait.ts';

const NAME = 'mymaster';
/** Each look starts a process. */
const LOOK = { everyMs: 200 };

async function scene(
  sandbox: Sandbox,
  kinds: readonly SentinelKind[] = ['vedette', 'stock', 'vedette'],
): Promise<{ group: Group; quorum: Quorum; port: number }> {
  const group = await Group.start(sandbox, { name: NAME, replicas: 2 });
  const quorum = await Quorum.start(sandbox, { kinds, groups: [group] });
  return { group, quorum, port: quorum.at(0).port };
}

realTest('the verbs that look, on Sentinels of both kinds', async (sandbox) => {
  const { group, quorum, port } = await scene(sandbox);
  const stockPort = quorum.at(1).port;
  const ask = (words: string, from = port) =>
    CommandLine.run(sandbox, [...words.split(' '), '--sentinels', `127.0.0.1:${from}`]);

  // One is enough to find the others, of whichever kind.
  for (const from of [port, stockPort]) {
    const look = async (): Promise<Finished> => {
      const finished = await ask('status', from);
      expect(finished.code === 0, finished.out + finished.err);
      return finished;
    };
    const status = await until('all to be well', look, LOOK);
    assert.match(status.out, /^3 of 3 Sentinels answer, 1 group: all is well\n\nmymaster {2}ok\n/);
    for (const node of group.nodes) assert.match(status.out, new RegExp(`127.0.0.1:${node.port}`));
    assert.equal(status.out.match(/ sentinel +127\.0\.0\.1:\d+ +agrees\n/g)?.length, 3);
    assert.equal(status.out.match(/link up +lag (\d+ B, \d+ s|unknown)\n/g)?.length, 2);
    const got = await ask(`get ${NAME}`, from);
    assert.deepEqual([got.code, got.out], [0, `127.0.0.1:${group.masterPort}\n`]);
  }

  const json: unknown = JSON.parse((await ask(`status ${NAME} --json`)).out);
  assert.ok(typeof json === 'object' && json !== null && 'sentinels' in json);
  assert.equal(Array.isArray(json.sentinels) && json.sentinels.length, 3);

  const explained = await ask(`explain ${NAME}`);
  assert.equal(explained.code, 0);
  assert.equal(explained.out.match(/mymaster: no failover, because/g)?.length, 2);
  assert.match(explained.out, /a stock Sentinel, which cannot explain/);
  assert.equal((await ask(`explain ${NAME} --only`, stockPort)).code, 1);

  const doctor = await ask(`doctor ${NAME} --json`);
  const found: unknown = JSON.parse(doctor.out);
  assert.ok(typeof found === 'object' && found !== null && 'withoutDoctor' in found);
  assert.deepEqual(found.withoutDoctor, [`127.0.0.1:${stockPort}`]);

  for (const verb of ['status', 'get', 'explain', 'doctor', 'events']) {
    const unknown = await ask(`${verb} nope`);
    assert.deepEqual([unknown.code, unknown.out], [4, ''], verb);
    assert.match(unknown.err, /know no group 'nope'. They watch: mymaster/);
  }
});

realTest('a master dies: status, doctor and events say so', async (sandbox) => {
  const { group, quorum, port } = await scene(sandbox, ['vedette', 'vedette', 'vedette']);
  const sentinels = `127.0.0.1:${port}`;
  const events = CommandLine.start(sandbox, ['events', '--follow', '--json', NAME], {
    environment: { VEDETTE_SENTINELS: sentinels },
  });
  await until('the events to be heard', async () => {
    // Harmless, and announced at once.
    await quorum.at(0).call('SENTINEL', 'SET', NAME, 'parallel-syncs', '1');
    expect(events.out.includes('"+set"'), events.err);
    return true;
  });
  // Without it the master would be replaced before anybody could look.
  const order = (word: string) => CommandLine.run(sandbox, [word, NAME, '--sentinels', sentinels]);
  assert.equal((await order('pause')).code, 0);
  await group.node(group.masterPort).crash();
  const look = async (): Promise<Finished> => {
    const finished = await CommandLine.run(sandbox, ['status', '--sentinels', sentinels]);
    const isTold = /CRITICAL master .* is down for .* failover: none yet/.test(finished.out);
    expect(finished.code === 2 && isTold, finished.out);
    return finished;
  };
  const seen = await until('status to be critical', look, LOOK);
  assert.match(seen.out, /WARNING failovers are paused/);
  assert.equal((await order('resume')).code, 0);
  const newPort = await quorum.agreesOnNewMaster(group, group.masterPort);
  await until('the switch to be told by all three', () => {
    const lines = events.out.split('\n').filter((line) => line.includes('"+switch-master"'));
    expect(lines.length === 3, `${lines.length} lines`);
    return true;
  });
  events.signal('SIGINT');
  const { code, out } = await events.finished;
  assert.equal(code, 0);
  for (const line of out.trim().split('\n')) assert.doesNotThrow(() => JSON.parse(line), line);
  const got = await CommandLine.run(sandbox, ['get', NAME, '--sentinels', sentinels]);
  assert.equal(got.out, `127.0.0.1:${newPort}\n`);
  const doctor = await CommandLine.run(sandbox, ['doctor', '--sentinels', sentinels]);
  assert.match(doctor.out, /replica-down mymaster\n/);
  assert.ok(doctor.code === 1 || doctor.code === 2);
});

realTest('whom it cannot reach it names, in time, and says what to do', async (sandbox) => {
  const port = await freePort();
  const words = ['status', '--sentinels', `127.0.0.1:${port}`];
  const nobody = await CommandLine.run(sandbox, words);
  assert.deepEqual([nobody.code, nobody.out], [3, '']);
  assert.match(
    nobody.err,
    /^No Sentinel could be asked\.\n {2}127\.0\.0\.1:\d+: connection refused/,
  );

  const group = await Group.start(sandbox, { name: NAME, replicas: 1 });
  const quorum = await Quorum.start(sandbox, {
    kinds: ['vedette', 'vedette'],
    groups: [group],
    password: 'secret',
  });
  const sentinels = `127.0.0.1:${quorum.at(0).port}`;
  const closed = await CommandLine.run(sandbox, ['get', NAME, '--sentinels', sentinels]);
  assert.equal(closed.code, 3);
  assert.match(closed.err, /NOAUTH|uthentication.*\n.*VEDETTE_PASSWORD/);
  const file = join(sandbox.folder, 'password');
  writeFileSync(file, 'secret\n');
  const ways: readonly (readonly [string[], Record<string, string>])[] = [
    [['--sentinels', sentinels], { VEDETTE_PASSWORD: 'secret' }],
    [['--sentinels', sentinels, '--password-file', file], {}],
    [['--config', quorum.at(0).file], {}],
    [[], { VEDETTE_CONFIG: quorum.at(0).file }],
  ];
  for (const [options, environment] of ways) {
    const got = await CommandLine.run(sandbox, ['get', NAME, ...options], { environment });
    assert.deepEqual([got.code, got.out], [0, `127.0.0.1:${group.masterPort}\n`], got.err);
  }

  // One that hangs holds nobody up for longer than its time, and is named.
  quorum.at(1).hang();
  const environment = { VEDETTE_PASSWORD: 'secret' };
  const hung = ['status', '--sentinels', sentinels, '--answer-within', '300ms'];
  const status = await CommandLine.run(sandbox, hung, { environment });
  quorum.at(1).resume();
  assert.match(status.out, /no answer within 300 ms/);
  assert.ok(status.code === 2 || status.code === 1);
});

realTest(
  'over TLS: with the options, the environment, or the file of a Sentinel',
  async (sandbox) => {
    const authority = new Authority('Everybody');
    const own = authority.issue({ name: 'not the name of any host' });
    const tls = writeTlsFiles(sandbox.makeFolder('tls'), own, authority);
    const group = await Group.start(sandbox, { name: NAME, replicas: 1, tls });
    const kinds = ['vedette', 'vedette'] as const;
    const quorum = await Quorum.start(sandbox, { kinds, groups: [group], tls });
    const sentinels = `127.0.0.1:${quorum.at(0).port}`;
    const pair = ['--tls-cert', tls.cert, '--tls-key', tls.key];
    const environment = {
      VEDETTE_SENTINELS: sentinels,
      VEDETTE_TLS_CA: tls.ca,
      VEDETTE_TLS_CERT: tls.cert,
      VEDETTE_TLS_KEY: tls.key,
    };
    const writable = ['wait', NAME, '--writable', '--node-tls', '--timeout', '20s'];
    const ways = [
      CommandLine.run(sandbox, [
        'get',
        NAME,
        '--sentinels',
        sentinels,
        '--tls-ca',
        tls.ca,
        ...pair,
      ]),
      CommandLine.run(sandbox, ['get', NAME, '--sentinels', sentinels, '--tls-insecure', ...pair]),
      CommandLine.run(sandbox, ['get', NAME, '--config', quorum.at(0).file]),
      CommandLine.run(sandbox, writable, { environment }),
      CommandLine.run(sandbox, ['wait', NAME, '--writable', '--config', quorum.at(0).file]),
    ];
    for (const { code, out, err } of await Promise.all(ways)) {
      assert.deepEqual([code, out], [0, `127.0.0.1:${group.masterPort}\n`], err);
    }
    const strange = await CommandLine.run(sandbox, ['status', '--sentinels', sentinels, '--tls']);
    assert.equal(strange.code, 3);
    assert.match(strange.err, /TLS fails/);
    const plain = ['status', '--sentinels', sentinels, '--answer-within', '1s'];
    assert.equal((await CommandLine.run(sandbox, plain)).code, 3);
  },
);

/** The whole terminal is taken, and given back. */
const TAKEN = '\x1b[?1049h';
const GIVEN_BACK = '\x1b[?1049l';

realTest(
  'top takes a terminal, draws on it, and gives it back at each end',
  async (sandbox) => {
    const group = await Group.start(sandbox, { name: NAME, replicas: 1 });
    const quorum = await Quorum.start(sandbox, { kinds: ['vedette'], groups: [group], quorum: 1 });
    const sentinels = `127.0.0.1:${quorum.at(0).port}`;
    const words = `${process.execPath} bin/vedette top --every 100ms --sentinels ${sentinels}`;
    for (const key of ['q', '\x03']) {
      const child = spawn('script', ['-qec', words, '/dev/null'], {
        env: { ...process.env, TERM: 'xterm' },
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      sandbox.onClose(() => child.kill('SIGKILL'));
      let out = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text;
      });
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      await until('top to show the group', () => {
        expect(out.includes(`127.0.0.1:${group.masterPort}`), out);
        return true;
      });
      assert.ok(out.includes(TAKEN) && !out.includes(GIVEN_BACK));
      child.stdin.write(key);
      assert.equal(await ended, 0);
      assert.ok(out.trimEnd().endsWith(GIVEN_BACK), JSON.stringify(out.slice(-80)));
    }
    const piped = await CommandLine.run(sandbox, ['top', '--sentinels', sentinels]);
    assert.equal(piped.code, 64);
  },
  { needs: ['script'] },
);
