// The user's file as lines: what a rewrite keeps, and where the lines stood that it writes anew.
// Text is a string in which every character is one byte of the file (latin1), as on the wire, so
// that nothing is lost that is not UTF-8.

import { TRUSTED_OUTSIDE } from './outside.ts';
import {
  CONFIGURED,
  OWN_SETTINGS,
  type OwnSetting,
  ownLine,
  ownSetting,
  ownStart,
} from './own-settings.ts';
import { sentinelDirective } from './sentinel-directives.ts';
import { newServerDraft, type ServerDraft } from './server-directive-kinds.ts';
import { applyServerDirective } from './server-directives.ts';
import { splitWords } from './words.ts';

export interface ConfigDocument {
  readonly lines: readonly DocumentLine[];
  readonly lineEnd: '\n' | '\r\n';
  /** Which lines there are of each group, by what they begin with; null: of the Sentinel as a
   *  whole. */
  readonly present: ReadonlyMap<string | null, ReadonlySet<string>>;
}

export interface DocumentLine {
  readonly text: string;
  /** What the lines begin with that this one gives its place to, as in `sentinel monitor`; null:
   *  kept as it is. A `user` line is kept as long as no users are written. */
  readonly start: string | null;
}

/** What the lines of users begin with. */
export const USER_START = 'user';

export const EMPTY_DOCUMENT: ConfigDocument = { lines: [], lineEnd: '\n', present: new Map() };

/** Reads any text; a line that cannot be understood becomes a comment. */
export function readDocument(
  text: string,
  own: readonly OwnSetting[] = OWN_SETTINGS,
): ConfigDocument {
  // One draft for the whole file: a second user of one name is understood by nobody.
  const reader: LineReader = { present: new Map(), draft: newServerDraft(), own };
  const lines = textLines(text).map((line) => readLine(line, reader));
  const lineEnd = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
  return { lines, lineEnd, present: reader.present };
}

const BYTE_ORDER_MARK = '\xef\xbb\xbf';

/** Lines without their ends. Some editors put a mark before the first. */
export function textLines(text: string): readonly string[] {
  const start = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  return text.slice(start).split('\n');
}

/** Without the white space around it. */
export function trimLine(line: string): string {
  let start = 0;
  let end = line.length;
  while (start < end && isBlank(line.charCodeAt(start))) start++;
  while (end > start && isBlank(line.charCodeAt(end - 1))) end--;
  return line.slice(start, end);
}

/** Space, tab, line feed or carriage return. */
function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

interface LineReader {
  readonly present: Map<string | null, Set<string>>;
  readonly draft: ServerDraft;
  readonly own: readonly OwnSetting[];
}

function readLine(line: string, reader: LineReader): DocumentLine {
  const text = line.replace(/[ \t\r]+$/, '');
  const trimmed = trimLine(line);
  if (trimmed === '') return { text, start: null };
  if (trimmed.startsWith('#')) return readComment(trimmed, text, reader);
  const words = splitWords(trimmed);
  const [first = '', name, group = ''] = words ?? [];
  if (words === null) return odd(trimmed);
  if (first.toLowerCase() !== 'sentinel') {
    if (!isServerLine(words, reader.draft)) return odd(trimmed);
    return first.toLowerCase() === USER_START ? { text, start: USER_START } : kept(text);
  }
  if (name === undefined) return kept(text);
  const record = sentinelDirective(name);
  if (record === undefined) return odd(trimmed);
  return place(`sentinel ${record.name}`, record.kind === 'group' ? group : null, reader);
}

function readComment(trimmed: string, text: string, reader: LineReader): DocumentLine {
  const line = ownLine(trimmed);
  if (line === null || line.name === CONFIGURED) return kept(text);
  const record = ownSetting(line.name, reader.own)?.record;
  if (record === undefined) return odd(trimmed);
  if (record.kind === 'process') return kept(text);
  const [group = ''] = splitWords(line.rest) ?? [];
  return place(ownStart(record.name), record.kind === 'group' ? group : null, reader);
}

/** A line that is written anew in its place. */
function place(start: string, group: string | null, { present }: LineReader): DocumentLine {
  const starts = present.get(group);
  if (starts === undefined) present.set(group, new Set([start]));
  else starts.add(start);
  return { text: '', start };
}

function kept(text: string): DocumentLine {
  return { text, start: null };
}

/** Somebody has edited the file since it was loaded: with this line it would not load again. */
function odd(text: string): DocumentLine {
  return { text: `# ??? ${text}`, start: null };
}

function isServerLine(words: readonly string[], draft: ServerDraft): boolean {
  const [first = '', ...values] = words;
  const name = first.toLowerCase();
  if (name === 'include') return values.length === 1;
  return applyServerDirective(draft, [name, ...values], TRUSTED_OUTSIDE) === null;
}
