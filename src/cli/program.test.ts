// The words of each verb: what is understood, what is refused, and that help tells all of it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { test } from 'node:test';
import { CATALOGUE, isVerb } from './catalogue.ts';
import { EXIT } from './exit.ts';
import { optionsOf } from './options.ts';
import { exitsOf, helpOf, overview } from './program.ts';

test('the verbs are those of the catalogue, and a file is none', () => {
  for (const name of ['status', 'doctor', 'help']) assert.ok(isVerb(name), name);
  for (const name of ['', './status', 'sentinel.conf', '--help', 'constructor', 'toString'])
    assert.ok(!isVerb(name), name);
});

test('the overview names every verb', () => {
  for (const [name, { summary }] of Object.entries(CATALOGUE)) {
    assert.match(overview(), new RegExp(`^  ${name} +${summary.slice(0, 20)}`, 'm'));
  }
});

for (const [name, { load }] of Object.entries(CATALOGUE)) {
  test(`the help of ${name} tells its options, its exit codes, an example, in 100 columns`, async () => {
    const loaded = await load();
    assert.equal(loaded.name, name);
    const verbs = 'verbs' in loaded ? loaded.verbs : [loaded];
    for (const verb of verbs) {
      const help = helpOf(verb, 'verbs' in loaded ? name : null);
      const path = 'verbs' in loaded ? `${name} ${verb.name}` : name;
      assert.ok(help.startsWith(`Usage: vedette ${path}`), help);
      for (const { flags } of optionsOf(verb)) assert.ok(help.includes(flags), flags);
      for (const [code] of exitsOf(verb)) assert.match(help, new RegExp(`^ +${code}  `, 'm'));
      const codes = exitsOf(verb).map(([code]) => code);
      assert.equal(new Set(codes).size, codes.length, 'each code has one meaning');
      assert.ok(verb.examples.length > 0);
      for (const line of help.split('\n')) assert.ok(line.length <= 100, line);
    }
  });
}

test('what could not be written is no success', { skip: !existsSync('/dev/full') }, () => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(
    process.execPath,
    ['bin/vedette', 'config', 'init', '--master', '10.0.0.1:6379', '--stdout'],
    { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' },
  );
  closeSync(full);
  assert.equal(status, EXIT.no);
  assert.match(stderr, /cannot be written: /);
});
