// What becomes of the authorities of a folder that loses them while the process runs.

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Authority, hashedName, writeTlsFiles } from '../../test/harness/certificates.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import { until } from '../../test/harness/wait.ts';
import { Log } from '../adapters/log.ts';
import { parseConfig } from '../config/parse-config.ts';
import type { TlsSettings } from '../config/server-settings.ts';
import { startTls, type Tls } from './tls.ts';

const clock = { monotonicMs: () => 0, wallMs: () => 0 };

class Heard extends Log {
  readonly lines: string[] = [];

  override warning(text: string): void {
    this.lines.push(text);
  }

  override notice(text: string): void {
    this.lines.push(text);
  }
}

interface Bench {
  readonly entry: string;
  readonly settings: TlsSettings;
  readonly log: Heard;
}

async function withAuthority(
  body: (bench: Bench, authority: string) => Promise<void>,
): Promise<void> {
  const sandbox = new Sandbox();
  try {
    const ours = new Authority('Ours');
    const { cert, key } = writeTlsFiles(sandbox.folder, ours.issue({ name: 'own' }), ours);
    const folder = join(sandbox.folder, 'authorities');
    mkdirSync(folder);
    const entry = join(folder, hashedName('Ours'));
    writeFileSync(entry, ours.cert);
    const text = `tls-port 1\ntls-cert-file ${cert}\ntls-key-file ${key}\ntls-ca-cert-dir ${folder}`;
    const parsed = parseConfig({ text });
    assert.ok(parsed.ok);
    const settings = { ...parsed.server.tls, reloadPeriodMs: 5 };
    const log = new Heard({ path: '', level: 'nothing', clock });
    await body({ entry, settings, log }, ours.cert);
  } finally {
    await sandbox.close();
  }
}

function start({ settings, log }: Bench): Tls {
  const started = startTls(settings, log, false);
  assert.ok(started.ok && started.tls !== null);
  return started.tls;
}

function dangle(entry: string): void {
  rmSync(entry);
  symlinkSync(`${entry}.gone`, entry);
}

test('authorities that cannot be read any more stay in use, and the log says so', async () => {
  await withAuthority(async (bench, authority) => {
    const tls = start(bench);
    try {
      const { entry, log } = bench;
      await tls.begun;
      dangle(entry);
      const said = await until('the word', () =>
        log.lines.find((line) => line.includes('No auth')),
      );
      assert.match(said, /No such file or directory; the certificates of before stay in use$/);
      assert.equal(String(tls.incoming.ca), authority);
    } finally {
      tls.close();
    }
  });
});

test('a start without any of them says so', async () => {
  await withAuthority(async (bench) => {
    dangle(bench.entry);
    start(bench).close();
    assert.match(bench.log.lines.join(), /^No authority in tls-ca-cert-dir .* can be read: /);
  });
});
