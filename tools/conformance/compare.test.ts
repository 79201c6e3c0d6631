// The comparison itself: what it takes for the same, what it finds, and what it says of allowances.
// A comparison that finds nothing would please everybody.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Difference, differences } from './differ.ts';
import { streamDifferences } from './events.ts';
import { Ledger } from './ledger.ts';
import { report } from './report.ts';
import { parseScript } from './script.ts';
import { shapeOf } from './shape.ts';
import { type Wire, WireReader } from './wire.ts';

function wire(text: string): Wire {
  const reader = new WireReader();
  reader.push(text);
  const value = reader.next();
  assert.ok(value !== undefined, 'one whole reply');
  return value;
}

function compare(command: string, stock: string, ours: string): readonly Difference[] {
  return differences(shapeOf(wire(stock), command, []), shapeOf(wire(ours), command, []));
}

function fields(pairs: Readonly<Record<string, string>>): string {
  const words = Object.entries(pairs).flat();
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
}

describe('replies', () => {
  test('the same are the same, and each kind of value is another one', () => {
    assert.deepEqual(compare('ping', '+PONG\r\n', '+PONG\r\n'), []);
    for (const other of ['$4\r\nPONG\r\n', '-PONG\r\n', '+PONg\r\n', '_\r\n', '*1\r\n+PONG\r\n']) {
      assert.equal(compare('ping', '+PONG\r\n', other).length, 1, other);
    }
  });

  test('nothing is not an empty array, nor null of another kind', () => {
    const found = compare('sentinel get-master-addr-by-name x', '*-1\r\n', '$-1\r\n');
    assert.deepEqual(found, [{ place: '', stock: '*-1', ours: '$-1' }]);
  });

  test('a field that is missing, more, or at another place is found by its name', () => {
    const stock = fields({ name: 'a', ip: '1', port: '2' });
    const ours = fields({ ip: '1', name: 'b', flags: '' });
    const places = compare('sentinel master a', stock, ours).map(({ place }) => place);
    assert.deepEqual(places, ['name', 'port', 'flags', '(order)']);
  });

  test('ages count as the same while they are ages', () => {
    const stock = fields({ 'last-ping-sent': '0', flags: 'master' });
    const same = fields({ 'last-ping-sent': '77', flags: 'master' });
    const odd = fields({ 'last-ping-sent': 'soon', flags: 'master' });
    const byChance = fields({ 'last-ping-sent': '<own-port>', flags: 'master' });
    assert.deepEqual(compare('sentinel master a', stock, same), []);
    assert.deepEqual(compare('sentinel master a', stock, byChance), []);
    assert.equal(compare('sentinel master a', stock, odd).length, 1);
    assert.equal(compare('ping', stock, same).length, 1, 'only where there are ages');
  });

  test('lists of a hash table are compared without their order', () => {
    const [one, other] = ['*2\r\n$1\r\na\r\n$1\r\nb\r\n', '*2\r\n$1\r\nb\r\n$1\r\na\r\n'];
    assert.deepEqual(compare('acl users', one, other), []);
    assert.equal(compare('sentinel get-master-addr-by-name a', one, other).length, 2);
  });

  test('a map of RESP3 is not an array of RESP2', () => {
    const found = compare('hello 3', '%1\r\n$1\r\na\r\n:1\r\n', '*2\r\n$1\r\na\r\n:1\r\n');
    assert.deepEqual(found, [{ place: '(type)', stock: '%', ours: '*' }]);
  });

  test('INFO is compared line by line', () => {
    const info = (speed: string, a: string): string => {
      const text = `# CPU\r\nused_cpu_sys:${speed}\r\na:${a}\r\n`;
      return `$${text.length}\r\n${text}\r\n`;
    };
    assert.deepEqual(compare('info', info('1.5', '1'), info('9.5', '2')), [
      { place: 'a', stock: '$"1"', ours: '$"2"' },
    ]);
  });

  test('names of its own are the same in both', () => {
    const shape = (own: string): unknown => shapeOf({ type: '$', text: own }, 'x', [[own, 'ME']]);
    assert.deepEqual(shape('127'), shape('128'));
  });
});

describe('events', () => {
  const leader = ['+a 1', '+b 2', '+c 3'];

  test('what one tells and the other does not, and what comes earlier', () => {
    const found = streamDifferences([leader], [['+b 2', '+a 1', '+d 4']], 'leader');
    assert.deepEqual(
      found.map(({ place }) => place),
      ['+c 3', '+d 4', '+a, +b'],
    );
  });

  test('an order that changes within one kind is no order', () => {
    const both = [
      ['+a 1', '+b 2'],
      ['+b 2', '+a 1'],
    ];
    assert.deepEqual(streamDifferences([['+a 1', '+b 2']], both, 'observer'), []);
  });

  test('a payload that differs is found', () => {
    assert.equal(streamDifferences([leader], [['+a 1', '+b 2', '+c 4']], 'leader').length, 2);
  });
});

describe('allowances', () => {
  const subject = { where: 'x:1', command: 'HELLO', key: 'hello', how: 'RESP2', allowance: null };
  const difference = { place: 'version', stock: '$"1"', ours: '$"2"' };

  test('one that fits takes the difference away; the same elsewhere is a finding', () => {
    const ledger = new Ledger([{ id: 'C-1', command: /^hello/, place: /^version$/ }]);
    ledger.note(subject, [difference]);
    assert.deepEqual([ledger.findings, ledger.unused()], [[], []]);
    assert.ok(report(ledger, true).succeeded);
    ledger.note(subject, [{ ...difference, place: 'proto' }]);
    assert.equal(ledger.findings.length, 1);
    assert.match(report(ledger, true).text, /HELLO {3}\(RESP2, x:1\)\n {2}at {5}proto/);
  });

  test('one that nothing uses is an error', () => {
    const ledger = new Ledger([{ id: 'C-1', command: /^hello/ }]);
    ledger.note({ ...subject, allowance: 'C-2' }, []);
    assert.deepEqual(ledger.unused(), ['C-1 for /^hello/', 'C-2 at x:1']);
    assert.equal(report(ledger, true).succeeded, false);
    assert.ok(report(ledger, false).succeeded, 'when only a part was played nobody knows');
  });
});

test('a script is cases, with connections, pipelines and numbers', () => {
  const text =
    'stage main\n\n# a comment\nPING\n| PING x\n[C-3] b: FOO "a b"\n\nonly 3\nraw "a\\n"\n';
  const { stage, cases } = parseScript('a.txt', text);
  assert.equal(stage, 'main');
  assert.deepEqual(
    cases.map(({ protocols, steps }) => [protocols, steps.length]),
    [
      [[2, 3], 2],
      [[3], 1],
    ],
  );
  const [first, second] = cases[0]?.steps ?? [];
  assert.ok(first?.kind === 'exchange' && second?.kind === 'exchange');
  assert.equal(first.sends.length, 2);
  assert.deepEqual(
    [second.allowance, second.connection, second.sends],
    ['C-3', 'b', [{ kind: 'words', words: ['FOO', 'a b'] }]],
  );
  assert.throws(() => parseScript('a.txt', 'PING "\n'), /a\.txt:1/);
});
