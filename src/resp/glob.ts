// Patterns of names, as PSUBSCRIBE, SENTINEL RESET and COMMAND LIST know them: `*`, `?`, `[a-z]`,
// `[^ab]`, and a backslash that takes a character as it is. Broken classes mean what stock makes of
// them; only an empty text is matched by `*` here and not there. The time is at most the product of
// both lengths, whatever the pattern.

/** A pattern, read once. */
export interface Glob {
  readonly tokens: readonly Token[];
  readonly ignoreCase: boolean;
}

type Token =
  | { readonly kind: 'many' }
  | { readonly kind: 'one' }
  | { readonly kind: 'literal'; readonly code: number }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly Range[] };

/** Both ends belong to it. */
interface Range {
  readonly from: number;
  readonly to: number;
}

export interface GlobOptions {
  /** Takes the letters A to Z for a to z. */
  readonly ignoreCase: boolean;
}

const CASE_MATTERS: GlobOptions = { ignoreCase: false };

/** Does the text match? Reads the pattern anew: see `parseGlob` where it is used often. */
export function matchesGlob(
  pattern: string,
  text: string,
  options: GlobOptions = CASE_MATTERS,
): boolean {
  return globMatches(parseGlob(pattern, options), text);
}

export function parseGlob(pattern: string, options: GlobOptions = CASE_MATTERS): Glob {
  const source = options.ignoreCase ? lowerCase(pattern) : pattern;
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const [token, next] = readToken(source, at);
    if (token.kind !== 'many' || tokens.at(-1)?.kind !== 'many') tokens.push(token);
    at = next;
  }
  return { tokens, ignoreCase: options.ignoreCase };
}

/** Goes back to the last `*` only: what an earlier one could take, the last one can take too. */
export function globMatches(glob: Glob, original: string): boolean {
  const text = glob.ignoreCase ? lowerCase(original) : original;
  const { tokens } = glob;
  let token = 0;
  let at = 0;
  let lastMany = -1;
  let retryAt = 0;
  while (at < text.length) {
    const current = tokens[token];
    if (current?.kind === 'many') {
      lastMany = token++;
      retryAt = at;
    } else if (current !== undefined && takes(current, text.charCodeAt(at))) {
      token++;
      at++;
    } else if (lastMany >= 0) {
      token = lastMany + 1;
      at = ++retryAt;
    } else {
      return false;
    }
  }
  while (tokens[token]?.kind === 'many') token++;
  return token === tokens.length;
}

function takes(token: Token, code: number): boolean {
  switch (token.kind) {
    case 'literal':
      return token.code === code;
    case 'one':
      return true;
    case 'class':
      return token.ranges.some(({ from, to }) => code >= from && code <= to) !== token.negated;
    case 'many':
      return false;
  }
}

function readToken(source: string, at: number): [Token, number] {
  switch (source.charAt(at)) {
    case '*':
      return [{ kind: 'many' }, at + 1];
    case '?':
      return [{ kind: 'one' }, at + 1];
    case '[':
      return readClass(source, at + 1);
    case '\\': {
      // A backslash at the very end stands for itself.
      const literalAt = at + 1 < source.length ? at + 1 : at;
      return [{ kind: 'literal', code: source.charCodeAt(literalAt) }, literalAt + 1];
    }
    default:
      return [{ kind: 'literal', code: source.charCodeAt(at) }, at + 1];
  }
}

/** A range goes over whatever stands behind the dash, a `]` too: `[+-]` has no end. A class without
 *  an end reaches to the end of the pattern. */
function readClass(source: string, start: number): [Token, number] {
  const negated = source.charAt(start) === '^';
  const ranges: Range[] = [];
  let at = negated ? start + 1 : start;
  while (at < source.length && source.charAt(at) !== ']') {
    const first = source.charCodeAt(at);
    if (source.charAt(at) === '\\' && at + 1 < source.length) {
      const code = source.charCodeAt(at + 1);
      ranges.push({ from: code, to: code });
      at += 2;
    } else if (source.charAt(at + 1) === '-' && at + 2 < source.length) {
      const last = source.charCodeAt(at + 2);
      ranges.push({ from: Math.min(first, last), to: Math.max(first, last) });
      at += 3;
    } else {
      ranges.push({ from: first, to: first });
      at += 1;
    }
  }
  return [{ kind: 'class', negated, ranges }, Math.min(at + 1, source.length)];
}

function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
