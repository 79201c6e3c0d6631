// Settings of our own: how they are read, written, refused, and kept where others would not
// understand them. The catalogue has no setting of a group yet, so that the tests bring some.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommandLine } from './command-line.ts';
import type { ConfigError } from './config-error.ts';
import { readDocument } from './document.ts';
import { OWN_SETTINGS, type OwnSetting } from './own-settings.ts';
import { type ParsedConfig, parseConfig } from './parse-config.ts';
import { renderConfig } from './render-config.ts';
import { settingsKey } from './settings-key.ts';
import { refuse, yesOrNo } from './values.ts';

const PATIENCE: OwnSetting = {
  record: {
    kind: 'group',
    name: 'patience',
    aliases: [],
    words: { least: 1, most: 1 },
    apply(group, [value = '']) {
      if (!/^\d+$/.test(value)) return refuse('patience is a number');
      group.parallelSyncs = Number(value);
      return null;
    },
    render: (group, wanted) =>
      group.parallelSyncs === 1 && !wanted ? [] : [String(group.parallelSyncs)],
  },
  takes: 'COUNT',
  usual: '1',
  summary: '',
};

const CALM: OwnSetting = {
  record: {
    kind: 'global',
    name: 'calm',
    apply(draft, value) {
      draft.announceHostnames = yesOrNo(value) ?? false;
      return null;
    },
    render: (settings, wanted) =>
      settings.announceHostnames || wanted ? (settings.announceHostnames ? 'yes' : 'no') : null,
  },
  takes: 'yes|no',
  usual: 'no',
  summary: '',
};

const OWN: readonly OwnSetting[] = [...OWN_SETTINGS, PATIENCE, CALM];
const MONITOR = 'sentinel monitor "a b" 127.0.0.1 1 2';

type Loaded = Extract<ParsedConfig, { ok: true }>;

function loaded(...lines: readonly string[]): Loaded {
  const parsed = parseConfig({ text: lines.join('\n'), own: OWN });
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.error.reason);
  return parsed;
}

function refused(...lines: readonly string[]): ConfigError {
  const parsed = parseConfig({ text: lines.join('\n'), own: OWN });
  assert.ok(!parsed.ok);
  return parsed.error;
}

test('a setting is read wherever it stands, with quotes as in every line', () => {
  const { sentinel, server } = loaded(
    '# vedette: patience "a b" 4',
    '  # vedette: state-file "/x y"  ',
    '# vedette: Calm yes',
    MONITOR,
  );
  assert.equal(sentinel.groups[0]?.parallelSyncs, 4);
  assert.equal(sentinel.announceHostnames, true);
  assert.equal(server.stateFile, '/x y');
});

test('a setting is written where it stood, a new one at the end, a usual one not at all', () => {
  const text = `# vedette: patience "a b" 4\n${MONITOR}\nsentinel monitor c 127.0.0.1 2 2`;
  const { document, sentinel } = loaded(text);
  const groups = sentinel.groups.map((group) => ({ ...group, parallelSyncs: 7 }));
  const written = renderConfig(document, { ...sentinel, announceHostnames: true, groups }, [
    ...OWN_SETTINGS,
    PATIENCE,
    CALM,
  ]);
  assert.ok(written.startsWith(`# vedette: patience "a b" 7\n${MONITOR}\n`), written);
  assert.match(written, /^# vedette: patience c 7$/m);
  assert.match(written, /^# vedette: calm yes$/m);
  assert.deepEqual(loaded(written).sentinel.groups, groups);
  assert.doesNotMatch(renderConfig(readDocument('', OWN), sentinel, [CALM]), /calm/);
});

test('a setting of the process stays as the user wrote it', () => {
  const { document, sentinel } = loaded('# vedette:  state-file   "x"');
  assert.match(renderConfig(document, sentinel, OWN), /^# vedette: {2}state-file {3}"x"$/m);
});

test('the settings of a group that is gone are gone', () => {
  const { document, sentinel } = loaded('# vedette: patience "a b" 4', MONITOR);
  assert.doesNotMatch(renderConfig(document, { ...sentinel, groups: [] }, OWN), /patience/);
});

test('settings of our own count when two settings are compared', () => {
  const { sentinel } = loaded(MONITOR);
  const [group] = sentinel.groups;
  assert.ok(group !== undefined);
  // One that only its own record writes.
  const marked: OwnSetting = {
    ...PATIENCE,
    record: {
      ...(PATIENCE.record.kind === 'group' ? PATIENCE.record : assert.fail()),
      render: () => ['9'],
    },
  };
  assert.notEqual(settingsKey(sentinel, [marked]), settingsKey(sentinel, [PATIENCE]));
});

test('an unknown name stops the start, and every wrong form names the right one', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['# vedette: frobnicate 5', /Unknown setting of Vedette: 'frobnicate'/],
    ['# vedette:', /Unknown setting of Vedette: ''/],
    ['# vedette: state-file', /write it as '# vedette: state-file PATH'/],
    ['# vedette: state-file a b', /write it as '# vedette: state-file PATH'/],
    ['# vedette: state-file ""', /needs a name/],
    ['# vedette: state-file "a', /Unbalanced quotes/],
    ['# vedette: patience 3', /write it as '# vedette: patience GROUP COUNT'/],
    ['# vedette: patience "a b" x', /patience is a number/],
    ['# vedette: patience nobody 3', /No such master/],
    ['# vedette: calm', /write it as '# vedette: calm yes\|no'/],
    ['sentinel state-file x', /write it as '# vedette: state-file PATH'/],
    ['SENTINEL Patience "a b" 3', /write it as '# vedette: patience GROUP COUNT'/],
    ['state-file x', /write it as '# vedette: state-file PATH'/],
  ];
  for (const [line, reason] of cases) {
    const error = refused('port 1', line, MONITOR);
    assert.match(error.reason, reason, line);
    assert.deepEqual([error.lineNumber, error.line], [2, line]);
  }
});

test('on the command line a setting is given like a directive', () => {
  const command = parseCommandLine(['f', '--state-file', 'a b', '--port', '1']);
  assert.ok(command.kind === 'run');
  assert.deepEqual(command.lines, ['# vedette: state-file "a b"', 'port "1"']);
});

test('names are told apart from those of directives', () => {
  for (const { record } of OWN_SETTINGS) {
    const parsed = parseConfig({ text: `sentinel ${record.name} x`, own: [] });
    assert.ok(!parsed.ok);
  }
});
