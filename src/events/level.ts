// How loud a line of the log is, and which lines a log level lets through. Levels decide nothing
// else than that, except that events at debug are not published.

/** From the quietest to the loudest. */
export type Level = 'debug' | 'verbose' | 'notice' | 'warning';

/** What the directive `loglevel` can say. */
export type LogLevel = Level | 'nothing';

const RANK: { readonly [L in LogLevel]: number } = {
  debug: 0,
  verbose: 1,
  notice: 2,
  warning: 3,
  nothing: 4,
};

/** Does a log at `logLevel` show a line of `level`? */
export function isLogged(level: Level, logLevel: LogLevel): boolean {
  return RANK[level] >= RANK[logLevel];
}
