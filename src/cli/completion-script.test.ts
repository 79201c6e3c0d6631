// The scripts for shells: bash is asked what it would complete; the others are looked at.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { completionScript, type ShellVerb } from './completion-script.ts';

const VERBS: readonly ShellVerb[] = [
  {
    name: 'status',
    summary: "It's all",
    options: [
      { flags: '--all', meaning: 'all' },
      { flags: '--config <file>', meaning: 'a file', kind: 'file' },
    ],
    words: [{ form: '[name]', meaning: 'a group', kind: 'group' }],
  },
  {
    name: 'stop',
    summary: 'Stops',
    options: [],
    words: [{ form: '<x>', meaning: '', kind: ['now'] }],
  },
];

/** What bash completes behind these words. */
function complete(...words: readonly string[]): readonly string[] {
  const script = [
    'vedette() { echo mymaster; }',
    ...completionScript('bash', VERBS),
    'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))',
    `_vedette vedette "\${!#}" "\${COMP_WORDS[COMP_CWORD-1]}"`,
    'printf "%s\\n" "$' + '{COMPREPLY[@]}"',
  ].join('\n');
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', 'vedette', ...words], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  assert.equal(stderr, '');
  return stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '');
}

const hasBash = spawnSync('bash', ['-c', 'complete -p || true'], { timeout: 10_000 }).status === 0;

test('bash completes verbs, options, groups and choices', { skip: !hasBash }, () => {
  assert.deepEqual(complete('sta'), ['status']);
  assert.deepEqual(complete('st'), ['status', 'stop']);
  assert.deepEqual(complete('status', '--a'), ['--all']);
  assert.deepEqual(complete('status', 'my'), ['mymaster']);
  assert.deepEqual(complete('stop', 'n'), ['now']);
  assert.deepEqual(complete('help', 'sto'), ['stop']);
});

test('fish gets a line for each verb and option, and quotes hold', () => {
  const lines = completionScript('fish', VERBS);
  assert.ok(
    lines.includes("complete -c vedette -n __fish_use_subcommand -a status -d 'It\\'s all'"),
  );
  assert.ok(lines.some((line) => / -l config -r -F /.test(line)));
});

test('zsh uses what bash has', () => {
  assert.ok(completionScript('zsh', VERBS).includes('complete -F _vedette vedette'));
});
