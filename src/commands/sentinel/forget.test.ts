// SENTINEL FORGET in its three forms, and what each answers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, call, MY_ID, verdictOf, wireLines } from '../../../test/fake-sight.ts';

const FORGET = ['SENTINEL', 'FORGET', 'g'] as const;
const REPLICA = { kind: 'replica', address: { host: '10.0.0.1', port: 7 } } as const;

test('OPERATOR-16: EVERYWHERE stands at the end, in any case', () => {
  const forms = [
    [['REPLICA', '10.0.0.1', '7'], REPLICA, false],
    [['replica', '10.0.0.1', '7', 'everywhere'], REPLICA, true],
    [['REPLICA', '10.0.0.1', '7', 'HERE'], REPLICA, false],
    [['SENTINEL', 'f', 'EVERYWHERE'], { kind: 'sentinel', runId: 'f' }, true],
  ] as const;
  for (const [words, who, everywhere] of forms) {
    const { request } = verdictOf('operate', call([...FORGET, ...words]));
    assert.deepEqual(request, { kind: 'forget', name: 'g', who, everywhere });
  }
  for (const words of [
    ['REPLICA', '10.0.0.1', 'EVERYWHERE'],
    ['SENTINEL', 'EVERYWHERE'],
    ['SENTINEL', 'f', 'HERE', 'EVERYWHERE'],
    ['REPLICA', '10.0.0.1', '7', '8'],
  ]) {
    assert.deepEqual(wireLines(answer([...FORGET, ...words])), ['-ERR syntax error'], `${words}`);
  }
});

test('OPERATOR-16: each Sentinel has an entry, and a stock one a remedy', () => {
  const { render } = verdictOf('operate', call([...FORGET, 'SENTINEL', 'f', 'EVERYWHERE']));
  const address = { host: '10.0.0.9', port: 26379 };
  const lines = wireLines(
    render({
      kind: 'forgotten',
      by: [
        { runId: MY_ID, address: null, result: 'forgotten' },
        { runId: 'p', address, result: 'stock' },
      ],
    }),
    3,
  );
  assert.deepEqual(lines.slice(0, 9), [
    '*2',
    '%5',
    'sentinel',
    MY_ID,
    'ip',
    '_',
    'port',
    '_',
    'result',
  ]);
  assert.ok(lines.includes('10.0.0.9'));
  assert.match(lines.at(-1) ?? '', /SENTINEL RESET g there/);
});

test('OPERATOR-16: HERE answers with an entry, whatever becomes of it', () => {
  const { render } = verdictOf('operate', call([...FORGET, 'SENTINEL', 'f', 'HERE']));
  const said = (outcome: Parameters<typeof render>[0]) => wireLines(render(outcome), 3)[9];
  assert.equal(said({ kind: 'done' }), 'forgotten');
  assert.equal(said({ kind: 'comes-back', why: 'listed' }), 'listed');
  assert.equal(said({ kind: 'failed', code: 'not-saved' }), 'not-saved');
  assert.equal(said({ kind: 'failed', code: 'too-many-forgets' }), 'refused');
});
