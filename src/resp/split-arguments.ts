// The words of an inline command. Words are parted by blanks; within double quotes stand escapes
// (\n \r \t \b \a \xHH, and a backslash before anything else is dropped), within single quotes only
// \' does. A quote may open inside a word, but what follows the closing one must be a blank.

const BLANKS = ' \n\r\t\v\f';
/** What ends a bare word: fewer than the blanks that are skipped between words, as in stock. */
const WORD_ENDS = ' \n\r\t';
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  a: '\x07',
};
const HEX_ESCAPE = /^x[0-9a-fA-F]{2}$/;

interface Part {
  readonly text: string;
  /** Where the rest of the line begins. */
  readonly end: number;
}

/** The words of a line; null when quotes are not balanced. */
export function splitArguments(line: string): string[] | null {
  const words: string[] = [];
  let at = skipBlanks(line, 0);
  while (at < line.length) {
    const word = readWord(line, at);
    if (word === null) return null;
    words.push(word.text);
    at = skipBlanks(line, word.end);
  }
  return words;
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (at < line.length && BLANKS.includes(line.charAt(at))) at++;
  return at;
}

function readWord(line: string, from: number): Part | null {
  let at = from;
  let text = '';
  while (at < line.length) {
    const character = line.charAt(at);
    if (character === '"' || character === "'") {
      const quoted = character === '"' ? readDoubleQuoted(line, at) : readSingleQuoted(line, at);
      if (quoted === null || !endsWord(line, quoted.end)) return null;
      return { text: text + quoted.text, end: quoted.end };
    }
    if (WORD_ENDS.includes(character)) break;
    text += character;
    at++;
  }
  return { text, end: at };
}

function endsWord(line: string, at: number): boolean {
  return at >= line.length || BLANKS.includes(line.charAt(at));
}

function readDoubleQuoted(line: string, from: number): Part | null {
  let at = from + 1;
  let text = '';
  while (at < line.length) {
    const character = line.charAt(at);
    if (character === '"') return { text, end: at + 1 };
    const escaped = character === '\\' ? readEscape(line, at + 1) : null;
    text += escaped?.text ?? character;
    at = escaped?.end ?? at + 1;
  }
  return null;
}

/** What stands after a backslash; null at the end of the line. */
function readEscape(line: string, at: number): Part | null {
  if (at >= line.length) return null;
  if (HEX_ESCAPE.test(line.slice(at, at + 3))) {
    const code = Number.parseInt(line.slice(at + 1, at + 3), 16);
    return { text: String.fromCharCode(code), end: at + 3 };
  }
  const character = line.charAt(at);
  return { text: ESCAPES[character] ?? character, end: at + 1 };
}

function readSingleQuoted(line: string, from: number): Part | null {
  let at = from + 1;
  let text = '';
  while (at < line.length) {
    const character = line.charAt(at);
    if (character === "'") return { text, end: at + 1 };
    const escaped = character === '\\' && line.charAt(at + 1) === "'";
    text += escaped ? "'" : character;
    at += escaped ? 2 : 1;
  }
  return null;
}
