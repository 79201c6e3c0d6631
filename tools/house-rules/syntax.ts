// What the rules ask about a source file, taken from TypeScript's own parser: imports, functions,
// names that the file uses but does not declare, casts. The only file that knows the parser, whose
// interface is not yet a promise of TypeScript's.

import { type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import { createVirtualFileSystem } from 'typescript/unstable/fs';
import { API } from 'typescript/unstable/sync';
import type { TextFile } from './tree.ts';

export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

export interface FunctionShape {
  readonly name: string;
  readonly line: number;
  readonly lineCount: number;
}

export interface Place {
  readonly text: string;
  readonly line: number;
}

export interface Syntax {
  readonly imports: readonly Import[];
  readonly functions: readonly FunctionShape[];
  /** Names used and nowhere declared in the file: what it takes from the platform. */
  readonly globals: readonly Place[];
  /** `object.member` where both are plain names. */
  readonly members: readonly Place[];
  /** `async` and `await`. */
  readonly asyncs: readonly Place[];
  readonly anys: readonly Place[];
  readonly nonNulls: readonly Place[];
  /** `as` other than `as const`. */
  readonly casts: readonly Place[];
  readonly defaultExports: readonly Place[];
}

const ROOT = '/tree/';

/** Parses every file in one go; types are not checked and imports are not followed. */
export function parseAll(files: readonly TextFile[]): ReadonlyMap<string, Syntax> {
  const contents: Record<string, string> = {};
  for (const file of files) contents[ROOT + file.path] = file.text;
  contents[`${ROOT}tsconfig.json`] = JSON.stringify({
    compilerOptions: { noLib: true, noResolve: true, types: [] },
    files: files.map((file) => file.path),
  });
  const parser = new API({ cwd: ROOT, fs: createVirtualFileSystem(contents) });
  try {
    const snapshot = parser.updateSnapshot({ openProject: `${ROOT}tsconfig.json` });
    const program = snapshot.getProjects()[0]?.program;
    const parsed = new Map<string, Syntax>();
    for (const file of files) {
      const source = program?.getSourceFile(ROOT + file.path);
      if (source === undefined) throw new Error(`the parser does not return ${file.path}`);
      parsed.set(file.path, new Reader(file, source).read());
    }
    return parsed;
  } finally {
    parser.close();
  }
}

/** Walks one file and collects what `Syntax` promises. */
class Reader {
  readonly #file: TextFile;
  readonly #source: SourceFile;
  readonly #lineStarts: readonly number[];
  readonly #imports: Import[] = [];
  readonly #functions: FunctionShape[] = [];
  readonly #used: Place[] = [];
  readonly #declared = new Set<string>();
  readonly #members: Place[] = [];
  readonly #asyncs: Place[] = [];
  readonly #anys: Place[] = [];
  readonly #nonNulls: Place[] = [];
  readonly #casts: Place[] = [];
  readonly #defaultExports: Place[] = [];

  constructor(file: TextFile, source: SourceFile) {
    this.#file = file;
    this.#source = source;
    const starts = [0];
    for (let at = file.text.indexOf('\n'); at >= 0; at = file.text.indexOf('\n', at + 1)) {
      starts.push(at + 1);
    }
    this.#lineStarts = starts;
  }

  read(): Syntax {
    this.#walk(this.#source);
    return {
      imports: this.#imports,
      functions: this.#functions,
      globals: this.#used.filter((name) => !this.#declared.has(name.text)),
      members: this.#members,
      asyncs: this.#asyncs,
      anys: this.#anys,
      nonNulls: this.#nonNulls,
      casts: this.#casts,
      defaultExports: this.#defaultExports,
    };
  }

  #walk(node: Node): void {
    this.#visit(node);
    node.forEachChild((child) => {
      this.#walk(child);
    });
  }

  #visit(node: Node): void {
    switch (node.kind) {
      case SyntaxKind.ImportDeclaration:
      case SyntaxKind.ExportDeclaration:
      case SyntaxKind.ImportType:
        this.#visitImport(node);
        return;
      case SyntaxKind.CallExpression:
        if (this.#text(node).startsWith('import(')) this.#visitImport(node);
        return;
      case SyntaxKind.Identifier:
        this.#visitName(node);
        return;
      case SyntaxKind.PropertyAccessExpression:
        if (/^\w+\.\w+$/.test(this.#text(node))) this.#members.push(this.#place(node));
        return;
      case SyntaxKind.AsyncKeyword:
      case SyntaxKind.AwaitExpression:
        this.#asyncs.push(this.#place(node));
        return;
      case SyntaxKind.AnyKeyword:
        this.#anys.push(this.#place(node));
        return;
      case SyntaxKind.NonNullExpression:
        this.#nonNulls.push(this.#place(node));
        return;
      case SyntaxKind.AsExpression:
      case SyntaxKind.TypeAssertionExpression:
        this.#visitCast(node);
        return;
      case SyntaxKind.ExportAssignment:
      case SyntaxKind.DefaultKeyword:
        if (node.parent.kind !== SyntaxKind.DefaultClause) {
          this.#defaultExports.push(this.#place(node));
        }
        return;
      default:
        if (FUNCTION_KINDS.has(node.kind)) this.#visitFunction(node);
    }
  }

  #visitImport(node: Node): void {
    const text = this.#text(node);
    const specifier = /(?:\bfrom\s*|^import\s*\(?\s*)(['"])(.*?)\1/s.exec(text)?.[2];
    if (specifier === undefined) return;
    const typeOnly =
      node.kind === SyntaxKind.ImportType || /^(?:import|export)\s+type\b/.test(text);
    this.#imports.push({ specifier, typeOnly, line: this.#lineOf(this.#start(node)) });
  }

  #visitName(node: Node): void {
    const parent = node.parent;
    if (isPropertyName(node)) return;
    if (DECLARING_KINDS.has(parent.kind) && nameOf(parent) === node) {
      this.#declared.add(this.#text(node));
    } else {
      this.#used.push(this.#place(node));
    }
  }

  /** `x as unknown as T` is one cast. */
  #visitCast(node: Node): void {
    if (node.parent.kind === SyntaxKind.AsExpression) return;
    if (!/\bas const$/.test(this.#text(node))) this.#casts.push(this.#place(node));
  }

  #visitFunction(node: Node): void {
    if (isGrouping(node, this.#file.text)) return;
    const start = this.#start(node);
    const line = this.#lineOf(start);
    const name = nameOf(node) ?? nameOf(node.parent);
    this.#functions.push({
      name: name === null ? 'a function' : this.#text(name),
      line,
      lineCount: this.#lineOf(node.end) - line + 1,
    });
  }

  #place(node: Node): Place {
    return { text: this.#text(node), line: this.#lineOf(this.#start(node)) };
  }

  #start(node: Node): number {
    return node.getStart(this.#source);
  }

  #text(node: Node): string {
    return this.#file.text.slice(this.#start(node), node.end);
  }

  #lineOf(position: number): number {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= position) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}

const FUNCTION_KINDS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.FunctionExpression,
  SyntaxKind.ArrowFunction,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.Constructor,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
]);

/** Kinds whose `name` brings a name into being that the file then uses as its own. */
const DECLARING_KINDS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.VariableDeclaration,
  SyntaxKind.Parameter,
  SyntaxKind.BindingElement,
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.FunctionExpression,
  SyntaxKind.ClassDeclaration,
  SyntaxKind.InterfaceDeclaration,
  SyntaxKind.TypeAliasDeclaration,
  SyntaxKind.TypeParameter,
  SyntaxKind.ImportClause,
  SyntaxKind.ImportSpecifier,
  SyntaxKind.NamespaceImport,
]);

const PROPERTY_KINDS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.PropertyAccessExpression,
  SyntaxKind.PropertyAssignment,
  SyntaxKind.PropertySignature,
  SyntaxKind.PropertyDeclaration,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.MethodSignature,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
  SyntaxKind.NamedTupleMember,
]);

/** The name of a property is nobody's global: `sight.process` takes nothing from the platform. */
function isPropertyName(node: Node): boolean {
  const parent = node.parent;
  if (PROPERTY_KINDS.has(parent.kind)) return nameOf(parent) === node;
  return 'propertyName' in parent && parent.propertyName === node;
}

/** The callback of `describe` holds tests; it is a chapter and not a function that anyone reads. */
function isGrouping(node: Node, text: string): boolean {
  const parent = node.parent;
  if (parent.kind !== SyntaxKind.CallExpression) return false;
  return /^\s*(?:describe|suite)\b/.test(text.slice(parent.pos, node.pos));
}

function nameOf(node: Node): Node | null {
  return 'name' in node && isNode(node.name) ? node.name : null;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
