// The format of the log against a line of a stock log, dates against the platform's calendar.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Level, LogLevel } from './level.ts';
import { isLogged } from './level.ts';
import type { LogEntry } from './log-line.ts';
import { LOG_TEXT_LIMIT_BYTES, logLine } from './log-line.ts';

const entry: LogEntry = {
  processId: 6554,
  wallMs: Date.UTC(2026, 10, 22, 13, 22, 6, 934),
  utcOffsetMinutes: 0,
  level: 'warning',
  text: '+new-epoch 1',
};

test('a line looks like one of stock', () => {
  assert.equal(logLine(entry), '6554:X 22 Nov 2026 13:22:06.934 # +new-epoch 1');
});

test('each level has its mark', () => {
  const mark = (level: Level): string => logLine({ ...entry, level, text: '' }).slice(-2);
  assert.deepEqual((['debug', 'verbose', 'notice', 'warning'] as const).map(mark), [
    '. ',
    '- ',
    '* ',
    '# ',
  ]);
});

test('local time is what the offset makes of it, across midnight and years', () => {
  const wallMs = Date.UTC(2026, 11, 31, 23, 59, 59, 9);
  const east = logLine({ ...entry, wallMs, utcOffsetMinutes: 330 });
  assert.equal(east, '6554:X 01 Jan 2027 05:29:59.009 # +new-epoch 1');
  const west = logLine({ ...entry, wallMs: Date.UTC(2024, 2, 1), utcOffsetMinutes: -1 });
  assert.equal(west, '6554:X 29 Feb 2024 23:59:00.000 # +new-epoch 1');
});

test('the leap day that ends a cycle of four centuries is one', () => {
  const line = logLine({ ...entry, wallMs: Date.UTC(2000, 1, 29, 12) });
  assert.equal(line, '6554:X 29 Feb 2000 12:00:00.000 # +new-epoch 1');
});

test('every date agrees with the calendar of the platform', () => {
  const max = Date.UTC(2400, 0, 1);
  fc.assert(
    fc.property(fc.integer({ min: 0, max }), fc.integer({ min: -720, max: 840 }), (wallMs, min) => {
      const iso = new Date(wallMs + min * 60_000).toISOString();
      const month = new Date(wallMs + min * 60_000).toLocaleString('en-US', {
        month: 'short',
        timeZone: 'UTC',
      });
      const date = `${iso.slice(8, 10)} ${month} ${iso.slice(0, 4)} ${iso.slice(11, 23)}`;
      const line = logLine({ ...entry, wallMs, utcOffsetMinutes: min });
      assert.equal(line, `6554:X ${date} # +new-epoch 1`);
    }),
    { numRuns: 2000 },
  );
});

test('a text is cut where stock cuts it and cannot begin a second line', () => {
  const line = logLine({ ...entry, text: `a\r\nb${'x'.repeat(2000)}` });
  const text = line.slice('6554:X 22 Nov 2026 13:22:06.934 # '.length);
  assert.equal(text.length, LOG_TEXT_LIMIT_BYTES);
  assert.ok(text.startsWith('a  bx'));
});

test('a log level lets through its own level and what is louder', () => {
  const all: readonly Level[] = ['debug', 'verbose', 'notice', 'warning'];
  const shown = (logLevel: LogLevel): readonly Level[] => all.filter((l) => isLogged(l, logLevel));
  assert.deepEqual(shown('debug'), all);
  assert.deepEqual(shown('verbose'), ['verbose', 'notice', 'warning']);
  assert.deepEqual(shown('notice'), ['notice', 'warning']);
  assert.deepEqual(shown('warning'), ['warning']);
  assert.deepEqual(shown('nothing'), []);
});

test('the formats of Valkey', () => {
  const look = (
    format: 'legacy' | 'logfmt',
    timestamp: 'legacy' | 'iso8601' | 'milliseconds',
    utcOffsetMinutes = 0,
  ): string => logLine({ ...entry, text: 'a "b"\nc', utcOffsetMinutes }, { format, timestamp });
  const rest = `level=warning message="a 'b' c"`;
  assert.equal(
    look('logfmt', 'legacy'),
    `pid=6554 role=sentinel timestamp="22 Nov 2026 13:22:06.934" ${rest}`,
  );
  assert.equal(
    look('logfmt', 'iso8601', 330),
    `pid=6554 role=sentinel timestamp="2026-11-22T18:52:06.934+05:30" ${rest}`,
  );
  assert.equal(look('legacy', 'iso8601', -90), '6554:X 2026-11-22T11:52:06.934-01:30 # a "b" c');
  assert.equal(look('legacy', 'milliseconds'), '6554:X 1795353726934 # a "b" c');
  const info = logLine({ ...entry, level: 'verbose' }, { format: 'logfmt', timestamp: 'legacy' });
  assert.match(info, / level=info /);
});
