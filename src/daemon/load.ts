// From the command line to a configuration that can be run with, or to the sentence that says why
// not. Nothing of the process has been changed by then.

import { fromByteText, toByteText } from '../adapters/byte-text.ts';
import { configFileProblem, type LoadedConfig, readConfigFile } from '../adapters/config-file.ts';
import type { CommandLine } from '../config/command-line.ts';
import { type ConfigError, renderConfigError } from '../config/config-error.ts';
import { type FirstUsers, firstUsers } from './first-users.ts';

export type RunRequest = Extract<CommandLine, { kind: 'run' }>;

export type Loaded =
  | { readonly ok: true; readonly config: StartConfig }
  | { readonly ok: false; readonly complaint: Complaint };

/** All that the process starts with. */
export interface StartConfig extends LoadedConfig {
  readonly first: Extract<FirstUsers, { ok: true }>;
}

/** How the process says that it cannot start: in the shape that scripts around stock expect. */
export interface Complaint {
  readonly to: 'standard-error' | 'log';
  /** One character a byte. */
  readonly lines: readonly string[];
}

export function load({ file, lines, stdin }: RunRequest): Loaded {
  const name = file === null ? null : fromByteText(file);
  const read = readConfigFile({ file: name, lines, stdin });
  if (!read.ok) return { ok: false, complaint: complaintOf(read.error) };
  const { config } = read;
  const problem = configFileProblem(config.path);
  if (problem !== null) {
    const path = toByteText(config.path);
    const what = config.path === config.configFile ? 'config' : 'state';
    return complain(
      `Sentinel ${what} file ${path} is not writable: ${problem}. Exiting...`,
      'With --state-file PATH the configuration is only read, and what changes is kept there.',
    );
  }
  const first = firstUsers(config.server);
  if (!first.ok) return complain(...first.reasons);
  return { ok: true, config: { ...config, first } };
}

function complain(...lines: readonly string[]): Loaded {
  return { ok: false, complaint: { to: 'log', lines } };
}

function complaintOf(error: ConfigError): Complaint {
  if (error.code === 'cannot-open') return { to: 'log', lines: [error.reason] };
  return { to: 'standard-error', lines: [renderConfigError(error)] };
}
