// How the Sentinel of a file is reached, as its file tells it: its address and its certificates.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Authority } from '../../test/harness/certificates.ts';
import type { Hints } from './target.ts';
import { hintsOfFile } from './target-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'vedette-target-'));
after(() => rmSync(folder, { recursive: true }));

function hintsOf(...lines: readonly string[]): Hints {
  const file = join(folder, 's.conf');
  writeFileSync(file, lines.join('\n'));
  return hintsOfFile(file);
}

const HOSTS: readonly (readonly [line: string, host: string])[] = [
  ['', '127.0.0.1'],
  ['bind *', '127.0.0.1'],
  ['bind * -::*', '127.0.0.1'],
  ['bind 0.0.0.0', '127.0.0.1'],
  ['bind 0.0.0.0 ::', '127.0.0.1'],
  ['bind ::1', '::1'],
  ['bind -::1', '::1'],
  ['bind ::ffff:10.0.0.1', '::ffff:10.0.0.1'],
  ['bind ::', '::1'],
  ['bind ::*', '::1'],
  ['bind -::*', '::1'],
  ['bind * ::1', '::1'],
  ['bind 10.0.0.1 ::1', '10.0.0.1'],
  ['bind ::1\nsentinel announce-ip 10.0.0.2', '10.0.0.2'],
];

for (const [line, host] of HOSTS) {
  test(`with '${line}' it is asked at ${host}`, () => {
    assert.deepEqual(hintsOf(line).addresses, [{ host, port: 26379 }]);
  });
}

test('certificates belong to the folder that the file enters', () => {
  const authority = new Authority('Everybody');
  const { cert, key } = authority.issue({ name: 'own' });
  const certs = join(folder, 'certs');
  mkdirSync(certs);
  for (const [name, text] of Object.entries({ cert, key, ca: authority.cert }))
    writeFileSync(join(certs, `${name}.pem`), text);
  const before = process.cwd();
  const lines = ['tls-cert-file cert.pem', 'tls-key-file key.pem', 'tls-ca-cert-file ca.pem'];
  const { tls } = hintsOf(`dir ${certs}`, 'port 0', 'tls-port 26379', ...lines);
  assert.equal(String(tls?.cert), cert);
  assert.equal(process.cwd(), before);
});
