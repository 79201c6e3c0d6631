// The READMEs promise nothing that is not there: their commands, flags, files and samples are
// tried or looked up. That the two languages say the same and that links lead somewhere are house
// rules.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { COMMANDS } from '../src/commands/catalogue.ts';
import { parseConfig } from '../src/config/parse-config.ts';

const PAGES = ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md'];
/** What npm itself can do. */
const NPM_COMMANDS = ['ci', 'link', 'install', 'pack'];

function codeOf(page: string): string {
  const text = readFileSync(page, 'utf8');
  const blocks = [...text.matchAll(/```\w*\n(.*?)```/gs)].map(([, block = '']) => block);
  const inline = [...text.replaceAll(/```.*?```/gs, '').matchAll(/`([^`]+)`/g)];
  return [...blocks, ...inline.map(([, words = '']) => words)].join('\n');
}

function npmScripts(): readonly string[] {
  const parsed: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
  assert.ok(typeof parsed === 'object' && parsed !== null && 'scripts' in parsed);
  return Object.keys(parsed.scripts ?? {});
}

/** The text of a program and of all that stands in its folder. */
function sourcesIn(folder: string): string {
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}

describe('what the pages name', () => {
  for (const page of PAGES) {
    test(`${page}: every npm script exists`, () => {
      const named = [...codeOf(page).matchAll(/\bnpm (?:run )?([a-z]+)/g)].map(([, name]) => name);
      const known = [...npmScripts(), ...NPM_COMMANDS];
      assert.ok(named.length > 0);
      for (const name of named) assert.ok(known.includes(name ?? ''), `npm run ${name}`);
    });

    test(`${page}: every file that a command names exists`, () => {
      for (const [name] of codeOf(page).matchAll(
        /(?<![\w./-])(?:bin|src|sim|tools|docs)\/[\w./-]*\w/g,
      )) {
        assert.ok(existsSync(name), name);
      }
    });
  }

  test('every option that follows an npm script is known to its program', () => {
    const programs: Readonly<Record<string, string>> = {
      demo: 'tools/demo',
      bench: 'tools/bench',
      sim: 'sim',
      conformance: 'tools/conformance',
      fuzz: 'tools/fuzz',
    };
    for (const page of PAGES) {
      for (const [, script = '', words = ''] of codeOf(page).matchAll(
        /npm run (\w+) -- ([^#\n]*)/g,
      )) {
        const folder = programs[script];
        assert.ok(folder !== undefined, script);
        const source = sourcesIn(folder);
        for (const [option] of words.matchAll(/--[a-z-]+/g)) {
          assert.ok(source.includes(option.slice(2)), `${script} ${option}`);
        }
      }
    }
  });
});

describe('bin/vedette', () => {
  let help = '';

  before(() => {
    const { stdout, stderr } = spawnSync('bin/vedette', ['--help'], { encoding: 'utf8' });
    help = stdout + stderr;
  });

  test('--help tells of the options that the README names', () => {
    for (const option of ['--version', '--help', '--sentinel']) {
      assert.ok(help.includes(option), `${option} in:\n${help}`);
    }
  });

  test('--version says the version of the package and succeeds', () => {
    const { status, stdout } = spawnSync('bin/vedette', ['--version'], { encoding: 'utf8' });
    const parsed: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
    assert.ok(typeof parsed === 'object' && parsed !== null && 'version' in parsed);
    assert.equal(status, 0);
    assert.ok(stdout.includes(String(parsed.version)), stdout);
  });
});

describe('the sample file of the README', () => {
  test('loads, and monitors its group', () => {
    const text = readFileSync('README.md', 'utf8');
    const sample = /```\n(port .*?)```/s.exec(text)?.[1] ?? '';
    const parsed = parseConfig({ text: sample });
    assert.ok(parsed.ok, parsed.ok ? '' : parsed.error.reason);
    assert.deepEqual(
      parsed.sentinel.groups.map(({ name, quorum }) => [name, quorum]),
      [['mymaster', 2]],
    );
  });
});

describe('the commands that the README lists', () => {
  const names = new Set(COMMANDS.map(({ name }) => name));
  const text = readFileSync('README.md', 'utf8');
  const [works = ''] = text.split('## What is not there yet');
  const cellOf = (head: string): readonly string[] =>
    (new RegExp(`^\\| ${head} \\|(.*)\\|$`, 'm').exec(works)?.[1] ?? '').match(/[A-Z][A-Z-]+/g) ??
    [];

  test('are all there', () => {
    const subcommands = cellOf('SENTINEL');
    const commands = cellOf('other commands');
    assert.ok(subcommands.length > 10 && commands.length > 8);
    for (const name of subcommands) assert.ok(names.has(`sentinel|${name.toLowerCase()}`), name);
    for (const name of commands) assert.ok(names.has(name.toLowerCase()), name);
  });

  test('are all that there are', () => {
    const told = `${cellOf('SENTINEL').join(' ')} ${cellOf('other commands').join(' ')}`.split(' ');
    for (const { name } of COMMANDS) {
      const [container = '', subcommand] = name.toUpperCase().split('|');
      if (container === 'SENTINEL' && subcommand === undefined) continue;
      if (container !== 'SENTINEL' && subcommand !== undefined) continue;
      assert.ok(told.includes(subcommand ?? container), name);
    }
  });
});
