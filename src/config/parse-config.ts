// From the text of a file to settings: every line applied or one error, never a half. `sentinel`
// lines are applied last, in three passes, wherever they stand: what is about the Sentinel as a
// whole, then the groups, then what is about a group.

import type { SentinelSettings } from '../core/settings.ts';
import type { ConfigError } from './config-error.ts';
import type { ApplyContext, SentinelDirective } from './directive-kinds.ts';
import { type ConfigDocument, readDocument, textLines, trimLine, USER_START } from './document.ts';
import { type ConfigOutside, TRUSTED_OUTSIDE } from './outside.ts';
import {
  CONFIGURED,
  OWN_SETTINGS,
  type OwnSetting,
  ownLine,
  ownSetting,
  wrongForm,
} from './own-settings.ts';
import { applyMonitor, sentinelDirective } from './sentinel-directives.ts';
import { finishSentinel, newGroupDraft, newSentinelDraft } from './sentinel-draft.ts';
import { newServerDraft, type ServerDraft } from './server-directive-kinds.ts';
import { applyServerDirective } from './server-directives.ts';
import type { ServerSettings } from './server-settings.ts';
import { type Refusal, refuse } from './values.ts';
import { splitWords } from './words.ts';

export type ParsedConfig =
  | (ParsedFile & { readonly ok: true; readonly document: ConfigDocument })
  | { readonly ok: false; readonly error: ConfigError };

export interface ParsedFile {
  readonly sentinel: SentinelSettings;
  readonly server: ServerSettings;
  /** In a state file: the lines of the configuration that it was made from. */
  readonly configured: readonly string[];
}

export interface ConfigSource {
  /** The file, one character a byte (latin1). */
  readonly text: string;
  /** Lines that follow it, from standard input and then from the command line; not a part of the
   *  document. */
  readonly input?: string;
  readonly more?: string;
  /** The settings of our own that there are, for tests. */
  readonly own?: readonly OwnSetting[];
}

/** The deepest that files may include one another. */
const INCLUDE_DEPTH_MAX = 16;

export function parseConfig(
  source: ConfigSource,
  outside: ConfigOutside = TRUSTED_OUTSIDE,
): ParsedConfig {
  const parsed = parseSettings(source, outside);
  return parsed.ok ? { ...parsed, document: readDocument(source.text, source.own) } : parsed;
}

export type ParsedSettings =
  | (ParsedFile & { readonly ok: true })
  | { readonly ok: false; readonly error: ConfigError };

/** The same for who will not write the file again. */
export function parseSettings(
  source: ConfigSource,
  outside: ConfigOutside = TRUSTED_OUTSIDE,
): ParsedSettings {
  const reader = new Reader(outside, source.own ?? OWN_SETTINGS);
  const error = reader.read(source);
  if (error !== null) return { ok: false, error };
  const { server, configured } = reader;
  return { ok: true, sentinel: finishSentinel(reader.sentinel), server, configured };
}

/** `from`: what the `include` names that the line stands in; null: the file itself. */
export type FoundError = ConfigError & { readonly from: string | null };

/** Every error of a file, in the order in which they are found, for people who want to put all of
 *  them right. What only follows from an error before it is left out. None: it loads. */
export function checkConfig(
  source: ConfigSource,
  outside: ConfigOutside = TRUSTED_OUTSIDE,
): readonly FoundError[] {
  const found: FoundError[] = [];
  new Reader(outside, source.own ?? OWN_SETTINGS, found).read(source);
  return found;
}

type Origin = 'file' | 'include' | 'more';

interface Line {
  readonly number: number;
  readonly text: string;
  readonly origin: Origin;
  /** See `FoundError`. */
  readonly from: string | null;
}

/** A line about the Sentinel or a group that waits for its pass. */
interface Statement {
  readonly line: Line;
  readonly record: SentinelDirective | undefined;
  /** The words after the directive. */
  readonly values: readonly string[];
  /** What is said where nobody knows it, or not with so many words. */
  readonly unrecognized: Refusal;
}

/** Where a text begins. */
interface Place {
  readonly origin: Origin;
  readonly firstNumber: number;
  readonly depth: number;
  readonly from?: string | null;
}

class Reader {
  readonly sentinel = newSentinelDraft();
  readonly server: ServerDraft = newServerDraft();
  readonly #statements: Statement[] = [];
  readonly configured: string[] = [];
  /** `user` lines that are not of the file itself. */
  readonly #otherUsers: { readonly line: Line; readonly words: readonly string[] }[] = [];
  readonly #outside: ConfigOutside;
  readonly #own: readonly OwnSetting[];
  /** Where errors go in a check; null: the first one ends the reading. */
  readonly #found: FoundError[] | null;

  constructor(
    outside: ConfigOutside,
    own: readonly OwnSetting[],
    found: FoundError[] | null = null,
  ) {
    this.#outside = outside;
    this.#own = own;
    this.#found = found;
  }

  read({ text, input = '', more = '' }: ConfigSource): ConfigError | null {
    // Numbered as one text: what was read, and behind a line break the command line.
    const before = text === '' || text.endsWith('\n') || input === '' ? text : `${text}\n`;
    const inputNumber = textLines(before).length;
    const moreNumber = textLines(before + input).length + 1;
    return (
      this.#readText(text, { origin: 'file', firstNumber: 1, depth: 0 }) ??
      this.#readText(input, { origin: 'more', firstNumber: inputNumber, depth: 0 }) ??
      this.#readText(more, { origin: 'more', firstNumber: moreNumber, depth: 0 }) ??
      this.#addOtherUsers() ??
      this.#checkLogFile() ??
      this.#applyStatements()
    );
  }

  #readText(text: string, { origin, firstNumber, depth, from = null }: Place): ConfigError | null {
    for (const [index, raw] of textLines(text).entries()) {
      const line = { number: firstNumber + index, text: trimLine(raw), origin, from };
      const error = this.#readLine(line, depth);
      if (error !== null) return error;
    }
    return null;
  }

  #readLine(line: Line, depth: number): ConfigError | null {
    if (line.text === '') return null;
    if (line.text.startsWith('#')) return this.#readComment(line);
    const words = splitWords(line.text);
    if (words === null) return this.#failed(line, UNBALANCED);
    const [first, ...rest] = words;
    if (first === undefined) return null;
    const name = first.toLowerCase();
    if (name === 'include' && rest.length === 1) return this.#include(line, rest[0] ?? '', depth);
    if (name !== 'sentinel') {
      const own = ownSetting(name, this.#own);
      if (own !== undefined) return this.#failed(line, wrongForm(own));
      if (name === USER_START && line.origin !== 'file') return this.#postponeUser(line, rest);
      return this.#failed(line, applyServerDirective(this.server, [name, ...rest], this.#outside));
    }
    const [directive, ...values] = rest;
    if (directive === undefined) return null;
    const own = ownSetting(directive, this.#own);
    const unrecognized = own === undefined ? UNRECOGNIZED : wrongForm(own);
    const record = sentinelDirective(directive);
    this.#statements.push({ line, record, values, unrecognized });
    return null;
  }

  #readComment(line: Line): ConfigError | null {
    const own = ownLine(line.text);
    if (own === null) return null;
    if (own.name === CONFIGURED) {
      this.configured.push(own.rest);
      return null;
    }
    const setting = ownSetting(own.name, this.#own);
    if (setting === undefined) return this.#failed(line, unknownSetting(own.name));
    const values = splitWords(own.rest);
    if (values === null) return this.#failed(line, UNBALANCED);
    const { record } = setting;
    const unrecognized = wrongForm(setting);
    if (record.kind !== 'process') {
      this.#statements.push({ line, record, values, unrecognized });
      return null;
    }
    const { least, most } = record.words;
    const isFit = values.length >= least && values.length <= most;
    return this.#failed(line, isFit ? record.apply(this.server, values) : unrecognized);
  }

  #include(line: Line, pattern: string, depth: number): ConfigError | null {
    if (depth >= INCLUDE_DEPTH_MAX) return this.#failed(line, TOO_DEEP);
    const included = this.#outside.include(pattern);
    if (!included.ok) return this.#failed(line, refuse(included.reason, 'cannot-open'));
    const place = { origin: 'include', firstNumber: 1, depth: depth + 1, from: pattern } as const;
    return this.#readText(included.text, place);
  }

  #postponeUser(line: Line, words: readonly string[]): null {
    this.#otherUsers.push({ line, words });
    return null;
  }

  /** A rewrite puts all users into the file itself: it is right about those that it has. */
  #addOtherUsers(): ConfigError | null {
    const ofFile = new Set(this.server.users.map(([name]) => name));
    for (const { line, words } of this.#otherUsers) {
      if (words[0] !== undefined && ofFile.has(words[0])) continue;
      const refusal = applyServerDirective(this.server, [USER_START, ...words], this.#outside);
      const error = this.#failed(line, refusal);
      if (error !== null) return error;
    }
    return null;
  }

  #checkLogFile(): ConfigError | null {
    const { logFile } = this.server;
    const problem = logFile === '' ? null : this.#outside.logFileProblem(logFile);
    if (problem === null) return null;
    const reason = `Can't open the log file: ${problem}`;
    const line: Line = { number: 0, text: '', origin: 'file', from: null };
    return this.#failed(line, refuse(reason, 'cannot-log'));
  }

  #applyStatements(): ConfigError | null {
    const context = { draft: this.sentinel, outside: this.#outside };
    const statements = withoutOutdated(this.#statements);
    for (const pass of PASSES) {
      for (const statement of statements) {
        if (passOf(statement) !== pass) continue;
        const refusal = applyStatement(statement, context);
        const error = this.#failed(statement.line, refusal);
        if (error !== null) return error;
        if (refusal !== null && isAboutGroup(statement, refusal)) this.#imagine(statement, context);
      }
    }
    this.#keepVotes();
    return null;
  }

  /** A group that the file does not have, though it was written before, can be one that was removed
   *  and that an `include` brings back: no vote is given twice (VOTE-2). */
  #keepVotes(): void {
    const own = this.#statements.filter(({ line }) => line.origin === 'file');
    if (!own.some(({ record }) => record?.name === 'myid')) return;
    const monitored = own.filter(({ record }) => record?.name === 'monitor');
    const written = new Set(monitored.map(({ values }) => values[0]));
    const { groups, currentEpoch } = this.sentinel;
    for (const [name, group] of groups) {
      if (written.has(name) || group.leaderEpoch >= currentEpoch) continue;
      group.leaderEpoch = currentEpoch;
    }
  }

  /** In a check: that a group is not there is said once, and what else is said of it is looked at
   *  as if it were. */
  #imagine(statement: Statement, context: ApplyContext): void {
    const [name = ''] = statement.values;
    const { groups } = this.sentinel;
    if (groups.has(name)) return;
    groups.set(name, newGroupDraft(name, { host: '127.0.0.1', port: 1 }, 1));
    if (statement.record?.name === 'monitor') return;
    this.#failed(statement.line, applyStatement(statement, context));
  }

  /** null in a check, which goes on. */
  #failed(line: Line, refusal: Refusal | null): ConfigError | null {
    if (refusal === null) return null;
    const { code, reason } = refusal;
    const error = { code, lineNumber: line.number, line: line.text, reason };
    if (this.#found === null) return error;
    this.#found.push({ ...error, from: line.from });
    return null;
  }
}

const UNBALANCED: Refusal = refuse('Unbalanced quotes in configuration line', 'unbalanced-quotes');
const TOO_DEEP: Refusal = refuse(`Files include one another more than ${INCLUDE_DEPTH_MAX} deep`);
const UNRECOGNIZED: Refusal = refuse(
  'Unrecognized sentinel configuration statement.',
  'unknown-directive',
);
const NO_SUCH_MASTER: Refusal = refuse('No such master with specified name.', 'no-such-master');

/** Is there no such group because of it? */
function isAboutGroup({ record }: Statement, { code }: Refusal): boolean {
  return record?.name === 'monitor' || code === 'no-such-master';
}

function unknownSetting(name: string): Refusal {
  return refuse(`Unknown setting of Vedette: '${name}'`, 'unknown-directive');
}

/** What the command line may say about a group only before the file does: it would make the group,
 *  or something of it, a second time, or bring back old epochs and with them votes to give. */
const ONCE_ONLY: ReadonlySet<string> = new Set([
  'monitor',
  'rename-command',
  'known-replica',
  'known-sentinel',
  'config-epoch',
  'leader-epoch',
]);

/** A rewrite puts everything into the file itself. From then on the file is right, and the lines
 *  that it was first made from, included or on the command line, give way to it. */
function withoutOutdated(statements: readonly Statement[]): readonly Statement[] {
  const own = statements.filter(({ line }) => line.origin === 'file');
  if (own.length === statements.length) return statements;
  const groups = new Set<string | undefined>();
  const directives = new Set<string>();
  for (const { record, values } of own) {
    if (record?.kind === 'global') directives.add(record.name);
    if (record?.name === 'config-epoch') groups.add(values[0]);
  }
  return statements.filter(({ line, record, values }) => {
    if (line.origin === 'file' || record === undefined) return true;
    if (line.origin === 'more') return !ONCE_ONLY.has(record.name) || !groups.has(values[0]);
    return record.kind === 'global' ? !directives.has(record.name) : !groups.has(values[0]);
  });
}

type Pass = 'global' | 'monitor' | 'group';

const PASSES: readonly Pass[] = ['global', 'monitor', 'group'];

/** What nobody knows is refused in the last pass. */
function passOf({ record }: Statement): Pass {
  if (record?.kind === 'global') return 'global';
  return record?.name === 'monitor' ? 'monitor' : 'group';
}

function applyStatement(
  { record, values, unrecognized }: Statement,
  context: ApplyContext,
): Refusal | null {
  if (record === undefined) return unrecognized;
  if (record.kind === 'global') {
    return values.length === 1 ? record.apply(context.draft, values[0] ?? '') : unrecognized;
  }
  const [name = '', ...words] = values;
  if (
    values.length === 0 ||
    words.length < record.words.least ||
    words.length > record.words.most
  ) {
    return unrecognized;
  }
  if (record.name === 'monitor') return applyMonitor(values, context);
  const group = context.draft.groups.get(name);
  return group === undefined ? NO_SUCH_MASTER : record.apply(group, words, context);
}
