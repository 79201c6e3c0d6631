// A process that is supervised: what systemd hears of it, and what the log says where it cannot be
// told. And the unit files that we ship.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { callOnce } from '../../test/harness/connection.ts';
import { Datagrams } from '../../test/harness/datagrams.ts';
import { freePort } from '../../test/harness/ports.ts';
import { RealProcess } from '../../test/harness/process.ts';
import { realTest } from '../../test/harness/real-test.ts';
import { asText } from '../../test/harness/resp.ts';
import type { Sandbox } from '../../test/harness/sandbox.ts';
import { until } from '../../test/harness/wait.ts';
import { supervisorKind } from './supervisor.ts';

/** The root of the repository, from dist/src/daemon. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const VEDETTE = join(ROOT, 'bin/vedette');

interface Started {
  readonly port: number;
  readonly process: RealProcess;
}

async function start(
  sandbox: Sandbox,
  lines: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Started> {
  const port = await freePort();
  const { folder } = sandbox;
  const file = join(folder, 's.conf');
  writeFileSync(file, [`port ${port}`, 'bind 127.0.0.1', ...lines, ''].join('\n'));
  const command = [VEDETTE, file] as const;
  return { port, process: RealProcess.start(sandbox, { command, folder, env: environment }) };
}

async function supervisedBy(port: number): Promise<string> {
  return await until('INFO', async () => {
    const text = asText(await callOnce(port, 'INFO', 'server'));
    return /process_supervised:(\w+)/.exec(text)?.[1];
  });
}

realTest(
  'systemd hears that it is ready and that it ends, from its own number',
  async (sandbox) => {
    const socket = join(sandbox.folder, 'notify');
    const datagrams = await Datagrams.listen(sandbox, socket);
    const lines = ['supervised systemd', 'daemonize yes'];
    const { port, process } = await start(sandbox, lines, { NOTIFY_SOCKET: socket });
    const ready = await until('READY', () =>
      datagrams.received.find(({ text }) => text.includes('READY=1')),
    );
    assert.match(ready.text, new RegExp(`^MAINPID=${process.pid}$`, 'm'));
    assert.match(ready.text, /^STATUS=Ready to accept connections$/m);
    assert.equal(await supervisedBy(port), 'systemd');
    assert.equal(process.end, null, 'it stays in the foreground although the file says daemonize');
    assert.match(process.output, /\* Supervised by systemd\. Please make sure you set appropriate/);
    process.signal('SIGTERM');
    await until('STOPPING', () =>
      datagrams.received.find(({ text }) => text.includes('STOPPING=1')),
    );
    assert.deepEqual(await process.wait(), { code: 0, signal: null });
  },
  { needs: ['systemd-notify', 'python3'] },
);

realTest('systemd that is not there is a warning', async (sandbox) => {
  const { port, process } = await start(sandbox, ['supervised systemd'], {});
  assert.equal(await supervisedBy(port), 'no');
  assert.match(process.output, /# systemd supervision error: NOTIFY_SOCKET not found!/);
});

realTest('a missing systemd-notify is a warning, and it goes on', async (sandbox) => {
  const environment = { NOTIFY_SOCKET: join(sandbox.folder, 'nobody') };
  const path = sandbox.makeFolder('bin');
  const node = spawnSync('sh', ['-c', 'command -v node'], { encoding: 'utf8' }).stdout.trim();
  writeFileSync(join(path, 'node'), `#!/bin/sh\nexec '${node}' "$@"\n`, { mode: 0o755 });
  const lines = ['supervised auto'];
  const { port, process } = await start(sandbox, lines, { ...environment, PATH: path });
  assert.equal(await supervisedBy(port), 'systemd');
  await until('the warning', () =>
    process.output.includes('# systemd supervision error: spawn systemd-notify ENOENT')
      ? true
      : undefined,
  );
});

realTest('upstart sees it stop when it is ready', async (sandbox) => {
  const { port, process } = await start(sandbox, ['supervised auto'], { UPSTART_JOB: 'x' });
  await until('it to stop', () => {
    const status = readFileSync(`/proc/${process.pid}/stat`, 'utf8');
    return status.includes(') T ') ? true : undefined;
  });
  process.signal('SIGCONT');
  assert.equal(await supervisedBy(port), 'upstart');
});

realTest('who supervises follows from the file and the environment', async () => {
  const systemd = { NOTIFY_SOCKET: '/x' };
  const upstart = { UPSTART_JOB: 'x' };
  assert.equal(supervisorKind('no', { ...systemd, ...upstart }), 'no');
  assert.equal(supervisorKind('auto', { ...systemd, ...upstart }), 'systemd');
  assert.equal(supervisorKind('auto', upstart), 'upstart');
  assert.equal(supervisorKind('auto', {}), 'no');
  assert.equal(supervisorKind('systemd', upstart), 'no');
  assert.equal(supervisorKind('upstart', systemd), 'no');
});

for (const [name, instance] of [
  ['vedette.service', 'vedette.service'],
  ['vedette@.service', 'vedette@one.service'],
] as const) {
  realTest(
    `${name} is accepted by systemd-analyze without a word`,
    async (sandbox) => {
      const text = readFileSync(join(ROOT, 'etc/systemd', name), 'utf8');
      assert.match(text, /^ExecStart=\/usr\/bin\/vedette /m);
      // It also checks that the command is there.
      const here = text.replace('/usr/bin/vedette', VEDETTE);
      writeFileSync(join(sandbox.folder, name), here);
      const path = join(sandbox.folder, instance);
      const verified = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
      assert.deepEqual([verified.status, verified.stdout, verified.stderr], [0, '', '']);
    },
    { needs: ['systemd-analyze'] },
  );
}
