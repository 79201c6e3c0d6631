// SENTINEL FORGET in its three forms, and what each answers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answer,
  call,
  fakeSight,
  MY_ID,
  masterView,
  peerView,
  verdictOf,
  wireLines,
} from '../../../test/fake-sight.ts';

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

test('OPERATOR-12: a Sentinel is named by its id in any case, or by its address', () => {
  const { runId, address } = peerView();
  const sight = fakeSight({ groups: [{ master: masterView(), peers: [peerView()] }] });
  const asked = (...words: string[]) =>
    verdictOf('operate', call(['SENTINEL', 'FORGET', 'mymaster', 'SENTINEL', ...words], sight));
  const place = [address.host, String(address.port)];
  for (const words of [[runId], [runId.toUpperCase()], place, [...place, 'EVERYWHERE']]) {
    const everywhere = words.length === 3;
    const who = { kind: 'sentinel', runId };
    assert.deepEqual(asked(...words).request, {
      kind: 'forget',
      name: 'mymaster',
      who,
      everywhere,
    });
  }
  const unknown = answer(['SENTINEL', 'FORGET', 'mymaster', 'SENTINEL', '10.9.9.9', '1'], sight);
  assert.deepEqual(wireLines(unknown), ['-ERR No such replica or Sentinel in that group']);
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
