// Why a file was refused, as a value, and the text that people see of it. The text has the shape
// that scripts around the stock Sentinel know.

import { REDIS_LEVEL } from './redis-level.ts';

export type ConfigErrorCode =
  | 'unbalanced-quotes'
  | 'unknown-directive'
  | 'wrong-argument-count'
  | 'bad-value'
  | 'no-such-master'
  | 'duplicate'
  | 'script-not-executable'
  | 'bad-directory'
  /** An included file; `reason` names it and says why. */
  | 'cannot-open'
  /** The log file; belongs to no single line. */
  | 'cannot-log';

export interface ConfigError {
  readonly code: ConfigErrorCode;
  /** From 1, within its own file; lines of the command line follow the file's. 0: no single line. */
  readonly lineNumber: number;
  readonly line: string;
  readonly reason: string;
}

/** What stands on standard error before the process ends with code 1. */
export function renderConfigError(error: ConfigError): string {
  const banner = `\n*** FATAL CONFIG FILE ERROR (Redis ${REDIS_LEVEL}) ***\n`;
  if (error.lineNumber === 0) return `${banner}${error.reason}\n`;
  const where = `Reading the configuration file, at line ${error.lineNumber}\n`;
  return `${banner}${where}>>> '${error.line}'\n${error.reason}\n`;
}
