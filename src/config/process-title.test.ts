// Titles against those that a stock Sentinel gave itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TITLE_TEMPLATE, processTitle, readTitleTemplate } from './process-title.ts';

const FACTS = {
  title: 'vedette',
  binds: ['*', '-::*'],
  port: 27_392,
  tlsPort: 0,
  unixSocket: null,
  configFile: '/etc/p.conf',
};

const TITLES: readonly (readonly [string, string])[] = [
  [DEFAULT_TITLE_TEMPLATE, 'vedette *:27392 [sentinel]'],
  [
    'x {LISTEN-addr} {server-mode} {port} {tls-port} {unixsocket} {config-file} y',
    'x *:27392 [sentinel] 27392 0  /etc/p.conf y',
  ],
  ['a{{b}', 'a{b}'],
  [' plain ', 'plain'],
];

for (const [template, title] of TITLES) {
  test(`${template} gives ${title}`, () => {
    assert.deepEqual(readTitleTemplate(template), { ok: true, value: template });
    assert.equal(processTitle(template, FACTS), title);
  });
}

test('without a port the address is that of TLS; the first bind counts', () => {
  const facts = { ...FACTS, port: 0, tlsPort: 5, binds: ['-::1'] };
  assert.equal(processTitle('{listen-addr}', facts), '-::1:5');
});

for (const template of ['', '  ', '{nope}', '{port', '{title}']) {
  test(`${JSON.stringify(template)} is refused as stock refuses it`, () => {
    const read = readTitleTemplate(template);
    assert.equal(read.ok, false);
  });
}
