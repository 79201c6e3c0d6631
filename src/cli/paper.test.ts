// What stands on the screen: columns, cut lines, colours only where they are wanted, and nothing of
// others that moves the cursor.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clean, columns, cut, Paper, wantsColour, widthOf } from './paper.ts';

function paper(coloured: boolean): Paper {
  return new Paper({ coloured, columns: null, out: () => {}, err: () => {} });
}

test('cells stand under each other, painted or not, and no line ends with spaces', () => {
  const painted = paper(true).paint('good', 'ok');
  const lines = columns([
    ['a', painted, 'x'],
    ['long', 'failed', ''],
    ['b', 'c'],
  ]);
  assert.deepEqual(lines, [`a     ${painted}      x`, 'long  failed', 'b     c']);
});

test('without colour a text is what it was', () => {
  assert.equal(paper(false).paint('bad', 'down'), 'down');
  assert.equal(paper(true).paint('bad', 'down'), '\x1b[1;31mdown\x1b[0m');
  assert.equal(widthOf(paper(true).paint('bad', 'down')), 4);
});

test('a line that is too wide is cut and says so, also where it is painted', () => {
  assert.equal(cut('abcdef', 6), 'abcdef');
  assert.equal(cut('abcdef', 4), 'abc…');
  const long = cut(paper(true).paint('bad', 'abcdef'), 4);
  assert.equal(long, '\x1b[1;31mabc…\x1b[0m');
  assert.equal(widthOf(long), 4);
});

test('colours are for terminals whose owner has not said no', () => {
  assert.equal(wantsColour({ isTTY: true }, { TERM: 'xterm' }), true);
  assert.equal(wantsColour({ isTTY: true }, { TERM: 'dumb' }), false);
  assert.equal(wantsColour({ isTTY: true }, { NO_COLOR: '1' }), false);
  assert.equal(wantsColour({ isTTY: true }, { NO_COLOR: '' }), true);
  assert.equal(wantsColour({}, {}), false);
});

test('what a stranger has put into a name does nothing to the terminal', () => {
  assert.equal(clean('a\x1b[2Jb\rc\x9bd'), 'a?[2Jb?c?d');
});
