// What the verbs write on: colours only where they are wanted, columns that stand under each other,
// and the two streams. Nothing else writes to the screen.

export type Style = 'strong' | 'faint' | 'good' | 'bad' | 'warn' | 'note';

const CODES: Readonly<Record<Style, string>> = {
  strong: '1',
  faint: '2',
  good: '32',
  bad: '1;31',
  warn: '33',
  note: '36',
};

/** Text that was painted, for measuring. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what colours begin with
const PAINT = /\x1b\[[0-9;]*m/g;

/** What others may have put into a name or an event: it must not move the cursor. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

export interface PaperOptions {
  readonly coloured: boolean;
  /** null: as wide as it likes. */
  readonly columns: number | null;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export class Paper {
  readonly coloured: boolean;
  readonly columns: number | null;
  readonly #options: PaperOptions;

  constructor(options: PaperOptions) {
    this.coloured = options.coloured;
    this.columns = options.columns;
    this.#options = options;
  }

  paint(style: Style, text: string): string {
    return this.coloured && text !== '' ? `\x1b[${CODES[style]}m${text}\x1b[0m` : text;
  }

  line(text = ''): void {
    this.#options.out(`${text}\n`);
  }

  /** For people beside the result. */
  aside(text: string): void {
    this.#options.err(`${text}\n`);
  }

  /** Bigger numbers than JSON knows do not occur. */
  json(value: unknown): void {
    this.#options.out(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** Newline-delimited, for streams. */
  jsonLine(value: unknown): void {
    this.#options.out(`${JSON.stringify(value)}\n`);
  }
}

export function clean(text: string): string {
  return text.replace(CONTROL, '?');
}

/** Columns that it takes on a terminal; wide characters are not expected. */
export function widthOf(text: string): number {
  return [...text.replace(PAINT, '')].length;
}

/** Lines whose cells stand under each other, two spaces apart, without space at the end. */
export function columns(rows: readonly (readonly string[])[], indent = ''): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      // The last cell of a row moves nothing.
      if (index < row.length - 1) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
    });
  }
  return rows.map((row) =>
    `${indent}${row
      .map((cell, index) =>
        index === row.length - 1
          ? cell
          : cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(cell))),
      )
      .join('  ')}`.trimEnd(),
  );
}

/** The text in so many columns at most; what is cut is marked. Colours are kept. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let shown = '';
  let used = 0;
  let isPainted = false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are taken as a whole
  for (const [part] of text.matchAll(/\x1b\[[0-9;]*m|./gsu)) {
    if (part.length > 1 && part.startsWith('\x1b')) {
      isPainted = part !== '\x1b[0m';
      shown += part;
      continue;
    }
    if (used === width - 1) break;
    shown += part;
    used += 1;
  }
  return `${shown}…${isPainted ? '\x1b[0m' : ''}`;
}

/** Where colours are wanted. */
export function wantsColour(
  stream: { readonly isTTY?: boolean | undefined },
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { NO_COLOR = '', TERM } = environment;
  return stream.isTTY === true && NO_COLOR === '' && TERM !== 'dumb';
}
