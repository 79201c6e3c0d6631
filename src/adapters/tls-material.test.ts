// What TLS is made of: the complaints of stock for what is missing or does not fit, and what is
// made of files that do. All texts but those about Node's own checks were heard from stock.

import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { Authority, hashedName } from '../../test/harness/certificates.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import { parseConfig } from '../config/parse-config.ts';
import type { TlsSettings } from '../config/server-settings.ts';
import { loadTls, tlsFiles } from './tls-material.ts';

const sandbox = new Sandbox();
after(() => sandbox.close());

const AUTHORITY = new Authority('Ours');
const OWN = AUTHORITY.issue({ name: 'own' });
const OTHER = AUTHORITY.issue({ name: 'other' });
const LOCKED = createPrivateKey(OWN.key)
  .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-128-cbc', passphrase: 'secret' })
  .toString();

/** Writes a file and gives its path. */
function file(name: string, content: string): string {
  const path = join(sandbox.folder, name);
  writeFileSync(path, content);
  return path;
}

const CERT = file('own.crt', OWN.cert);
const KEY = file('own.key', OWN.key);
const CA = file('ca.crt', AUTHORITY.cert);
const OTHER_KEY = file('other.key', OTHER.key);
const LOCKED_KEY = file('locked.key', LOCKED);
const RUBBISH = file('rubbish', 'rubbish\n');
const MISSING = join(sandbox.folder, 'missing');
const PAIR = `tls-port 1\ntls-cert-file ${CERT}\ntls-key-file ${KEY}\n`;
const ALL = `${PAIR}tls-ca-cert-file ${CA}\n`;

function settings(text: string): TlsSettings {
  const parsed = parseConfig({ text });
  assert.ok(parsed.ok);
  return parsed.server.tls;
}

const NO_FILE = 'error:80000002:system library::No such file or directory';
const NO_AUTHORITY =
  'Either tls-ca-cert-file or tls-ca-cert-dir must be specified when tls-cluster, tls-replication or tls-auth-clients are enabled!';
const NO_PROTOCOL =
  "Invalid tls-protocols specified. Use a combination of 'TLSv1', 'TLSv1.1', 'TLSv1.2' and 'TLSv1.3'.";

const FAULTS: readonly (readonly [text: string, reason: string])[] = [
  ['tls-port 1', 'No tls-cert-file configured!'],
  ['tls-replication yes', 'No tls-cert-file configured!'],
  [`tls-port 1\ntls-cert-file ${CERT}`, 'No tls-key-file configured!'],
  [PAIR, NO_AUTHORITY],
  [`${PAIR}tls-auth-clients optional`, NO_AUTHORITY],
  [`${PAIR}tls-auth-clients no\ntls-replication yes`, NO_AUTHORITY],
  [`${ALL}tls-protocols "TLSv1.2 SSLv3"`, NO_PROTOCOL],
  [`${ALL}tls-cert-file ${MISSING}`, `Failed to load certificate: ${MISSING}: ${NO_FILE}`],
  [
    `${ALL}tls-cert-file ${RUBBISH}`,
    `Failed to load certificate: ${RUBBISH}: error:0480006C:PEM routines::no start line`,
  ],
  [`${ALL}tls-key-file ${MISSING}`, `Failed to load private key: ${MISSING}: ${NO_FILE}`],
  [
    `${ALL}tls-key-file ${OTHER_KEY}`,
    `Failed to load private key: ${OTHER_KEY}: error:05800074:x509 certificate routines::key values mismatch`,
  ],
  [
    `${ALL}tls-key-file ${RUBBISH}`,
    `Failed to load private key: ${RUBBISH}: error:1E08010C:DECODER routines::unsupported`,
  ],
  [
    `${ALL}tls-key-file ${LOCKED_KEY}\ntls-key-file-pass wrong`,
    `Failed to load private key: ${LOCKED_KEY}: error:1C800064:Provider routines::bad decrypt`,
  ],
  [
    `${ALL}tls-ca-cert-file ${MISSING}`,
    `Failed to configure CA certificate(s) file/directory: ${NO_FILE}`,
  ],
  [
    `${ALL}tls-ca-cert-file ${RUBBISH}`,
    'Failed to configure CA certificate(s) file/directory: error:05800088:x509 certificate routines::no certificate or crl found',
  ],
  [`${ALL}tls-ciphers NOPE`, 'Failed to configure ciphers: NOPE'],
  [`${ALL}tls-ciphersuites NOPE`, 'Failed to configure ciphersuites: NOPE'],
  [`${ALL}tls-ciphersuites TLS_NOPE`, 'Failed to configure ciphersuites: TLS_NOPE'],
  [`${ALL}tls-dh-params-file ${MISSING}`, `Failed to load ${MISSING}: No such file or directory`],
  [`${ALL}tls-dh-params-file ${RUBBISH}`, `${RUBBISH}: failed to read DH params.`],
  [
    `${ALL}tls-client-cert-file ${CERT}\ntls-client-key-file ${OTHER_KEY}`,
    `Failed to load private key: ${OTHER_KEY}: error:05800074:x509 certificate routines::key values mismatch`,
  ],
];

test('parts that are good for themselves and do not go together are a complaint, too', () => {
  // A key of its size is too weak for this level.
  const loaded = loadTls(settings(`${ALL}tls-ciphers ECDHE-ECDSA-AES256-GCM-SHA384:@SECLEVEL=5`));
  assert.ok(!loaded.ok);
  assert.match(loaded.reason, /^Failed to create TLS context: /);
});

for (const [text, reason] of FAULTS) {
  test(`TLS is refused: ${reason.replaceAll(sandbox.folder, '')}`, () => {
    assert.deepEqual(loadTls(settings(text)), { ok: false, reason });
  });
}

const USABLE: readonly (readonly [title: string, text: string])[] = [
  ['a certificate, its key and an authority', ALL],
  ['no authority where nobody is asked for a certificate', `${PAIR}tls-auth-clients no`],
  ['a locked key with its password', `${ALL}tls-key-file ${LOCKED_KEY}\ntls-key-file-pass secret`],
  ['protocols in any case', `${ALL}tls-protocols "tlsv1.2 TLSV1.3"`],
  ['ciphers alone', `${ALL}tls-ciphers ECDHE-ECDSA-AES256-GCM-SHA384`],
  ['suites alone', `${ALL}tls-ciphersuites TLS_AES_128_GCM_SHA256`],
  ['half of a pair for links, which has no effect', `${ALL}tls-client-cert-file ${MISSING}`],
  ['a folder of authorities that is not there', `${PAIR}tls-ca-cert-dir ${MISSING}`],
];

for (const [title, text] of USABLE) {
  test(`TLS is made of ${title}`, () => {
    const loaded = loadTls(settings(text));
    assert.ok(loaded.ok, loaded.ok ? '' : loaded.reason);
    assert.equal(loaded.material.outgoing, null);
  });
}

test('without an authority nobody is trusted, not even those that browsers trust', () => {
  const loaded = loadTls(settings(`${PAIR}tls-auth-clients no`));
  assert.ok(loaded.ok);
  assert.deepEqual(loaded.material.incoming.ca, []);
});

test('in a folder only names are looked at that OpenSSL would look for', () => {
  const folder = join(sandbox.folder, 'authorities');
  mkdirSync(folder);
  writeFileSync(join(folder, hashedName('Ours')), AUTHORITY.cert);
  writeFileSync(join(folder, 'README'), 'not a certificate');
  const loaded = loadTls(settings(`${PAIR}tls-ca-cert-dir ${folder}`));
  assert.ok(loaded.ok);
  assert.deepEqual(String(loaded.material.incoming.ca), AUTHORITY.cert);
});

test('in a folder an entry that cannot be read takes nothing from the others', () => {
  const folder = join(sandbox.folder, 'dangling');
  mkdirSync(folder);
  const entry = join(folder, hashedName('Ours'));
  const dangling = entry.replace(/\d+$/, '7');
  symlinkSync(MISSING, dangling);
  const lines = `${PAIR}tls-ca-cert-dir ${folder}`;
  const none = loadTls(settings(lines));
  assert.ok(none.ok);
  assert.deepEqual(none.material.incoming.ca, []);
  assert.equal(
    none.material.unreadAuthorities,
    `No authority in tls-ca-cert-dir ${folder} can be read: ${basename(dangling)}: ` +
      'No such file or directory',
  );
  writeFileSync(entry, AUTHORITY.cert);
  const loaded = loadTls(settings(lines));
  assert.ok(loaded.ok);
  assert.deepEqual(String(loaded.material.incoming.ca), AUTHORITY.cert);
  assert.equal(loaded.material.unreadAuthorities, null);
});

test('a folder that cannot be read has no authority, and that is said', () => {
  const loaded = loadTls(settings(`${PAIR}tls-ca-cert-dir ${MISSING}`));
  assert.ok(loaded.ok);
  assert.deepEqual(loaded.material.incoming.ca, []);
  assert.match(loaded.material.unreadAuthorities ?? '', /can be read: No such file or directory$/);
});

test('what the server is told beside the certificates', () => {
  const loaded = loadTls(
    settings(`${ALL}tls-prefer-server-ciphers yes\ntls-session-cache-timeout 60`),
  );
  assert.ok(loaded.ok);
  const { honorCipherOrder, sessionTimeout } = loaded.material.incoming;
  assert.deepEqual(
    { honorCipherOrder, sessionTimeout },
    { honorCipherOrder: true, sessionTimeout: 60 },
  );
});

test('every file that is named is one that may change', () => {
  const text = `${ALL}tls-client-cert-file a\ntls-client-key-file b\ntls-ca-cert-dir c\ntls-dh-params-file d`;
  assert.deepEqual(tlsFiles(settings(text)), [CERT, KEY, 'a', 'b', CA, 'c', 'd']);
});
