// One line of a configuration file as words, and a word as it must be written to be read back.
// The quoting is that of the protocol's inline commands: "..." with escapes, '...' with \' only.

/** What a word may look like without quotes: nothing that separates, quotes or controls. */
const PLAIN_WORD = /^[!#-&(-~\x80-\xff]+$/;

/** A line without any of these is words with one space between: nearly all lines are. */
const NOT_SIMPLE = /["'\t\n\v\f\r]| {2}|^ | $|^$/;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['a', '\x07'],
]);

const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['"', '\\"'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\b', '\\b'],
  ['\x07', '\\a'],
]);

/** The words of a line; null when a quote is not closed, or is closed in the middle of a word. */
export function splitWords(line: string): readonly string[] | null {
  if (!NOT_SIMPLE.test(line)) return line.split(' ');
  const words: string[] = [];
  let position = 0;
  for (;;) {
    while (isSpace(line, position)) position++;
    if (position >= line.length) return words;
    const word = readWord(line, position);
    if (word === null) return null;
    words.push(word.text);
    position = word.end;
  }
}

/** A word as one token, whatever is in it: quoted only where that is needed. */
export function quoteWord(word: string): string {
  return PLAIN_WORD.test(word) ? word : quoted(word);
}

/** A word in double quotes; what is not plain ASCII is escaped there, as stock does it. */
export function quoted(word: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go.
  return `"${word.replace(/[\\"\x00-\x1f\x7f-\xff]/g, escapeCharacter)}"`;
}

function escapeCharacter(character: string): string {
  const known = ESCAPED.get(character);
  if (known !== undefined) return known;
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

interface ReadWord {
  readonly text: string;
  /** Where the next word may begin. */
  readonly end: number;
}

/** A word that begins at `start`, which is not white space. Quotes may begin inside of it. */
function readWord(line: string, start: number): ReadWord | null {
  let text = '';
  let position = start;
  while (position < line.length && !isSpace(line, position)) {
    const character = line.charAt(position);
    if (character === '"' || character === "'") {
      const rest =
        character === '"' ? readDouble(line, position + 1) : readSingle(line, position + 1);
      if (rest === null) return null;
      return { text: text + rest.text, end: rest.end };
    }
    text += character;
    position++;
  }
  return { text, end: position };
}

function readDouble(line: string, start: number): ReadWord | null {
  let text = '';
  let position = start;
  while (position < line.length) {
    const character = line.charAt(position);
    if (character === '"') return closed(line, text, position + 1);
    if (character !== '\\' || position + 1 >= line.length) {
      text += character;
      position++;
      continue;
    }
    const hex = /^x([0-9a-fA-F]{2})/.exec(line.slice(position + 1, position + 4));
    const next = line.charAt(position + 1);
    text += hex
      ? String.fromCharCode(Number.parseInt(hex[1] ?? '', 16))
      : (ESCAPES.get(next) ?? next);
    position += hex ? 4 : 2;
  }
  return null;
}

function readSingle(line: string, start: number): ReadWord | null {
  let text = '';
  let position = start;
  while (position < line.length) {
    if (line.startsWith("\\'", position)) {
      text += "'";
      position += 2;
      continue;
    }
    const character = line.charAt(position);
    if (character === "'") return closed(line, text, position + 1);
    text += character;
    position++;
  }
  return null;
}

/** After a closing quote only white space or the end may stand. */
function closed(line: string, text: string, end: number): ReadWord | null {
  return end >= line.length || isSpace(line, end) ? { text, end } : null;
}

function isSpace(line: string, position: number): boolean {
  const code = line.charCodeAt(position);
  return code === 32 || (code >= 9 && code <= 13);
}
