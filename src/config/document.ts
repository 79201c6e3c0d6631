// The user's file as lines: what a rewrite keeps, and where its `sentinel` lines stood. Text is a
// string in which every character is one byte of the file (latin1), as on the wire, so that nothing
// is lost that is not UTF-8.

import { sentinelDirective } from './sentinel-directives.ts';
import { splitWords } from './words.ts';

export interface ConfigDocument {
  readonly lines: readonly DocumentLine[];
  readonly lineEnd: '\n' | '\r\n';
  /** Every `sentinel` line by directive and group (`slotKey`), however its value was written. */
  readonly present: ReadonlySet<string>;
}

export interface DocumentLine {
  readonly text: string;
  /** The `sentinel` directive that this line gives its place to; null: kept as it is. */
  readonly directive: string | null;
}

export const EMPTY_DOCUMENT: ConfigDocument = { lines: [], lineEnd: '\n', present: new Set() };

/** `group` is empty for a directive about the Sentinel as a whole. */
export function slotKey(directive: string, group: string): string {
  return `${directive} ${group}`;
}

/** Reads any text; a line that cannot be understood becomes a comment. */
export function readDocument(text: string): ConfigDocument {
  const present = new Set<string>();
  const lines = textLines(text).map((line) => readLine(line, present));
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
  return line.replace(/^[ \t\r\n]+/, '').replace(/[ \t\r\n]+$/, '');
}

function readLine(line: string, present: Set<string>): DocumentLine {
  const text = line.replace(/[ \t\r]+$/, '');
  const trimmed = trimLine(line);
  if (trimmed === '' || trimmed.startsWith('#')) return { text, directive: null };
  const words = splitWords(trimmed);
  if (words === null) return { text: `# ??? ${trimmed}`, directive: null };
  const [first = '', name = '', group = ''] = words;
  if (first.toLowerCase() !== 'sentinel') return { text, directive: null };
  if (words.length === 1) return { text, directive: null };
  const record = sentinelDirective(name);
  if (record === undefined) return { text: `# ??? ${trimmed}`, directive: null };
  present.add(slotKey(record.name, record.kind === 'group' ? group : ''));
  return { text, directive: record.name };
}
