// The parser of hellos: what it takes can be said again to the letter.

import assert from 'node:assert/strict';
import type { Hello } from '../../src/core/facts.ts';
import { formatHello, parseHello } from '../../src/dialect/hello.ts';
import { anyBytes, oddNumber, once, pick } from './chance.ts';
import type { Target } from './target.ts';

export const HELLO: Hello = {
  peer: { host: '127.0.0.1', port: 26_379 },
  runId: 'a'.repeat(40),
  currentEpoch: 3n,
  groupName: 'mymaster',
  master: { host: '127.0.0.1', port: 6_379 },
  configEpoch: 2n,
};

const V6: Hello = {
  ...HELLO,
  peer: { host: 'fe80::1%eth0', port: 1 },
  currentEpoch: 2n ** 64n - 1n,
};
const NAMED: Hello = { ...HELLO, groupName: 'my group.1', master: { host: 'db-1.local', port: 1 } };

export const hellos: Target = {
  name: 'hellos',
  seeds: [formatHello(HELLO), formatHello(V6), formatHello(NAMED)],
  words: [',', ',,', '0', '-1', ' ', '127.0.0.1', '::1', 'a'.repeat(40), '18446744073709551616'],
  generate(chance) {
    const parts = formatHello(pick(chance, [HELLO, V6, NAMED])).split(',');
    const odd = parts.map((part) => {
      if (!once(chance, 6)) return part;
      return once(chance, 2) ? oddNumber(chance) : anyBytes(chance, 50);
    });
    return odd.join(',');
  },
  check(input) {
    const hello = parseHello(input);
    if (hello === null) return;
    assert.equal(input.split(',').length, 8);
    for (const { host, port } of [hello.peer, hello.master]) {
      assert.match(host, /^[\x21-\x7e]+$/);
      assert.ok(!host.includes(',') && port >= 1 && port <= 65_535);
    }
    assert.match(hello.runId, /^[\w-]{40}$/);
    for (const epoch of [hello.currentEpoch, hello.configEpoch]) {
      assert.ok(epoch >= 0n && epoch < 2n ** 64n);
    }
    assert.deepEqual(parseHello(formatHello(hello)), hello);
  },
};
