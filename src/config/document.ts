// The user's file as lines: what a rewrite keeps, and where its `sentinel` lines stood. Text is a
// string in which every character is one byte of the file (latin1), as on the wire, so that nothing
// is lost that is not UTF-8.

import { TRUSTED_OUTSIDE } from './outside.ts';
import { sentinelDirective } from './sentinel-directives.ts';
import { applyServerDirective, newServerDraft, type ServerDraft } from './server-directives.ts';
import { splitWords } from './words.ts';

export interface ConfigDocument {
  readonly lines: readonly DocumentLine[];
  readonly lineEnd: '\n' | '\r\n';
  /** Which `sentinel` directives there are of each group; null: of the Sentinel as a whole. */
  readonly present: ReadonlyMap<string | null, ReadonlySet<string>>;
}

export interface DocumentLine {
  readonly text: string;
  /** The `sentinel` directive that this line gives its place to; null: kept as it is. */
  readonly directive: string | null;
}

export const EMPTY_DOCUMENT: ConfigDocument = { lines: [], lineEnd: '\n', present: new Map() };

/** Reads any text; a line that cannot be understood becomes a comment. */
export function readDocument(text: string): ConfigDocument {
  const present: Present = new Map();
  // One draft for the whole file: a second user of one name is understood by nobody.
  const draft = newServerDraft();
  const lines = textLines(text).map((line) => readLine(line, present, draft));
  return { lines, lineEnd: /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n', present };
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

type Present = Map<string | null, Set<string>>;

function readLine(line: string, present: Present, draft: ServerDraft): DocumentLine {
  const text = line.replace(/[ \t\r]+$/, '');
  const trimmed = trimLine(line);
  if (trimmed === '') return { text, directive: null };
  if (trimmed.startsWith('#')) return unknownSetting(trimmed) === null ? kept(text) : odd(trimmed);
  const words = splitWords(trimmed);
  const [first = '', name, group = ''] = words ?? [];
  if (words === null) return odd(trimmed);
  if (first.toLowerCase() !== 'sentinel')
    return isServerLine(words, draft) ? kept(text) : odd(trimmed);
  if (name === undefined) return kept(text);
  const record = sentinelDirective(name);
  if (record === undefined) return odd(trimmed);
  addPresent(present, record.kind === 'group' ? group : null, record.name);
  return { text, directive: record.name };
}

function addPresent(present: Present, group: string | null, directive: string): void {
  const directives = present.get(group);
  if (directives === undefined) present.set(group, new Set([directive]));
  else directives.add(directive);
}

function kept(text: string): DocumentLine {
  return { text, directive: null };
}

/** Somebody has edited the file since it was loaded: with this line it would not load again. */
function odd(text: string): DocumentLine {
  return { text: `# ??? ${text}`, directive: null };
}

function isServerLine(words: readonly string[], draft: ServerDraft): boolean {
  const [first = '', ...values] = words;
  const name = first.toLowerCase();
  if (name === 'include') return values.length === 1;
  return applyServerDirective(draft, [name, ...values], TRUSTED_OUTSIDE) === null;
}

/** Settings of our own stand in comments, `# vedette: NAME VALUE`, so that a stock Sentinel can
 *  read the file. There are none so far: the name of one, or null for any other comment. */
export function unknownSetting(comment: string): string | null {
  return /^# vedette:\s*(\S*)/.exec(comment)?.[1] ?? null;
}
