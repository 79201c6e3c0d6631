// Why a file was refused, as a value, and the text that people see of it.

export type ConfigErrorCode = 'syntax' | 'unknown-directive' | 'bad-arguments' | 'bad-value';

export interface ConfigError {
  readonly code: ConfigErrorCode;
  /** From 1, within its own file. */
  readonly lineNumber: number;
  readonly line: string;
  readonly reason: string;
}

/** What stands on standard error before the process ends with code 1. */
export function renderConfigError(_error: ConfigError): string {
  return '';
}
