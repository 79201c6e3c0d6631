// The files that the house rules look at, read once: every text file that git tracks or would
// track. Tests make a tree from a few samples instead.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAll, type Syntax } from './syntax.ts';

export interface TextFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

/** Larger files are data, not something that people write and read. */
const MAX_FILE_BYTES = 1_000_000;

export class Tree {
  readonly files: readonly TextFile[];
  readonly #byPath: ReadonlyMap<string, TextFile>;
  readonly #others: ReadonlySet<string>;
  readonly #folders = new Set<string>();
  #syntax: ReadonlyMap<string, Syntax> | null = null;

  /** `others`: paths of what is there and is no text, as pictures. */
  constructor(files: readonly TextFile[], others: readonly string[] = []) {
    this.files = files;
    this.#others = new Set(others);
    this.#byPath = new Map(files.map((file) => [file.path, file]));
    for (const { path } of files) {
      for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
        this.#folders.add(path.slice(0, end));
      }
    }
  }

  get(path: string): TextFile | null {
    return this.#byPath.get(path) ?? null;
  }

  /** Whether a file or a folder of this path is there. */
  has(path: string): boolean {
    return this.#byPath.has(path) || this.#folders.has(path) || this.#others.has(path);
  }

  sources(): readonly TextFile[] {
    return this.files.filter((file) => /\.tsx?$/.test(file.path));
  }

  markdown(): readonly TextFile[] {
    return this.files.filter((file) => file.path.endsWith('.md'));
  }

  /** The facts of a source file. All sources are parsed together, at the first question. */
  syntax(path: string): Syntax {
    this.#syntax ??= parseAll(this.sources());
    const syntax = this.#syntax.get(path);
    if (syntax === undefined) throw new Error(`${path} is not a source of this tree`);
    return syntax;
  }
}

/** A tree of samples: path to text. */
export function treeOf(samples: Readonly<Record<string, string>>): Tree {
  return new Tree(Object.entries(samples).map(([path, text]) => textFile(path, text)));
}

/** The tree of the repository at `root`. Needs git. */
export function readTree(root: string): Tree {
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  });
  const files: TextFile[] = [];
  const others: string[] = [];
  for (const path of listed.split('\0').filter((name) => name !== '')) {
    const text = readText(join(root, path));
    if (text !== null) files.push(textFile(path, text));
    else if (existsSync(join(root, path))) others.push(path);
  }
  return new Tree(files, others);
}

/** null: gone, too large, or not text. */
function readText(path: string): string | null {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_FILE_BYTES || bytes.includes(0)) return null;
    return bytes.toString('utf8');
  } catch {
    return null;
  }
}

function textFile(path: string, text: string): TextFile {
  return { path, text, lines: text.split(/\r?\n/) };
}

/** What starts real servers, for tests, the demonstration and the benchmarks alike. */
export const HARNESS = 'test/harness/';

/** Tests are measured less strictly: they may import anything and cast. */
export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || (path.startsWith('test/') && !path.startsWith(HARNESS));
}
