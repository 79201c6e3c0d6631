// What a route is: one record with what it takes, what it answers and the function that answers.
// The router, the description of the API and the checks before a call derive from the records.

import type { ServerResponse } from 'node:http';

/** A schema as OpenAPI 3.1 has it. */
export type Schema = { readonly [keyword: string]: unknown };

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly summary: string;
  readonly schema: Schema;
  readonly required?: boolean;
}

export interface Described {
  readonly summary: string;
  /** Of JSON; a text stands for another media type. null: no body. */
  readonly schema: Schema | string | null;
}

/** A request as a route sees it: texts hold one character a byte where they name what the core
 *  knows. */
export interface Ask {
  /** Of the path, decoded; one character a byte. */
  param(name: string): string;
  /** The first of that name, one character a byte; null: there is none. */
  query(name: string): string | null;
  header(name: string): string | null;
  /** Of a change. */
  readonly body: unknown;
  /** Whom the log names. */
  readonly from: string;
}

export type Answer =
  | { readonly kind: 'json'; readonly status: number; readonly text: string }
  | { readonly kind: 'text'; readonly status: number; readonly type: string; readonly text: string }
  /** Put together piece by piece, so that nothing else waits for it. `calm`: nobody looks at it as
   *  it comes, and there is a rest between any two slices. */
  | {
      readonly kind: 'pieces';
      readonly type: string;
      readonly pieces: Iterable<string>;
      readonly calm?: boolean;
    }
  /** The route writes by itself, from then on. */
  | { readonly kind: 'taken'; readonly take: (response: ServerResponse) => void }
  | {
      readonly kind: 'file';
      readonly status: 200 | 304;
      readonly headers: Readonly<Record<string, string>>;
      readonly bytes: Uint8Array<ArrayBuffer> | null;
    };

export interface Route {
  readonly method: 'GET' | 'POST';
  /** With `{name}` for what varies. */
  readonly path: string;
  readonly summary: string;
  /** The chapter of the description. */
  readonly tag: string;
  /** `change`: only with the token. `check`: without it, even where reading needs it. */
  readonly access: 'read' | 'change' | 'check';
  readonly parameters?: readonly Parameter[];
  readonly body?: Schema;
  readonly answers: Readonly<Record<number, Described>>;
  answer(ask: Ask): Answer | Promise<Answer>;
}

export type Pieces = Extract<Answer, { kind: 'pieces' }>;
