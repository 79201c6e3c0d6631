// One line of the log, in stock's format or in one of Valkey's. Which lines are shown is decided in
// level.ts, where they go by the log itself; what time it is and where in the world comes from
// outside.

import type { Level } from './level.ts';

/** Stock formats a message into 1,024 bytes, of which the last one ends the text. */
export const LOG_TEXT_LIMIT_BYTES = 1023;

export interface LogEntry {
  readonly processId: number;
  /** Milliseconds since 1970. */
  readonly wallMs: number;
  /** What local time is ahead of UTC by, in minutes; negative in the west. */
  readonly utcOffsetMinutes: number;
  readonly level: Level;
  /** Longer than LOG_TEXT_LIMIT_BYTES: cut. */
  readonly text: string;
}

const MARK: { readonly [L in Level]: string } = {
  debug: '.',
  verbose: '-',
  notice: '*',
  warning: '#',
};

/** Valkey's names: what stock calls verbose is info there. */
const LOGFMT_LEVEL: { readonly [L in Level]: string } = {
  debug: 'debug',
  verbose: 'info',
  notice: 'notice',
  warning: 'warning',
};

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const MS_PER_DAY = 86_400_000;

/** What the directives `log-format` and `log-timestamp-format` can say. */
export const LOG_FORMATS = ['legacy', 'logfmt'] as const;
export const LOG_TIMESTAMP_FORMATS = ['legacy', 'iso8601', 'milliseconds'] as const;

export interface LogLook {
  readonly format: (typeof LOG_FORMATS)[number];
  readonly timestamp: (typeof LOG_TIMESTAMP_FORMATS)[number];
}

export const LEGACY_LOOK: LogLook = { format: 'legacy', timestamp: 'legacy' };

/** `<pid>:X <time> <mark> <text>`, or the pairs of logfmt as Valkey writes them; without an end of
 *  line. */
export function logLine(entry: LogEntry, look: LogLook = LEGACY_LOOK): string {
  const text = onOneLine(entry.text).slice(0, LOG_TEXT_LIMIT_BYTES);
  const time = timeText(entry, look.timestamp);
  if (look.format === 'legacy') {
    return `${entry.processId}:X ${time} ${MARK[entry.level]} ${text}`;
  }
  const level = LOGFMT_LEVEL[entry.level];
  const message = text.replaceAll('"', "'");
  return `pid=${entry.processId} role=sentinel timestamp="${time}" level=${level} message="${message}"`;
}

/** `2026-11-22 19:25:57.123 UTC`. */
export function utcText(wallMs: number): string {
  const ms = Math.floor(wallMs);
  const { day, month, year } = civilDate(Math.floor(ms / MS_PER_DAY));
  return `${year}-${twoDigits(month + 1)}-${twoDigits(day)} ${timeOfDay(ms)} UTC`;
}

function timeText(entry: LogEntry, format: LogLook['timestamp']): string {
  const wallMs = Math.floor(entry.wallMs);
  if (format === 'milliseconds') return String(wallMs);
  const localMs = wallMs + entry.utcOffsetMinutes * 60_000;
  const { day, month, year } = civilDate(Math.floor(localMs / MS_PER_DAY));
  const time = timeOfDay(localMs);
  if (format === 'legacy') return `${twoDigits(day)} ${MONTHS[month]} ${year} ${time}`;
  const date = `${year}-${twoDigits(month + 1)}-${twoDigits(day)}`;
  return `${date}T${time}${zone(entry.utcOffsetMinutes)}`;
}

function zone(offsetMinutes: number): string {
  const minutes = Math.abs(offsetMinutes);
  const text = `${twoDigits(minutes / 60)}:${twoDigits(minutes % 60)}`;
  return offsetMinutes < 0 ? `-${text}` : `+${text}`;
}

/** A text with an end of line in it could pass for two entries. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\r\n]/g, ' ');
}

function timeOfDay(localMs: number): string {
  const ms = ((localMs % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY;
  const time = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map(twoDigits).join(':');
  return `${time}.${String(ms % 1000).padStart(3, '0')}`;
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}

interface CivilDate {
  readonly day: number;
  /** January is 0. */
  readonly month: number;
  readonly year: number;
}

/** The Gregorian date of a day counted from 1 January 1970. Years are counted from 1 March, so that
 *  the leap day is the last of its year and months follow one formula. */
function civilDate(daysSince1970: number): CivilDate {
  const days = daysSince1970 + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const wholeYears = 365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const dayOfYear = dayOfEra - wholeYears;
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = (monthFromMarch + 2) % 12;
  const year = yearOfEra + era * 400 + (month < 2 ? 1 : 0);
  return { day, month, year };
}
