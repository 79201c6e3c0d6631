// The command as its users start it: files, folders, logs, the background, signals and exit codes.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Connection } from '../../test/harness/connection.ts';
import { releaseProcess, watchProcess } from '../../test/harness/guard.ts';
import { freePort } from '../../test/harness/ports.ts';
import { RealProcess } from '../../test/harness/process.ts';
import { realTest } from '../../test/harness/real-test.ts';
import { asText } from '../../test/harness/resp.ts';
import type { Sandbox } from '../../test/harness/sandbox.ts';
import { until } from '../../test/harness/wait.ts';
import { DAEMON_FILE, FOREGROUND_FILE } from '../../test/user-files.ts';

/** Where bin/ is, from dist/src/daemon. */
const VEDETTE = fileURLToPath(new URL('../../../bin/vedette', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One that does not end is ended: `spawnSync` holds every other limit of this process back. */
const RUN_LIMIT_MS = 60_000;

function runToEnd(sandbox: Sandbox, words: readonly string[], input = ''): Ended {
  const { folder: cwd } = sandbox;
  const run = spawnSync(VEDETTE, words, { cwd, input, encoding: 'utf8', timeout: RUN_LIMIT_MS });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

function write(sandbox: Sandbox, text: string): string {
  const path = join(sandbox.folder, 's.conf');
  writeFileSync(path, text);
  return path;
}

function start(sandbox: Sandbox, words: readonly string[], input = ''): RealProcess {
  const { folder } = sandbox;
  return RealProcess.start(sandbox, { command: [VEDETTE, ...words], folder, input });
}

async function ask(port: number, ...words: readonly string[]): Promise<string> {
  return await until(`port ${port} to answer`, async () => {
    const connection = await Connection.open(port);
    try {
      return asText(await connection.call(...words));
    } finally {
      connection.close();
    }
  });
}

/** The messages of a log, without time and process. */
function messages(log: string): string[] {
  return log.split('\n').map((line) => line.replace(/^\d+:X .{24} . /, ''));
}

for (const [title, lineEnd] of [
  ['Unix', '\n'],
  ['Windows', '\r\n'],
] as const) {
  realTest(`a usual file with ${title} line ends runs, logs and ends cleanly`, async (sandbox) => {
    const port = await freePort();
    const folder = sandbox.makeFolder('data');
    const path = write(
      sandbox,
      FOREGROUND_FILE.replace('/data/redis', folder).replaceAll('\n', lineEnd),
    );
    const started = start(sandbox, [path, '--port', String(port)]);
    assert.equal(await ask(port, 'PING'), 'PONG');
    started.signal('SIGTERM');
    assert.deepEqual(await started.wait(), { code: 0, signal: null });
    const log = messages(readFileSync(join(folder, '26379.log'), 'latin1'));
    assert.equal(log[0], 'oO0OoO0OoO0Oo Vedette is starting oO0OoO0OoO0Oo');
    assert.match(log[1] ?? '', /^Vedette version=.*pid=\d+, just started$/);
    assert.deepEqual(log.slice(2, 6), [
      'Configuration loaded',
      'monotonic clock: POSIX clock_gettime',
      `Running mode=sentinel, port=${port}.`,
      'Sentinel new configuration saved on disk',
    ]);
    assert.match(log[6] ?? '', /^Sentinel ID is [0-9a-f]{40}$/);
    assert.equal(log[7], '+monitor master mymaster 127.0.0.1 7000 quorum 2');
    assert.match(log.at(-4) ?? '', /Received SIGTERM scheduling shutdown\.\.\.$/);
    assert.deepEqual(log.slice(-3), [
      'User requested shutdown...',
      'Sentinel is now ready to exit, bye bye...',
      '',
    ]);
  });

  realTest(`a daemon's file with ${title} line ends runs in the background`, async (sandbox) => {
    const port = await freePort();
    const folder = sandbox.makeFolder('data');
    const text = DAEMON_FILE.replace('/data/redis', folder)
      .replace('/var/run', folder)
      .replaceAll('\n', lineEnd);
    const path = write(sandbox, text);
    assert.deepEqual(runToEnd(sandbox, [path, '--port', String(port)]), {
      code: 0,
      stdout: '',
      stderr: '',
    });
    const pidFile = join(folder, 'redis-sentinel-26379.pid');
    const pid = Number(readFileSync(pidFile, 'utf8'));
    watchProcess(pid);
    assert.equal(await ask(port, 'PING'), 'PONG');
    const group = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[5];
    assert.equal(group, String(pid), 'it has a session of its own');
    for (const stream of [0, 1, 2]) {
      assert.equal(readlinkSync(`/proc/${pid}/fd/${stream}`), '/dev/null');
    }
    process.kill(pid, 'SIGTERM');
    await until('it to end', () => (existsSync(`/proc/${pid}`) ? undefined : true));
    releaseProcess(pid);
    assert.deepEqual(readdirSync(folder), ['stl-26379.log']);
    assert.match(readFileSync(join(folder, 'stl-26379.log'), 'utf8'), /bye bye\.\.\.\n$/);
  });
}

realTest('a file that is wrong gets its line, the reason and code 1', async (sandbox) => {
  const path = write(sandbox, 'port 5\nfoo bar\n');
  const expected = {
    code: 1,
    stdout: '',
    stderr: `
*** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***
Reading the configuration file, at line 2
>>> 'foo bar'
Bad directive or wrong number of arguments
`,
  };
  assert.deepEqual(runToEnd(sandbox, [path]), expected);
  writeFileSync(path, 'daemonize yes\nfoo bar\n');
  assert.deepEqual(runToEnd(sandbox, [path]), expected);
});

realTest('a folder that does not exist is an error', async (sandbox) => {
  const folder = join(sandbox.folder, 'nowhere');
  const path = write(sandbox, FOREGROUND_FILE.replace('/data/redis', folder));
  const ended = runToEnd(sandbox, [path]);
  assert.equal(ended.code, 1);
  const said = `>>> 'dir "${folder}"'\nNo such file or directory\n`;
  assert.ok(ended.stderr.endsWith(said), ended.stderr);
});

realTest('a Sentinel that failed to listen says so and ends with code 1', async (sandbox) => {
  const port = await freePort();
  const other = createServer().listen(port, '0.0.0.0');
  sandbox.onClose(() => other.close());
  const path = write(sandbox, `port ${port}\n`);
  const ended = start(sandbox, [path]);
  assert.equal((await ended.wait()).code, 1);
  assert.deepEqual(messages(ended.output).slice(-3), [
    `Warning: Could not create server TCP listening socket *:${port}: bind: Address already in use`,
    `Failed listening on port ${port} (TCP), aborting.`,
    '',
  ]);
  const background = start(sandbox, [path, '--daemonize', 'yes']);
  assert.equal((await background.wait()).code, 1);
  assert.equal(background.output, messages(ended.output).slice(-3).join('\n'));
});

realTest('what fails in the background is said by who started it, and logged', async (sandbox) => {
  const log = join(sandbox.folder, 'the.log');
  for (const more of ['', `logfile ${log}\n`]) {
    const path = write(sandbox, `daemonize yes\nport 0\ntls-port 1\n${more}`);
    assert.deepEqual(runToEnd(sandbox, [path]), {
      code: 1,
      stdout: '',
      stderr: 'No tls-cert-file configured!\nFailed to configure TLS. Check logs for more info.\n',
    });
  }
  assert.match(readFileSync(log, 'latin1'), /# No tls-cert-file configured!\n/);
});

realTest('a Sentinel without a port ends with code 1', async (sandbox) => {
  const ended = runToEnd(sandbox, [write(sandbox, 'port 0\n')]);
  assert.equal(ended.code, 1);
  assert.match(ended.stdout, /Configured to not listen anywhere, exiting\.\n$/);
});

realTest('without a file, or with one that is not there, it ends with code 1', async (sandbox) => {
  const none = runToEnd(sandbox, []);
  assert.equal(none.code, 1);
  assert.match(none.stdout, /Sentinel needs config file on disk to save state/);
  const missing = runToEnd(sandbox, ['nowhere.conf']);
  assert.equal(missing.code, 1);
  assert.match(
    missing.stdout,
    /can't open config file 'nowhere.conf': No such file or directory\n$/,
  );
});

realTest('version and help are answered', async (sandbox) => {
  const version = runToEnd(sandbox, ['--version']);
  assert.equal(version.code, 0);
  assert.match(version.stdout, /^Vedette v=\S+ redis=7\.2\.4 [^\n]*\n$/);
  const help = runToEnd(sandbox, ['--help']);
  assert.equal(help.code, 1);
  assert.match(help.stderr, /^Usage: vedette FILE/);
});

realTest('lines of standard input and of the command line follow the file', async (sandbox) => {
  const port = await freePort();
  const path = write(sandbox, 'port 1\nloglevel warning\n');
  const words = [path, '--sentinel', '--port', String(port), '-'];
  const started = start(sandbox, words, 'loglevel notice\nsentinel monitor m 127.0.0.1 7000 2\n');
  assert.equal(await ask(port, 'PING'), 'PONG');
  await until('its group', () => (started.output.includes('+monitor master m') ? true : undefined));
  assert.match(started.output, /Reading config from stdin/);
  assert.match(readFileSync(path, 'latin1'), /^sentinel monitor m 127.0.0.1 7000 2$/m);
});

realTest(
  'its id stays over a restart, also after a group from the command line',
  async (sandbox) => {
    const port = await freePort();
    const path = write(sandbox, `port ${port}\n`);
    const words = [path, '--sentinel', 'monitor', 'm', '127.0.0.1', '7000', '2'];
    const first = start(sandbox, words);
    const id = await ask(port, 'SENTINEL', 'MYID');
    await first.stop('SIGKILL');
    start(sandbox, words);
    assert.equal(await ask(port, 'SENTINEL', 'MYID'), id);
  },
);

realTest('SHUTDOWN and SIGINT end it with code 0', async (sandbox) => {
  const port = await freePort();
  const path = write(sandbox, `port ${port}\n`);
  const first = start(sandbox, [path]);
  assert.equal(await ask(port, 'PING'), 'PONG');
  const connection = await Connection.open(port);
  connection.call('SHUTDOWN').catch(() => {});
  assert.equal((await first.wait()).code, 0);
  connection.close();
  const second = start(sandbox, [path]);
  assert.equal(await ask(port, 'PING'), 'PONG');
  for (const signal of ['SIGHUP', 'SIGUSR1'] as const) {
    second.signal(signal);
    assert.equal(await ask(port, 'PING'), 'PONG');
  }
  second.signal('SIGINT');
  assert.equal((await second.wait()).code, 0);
  assert.doesNotMatch(second.output, /Debugger/);
});

realTest('a Sentinel that cannot save its id goes on and says so', async (sandbox) => {
  const port = await freePort();
  // A pipe by its path: it can be read and written, but nothing can be put in its place.
  const script = `exec "$0" /dev/fd/0 <<END\nport ${port}\nEND`;
  const { folder } = sandbox;
  const started = RealProcess.start(sandbox, { command: ['sh', '-c', script, VEDETTE], folder });
  await until('the warning', () =>
    started.output.includes('not able to save') ? true : undefined,
  );
  assert.equal(await ask(port, 'PING'), 'PONG');
});

realTest('clients leave room for the files that it needs itself', async (sandbox) => {
  const port = await freePort();
  const path = write(sandbox, `port ${port}\n`);
  const { folder } = sandbox;
  const command = ['sh', '-c', 'ulimit -n 128; exec "$0" "$1"', VEDETTE, path] as const;
  const started = RealProcess.start(sandbox, { command, folder });
  assert.match(await ask(port, 'INFO', 'clients'), /^maxclients:64\r$/m);
  assert.match(started.output, /maxclients has been reduced from 10000 to 64/);
});

realTest('clients leave room for those of the HTTP door', async (sandbox) => {
  const [port, httpPort] = [await freePort(), await freePort()];
  const hook = '# vedette: webhook http://127.0.0.1:1/\n# vedette: webhook-secret 0123456789abcdef';
  const path = write(sandbox, `port ${port}\n# vedette: http-port ${httpPort}\n${hook}\n`);
  const { folder } = sandbox;
  const command = ['sh', '-c', 'ulimit -n 500; exec "$0" "$1"', VEDETTE, path] as const;
  const started = RealProcess.start(sandbox, { command, folder });
  // 500 less 64 are shared by both doors, and webhooks have 16 of their own.
  assert.match(await ask(port, 'INFO', 'clients'), /^maxclients:202\r$/m);
  assert.match(started.output, /maxclients has been reduced from 10000 to 202/);
});

realTest('systemd is told when it works, if the file says so', async (sandbox) => {
  const port = await freePort();
  const path = write(sandbox, `port ${port}\nsupervised systemd\n`);
  const told = join(sandbox.folder, 'told');
  const tools = sandbox.makeFolder('tools');
  writeFileSync(join(tools, 'systemd-notify'), `#!/bin/sh\necho "$@" >${told}\n`, { mode: 0o755 });
  const script = `NOTIFY_SOCKET=/x PATH=${tools}:$PATH exec "$0" "$1"`;
  const { folder } = sandbox;
  const command = ['sh', '-c', script, VEDETTE, path] as const;
  const started = RealProcess.start(sandbox, { command, folder });
  const words = await until('systemd to be told', () => {
    const text = existsSync(told) ? readFileSync(told, 'utf8') : '';
    return text.endsWith('\n') ? text : undefined;
  });
  assert.equal(words, `--pid=${started.pid} READY=1 STATUS=Ready to accept connections\n`);
});

realTest('where it is not built it says how to build it', async (sandbox) => {
  const folder = sandbox.makeFolder('bin');
  copyFileSync(VEDETTE, join(folder, 'vedette'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }');
  const run = spawnSync(process.execPath, [join(folder, 'vedette'), 'x'], { encoding: 'utf8' });
  assert.equal(run.status, 1);
  assert.match(run.stderr, /^Vedette is not built: run [^\n]*\n$/);
  assert.ok(!existsSync(join(folder, 'x')));
});
