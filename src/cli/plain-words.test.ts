// Plain words are understood as the library understands them, for every verb; what is not plain is
// left to it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CATALOGUE } from './catalogue.ts';
import { optionsOf } from './options.ts';
import { plainUse } from './plain-words.ts';
import { parseWords } from './program.ts';
import type { Verb } from './verb.ts';

const loaded = await Promise.all(Object.values(CATALOGUE).map(({ load }) => load()));
const verbs: readonly Verb[] = loaded.flatMap((each) => ('verbs' in each ? each.verbs : [each]));

/** What somebody may write: more often right than wrong. */
function wordsFor(verb: Verb): fc.Arbitrary<readonly string[]> {
  const options = optionsOf(verb).map(({ flags }) => {
    const [name = '', form] = flags.split(' ');
    const value = fc.constantFrom('a', '10.0.0.1:6379', '', '2s', '-1', '--json', 'a b');
    return form === undefined ? fc.constant([name]) : value.map((text) => [name, text]);
  });
  const odd = fc.constantFrom(
    ...['-', '--', '-1', '-x', '--unknown', '--tls-ca', '--json=1', '--user=me', '--color', '--js'],
    ...['--sentinels <host:port,...>', '--all x', '--no-tls', '--wait', '--constructor', '--to'],
  );
  const part = fc.oneof(
    { weight: 8, arbitrary: fc.oneof(...options) },
    { weight: 4, arbitrary: fc.constantFrom('name', '127.0.0.1:26379', 'x').map((word) => [word]) },
    { weight: 1, arbitrary: odd.map((word) => [word]) },
  );
  const needed = verb.words.flatMap(({ form }) => (form.startsWith('<') ? ['name'] : []));
  const rest = fc.array(part, { maxLength: 4 }).map((parts) => parts.flat());
  return fc.oneof(
    { weight: 2, arbitrary: rest.map((words) => [...needed, ...words]) },
    { weight: 1, arbitrary: rest },
  );
}

for (const verb of verbs) {
  test(`${verb.name}: plain words mean what they mean to the library`, async (context) => {
    context.mock.method(process.stderr, 'write', () => true);
    context.mock.method(process.stdout, 'write', () => true);
    let plain = 0;
    await fc.assert(
      fc.asyncProperty(wordsFor(verb), async (words) => {
        const use = plainUse(verb, words);
        if (use === null) return;
        plain += 1;
        assert.deepEqual(use, await parseWords(verb, words));
      }),
      { numRuns: 60 },
    );
    assert.ok(plain > 0, 'some are plain');
  });
}

test('status as people mostly write it is plain; help and mistakes are not', async () => {
  const status = await CATALOGUE['status']?.load();
  assert.ok(status !== undefined);
  const words = ['mymaster', '--sentinels', '10.0.0.1:26379', '--no-color', '--json', '--all'];
  const options = { color: false, sentinels: '10.0.0.1:26379', json: true, all: true };
  assert.deepEqual(plainUse(status, words), {
    ...{ kind: 'run', verb: status, words: ['mymaster'], options },
  });
  assert.deepEqual(plainUse(status, [])?.options, { color: true });
  for (const word of ['--help', '-h', '--sentinel', '--sentinels', '--json=1', '--']) {
    assert.equal(plainUse(status, [word]), null, word);
  }
  assert.equal(plainUse(status, ['one', 'two']), null);
});
