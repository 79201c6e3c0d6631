// Reads the configuration file, with what it includes and what comes from standard input, and has
// it parsed. It changes nothing in the process: the directory is entered by whoever starts it.

import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ConfigError } from '../config/config-error.ts';
import type { ConfigDocument } from '../config/document.ts';
import type { ConfigOutside, EnteredDirectory, Include } from '../config/outside.ts';
import { parseConfig } from '../config/parse-config.ts';
import type { ServerSettings } from '../config/server-settings.ts';
import { readState, settle, stateDocument } from '../config/state-file.ts';
import type { SentinelSettings } from '../core/settings.ts';
import { fromByteText, toByteText } from './byte-text.ts';
import { systemErrorText } from './system-error.ts';
import { wildcardPaths } from './wildcard-paths.ts';

export interface ConfigFileRequest {
  /** As given on the command line; null: standard input and the command line say all. */
  readonly file: string | null;
  /** Lines that follow the file, one character a byte. */
  readonly lines: readonly string[];
  readonly stdin: boolean;
  /** What the lines see of the machine; absent: the folder that the process is in. */
  readonly outside?: ConfigOutside;
}

export interface LoadedConfig {
  /** The configuration, absolute, whatever `dir` says; null: there is none. */
  readonly configFile: string | null;
  /** Where all that changes is written, absolute: the configuration or its state file. */
  readonly path: string;
  /** Where the history of failovers is kept, absolute; null: nowhere. */
  readonly historyFile: string | null;
  /** What is written there besides the settings. */
  readonly document: ConfigDocument;
  readonly sentinel: SentinelSettings;
  readonly server: ServerSettings;
  /** What was read from standard input, one character a byte. */
  readonly input: string;
}

export type ReadConfig =
  | { readonly ok: true; readonly config: LoadedConfig }
  | { readonly ok: false; readonly error: ConfigError };

/** Blocks: nothing runs yet when a configuration is read. */
export function readConfigFile({
  file,
  lines,
  stdin,
  outside = new ConfigFolder(process.cwd()),
}: ConfigFileRequest): ReadConfig {
  const configFile = file === null ? null : resolve(file);
  const main = configFile === null ? NO_TEXT : readText(configFile, file ?? '');
  if (!main.ok) return { ok: false, error: cannotOpen(main.reason) };
  const input = stdin ? readText(0, '-') : NO_TEXT;
  if (!input.ok) return { ok: false, error: cannotOpen(input.reason) };
  const source = { text: main.text, input: input.text, more: lines.join('\n') };
  const parsed = parseConfig(source, outside);
  if (!parsed.ok) return parsed;
  const { stateFile } = parsed.server;
  const path = stateFile === null ? configFile : resolve(fromByteText(stateFile));
  if (path === null) return { ok: false, error: cannotOpen(NO_FILE) };
  const historyFile = historyPath(parsed.server, path);
  const config = { ...parsed, configFile, path, historyFile, input: input.text };
  return path === configFile
    ? { ok: true, config }
    : withState(config, joined(main.text, input.text));
}

function historyPath({ historyFile }: ServerSettings, path: string): string | null {
  if (historyFile === null) return `${path}.history`;
  return historyFile === 'no' ? null : resolve(fromByteText(historyFile));
}

const NO_TEXT: ReadText = { ok: true, text: '' };
const NO_FILE = 'Sentinel needs config file on disk to save state. Exiting...';

function joined(text: string, input: string): string {
  return text === '' || text.endsWith('\n') ? text + input : `${text}\n${input}`;
}

/** The configuration with what its state file says; `text` is what the user wrote. */
function withState(config: LoadedConfig, text: string): ReadConfig {
  if (!existsSync(config.path)) {
    return { ok: true, config: { ...config, document: stateDocument(text, config) } };
  }
  const read = readText(config.path, config.path);
  if (!read.ok) return { ok: false, error: cannotOpen(read.reason) };
  const state = readState(read.text);
  if (!state.ok) {
    const reason = `${state.error.reason} (in the state file ${toByteText(config.path)})`;
    return { ok: false, error: { ...state.error, reason } };
  }
  const { sentinel, server } = settle(config, state);
  const document = stateDocument(text, config, server.users);
  return { ok: true, config: { ...config, document, sentinel, server } };
}

/** Why the file cannot be written to, or made where there is none; null when it can. */
export function configFileProblem(path: string): string | null {
  return problemOf(() => accessSync(existsSync(path) ? path : dirname(path), constants.W_OK));
}

function cannotOpen(reason: string): ConfigError {
  return { code: 'cannot-open', lineNumber: 0, line: '', reason };
}

type ReadText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

/** `called`: the name that its reader knows the file by. */
function readText(path: string | number, called: string): ReadText {
  try {
    return { ok: true, text: readFileSync(path, 'latin1') };
  } catch (error) {
    const reason = `Fatal error, can't open config file '${called}': ${systemErrorText(error)}`;
    return { ok: false, reason };
  }
}

/** The same machine for who only looks: a log file is not made where there is none. */
export function configOutside(): ConfigOutside {
  return new OnlyLooking(process.cwd());
}

/** The machine as the lines of a file see it. `dir` lines lead from folder to folder. */
class ConfigFolder implements ConfigOutside {
  #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  include(pattern: string): Include {
    let text = '';
    for (const path of wildcardPaths(this.absolute(pattern))) {
      const included = readText(path, path === this.absolute(pattern) ? pattern : toByteText(path));
      if (!included.ok) return included;
      text += included.text.endsWith('\n') ? included.text : `${included.text}\n`;
    }
    return { ok: true, text };
  }

  enterDirectory(path: string): EnteredDirectory {
    const folder = path === '' ? '' : this.absolute(path);
    const reason = problemOf(() => {
      if (!statSync(folder).isDirectory()) throw systemError('ENOTDIR');
      accessSync(folder, constants.X_OK);
    });
    if (reason !== null) return { ok: false, reason };
    this.#folder = folder;
    return { ok: true, directory: toByteText(folder) };
  }

  isExecutable(path: string): boolean {
    return path !== '' && problemOf(() => accessSync(this.absolute(path), constants.X_OK)) === null;
  }

  /** Makes the file where it does not exist: that is the only sure test. */
  logFileProblem(path: string): string | null {
    return problemOf(() => closeSync(openSync(this.absolute(path), 'a')));
  }

  protected absolute(path: string): string {
    return resolve(this.#folder, fromByteText(path));
  }
}

class OnlyLooking extends ConfigFolder {
  override logFileProblem(path: string): string | null {
    const file = this.absolute(path);
    const isFolder = problemOf(() => {
      if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw systemError('EISDIR');
    });
    return isFolder ?? configFileProblem(file);
  }
}

function systemError(code: 'EISDIR' | 'ENOTDIR'): Error {
  return Object.assign(new Error(code), { code });
}

function problemOf(attempt: () => void): string | null {
  try {
    attempt();
    return null;
  } catch (error) {
    return systemErrorText(error);
  }
}
