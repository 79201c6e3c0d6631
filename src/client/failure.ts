// What can go wrong between us and a server, as a value. Texts are for people and say what to do;
// programs look at the code.

export type FailureCode =
  /** Nothing listens there, or the way is closed. */
  | 'unreachable'
  /** Connected, and no answer in time. */
  | 'silent'
  /** The connection ended while an answer was awaited. */
  | 'lost'
  /** What came is not the protocol. */
  | 'garbled'
  /** The TLS handshake failed. */
  | 'tls'
  /** A password or a user is missing or wrong, or may not do this. */
  | 'turned-away'
  /** Any other error of the server. */
  | 'refused';

export interface Failure {
  readonly code: FailureCode;
  /** The first word of the server's error (`NOAUTH`), in capitals; empty: it is not the server's. */
  readonly word: string;
  readonly text: string;
}

/** What was asked for, or why there is none. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export function good<T>(value: T): Answer<T> {
  return { ok: true, value };
}

/** What was told; nothing where it was not: that it was not told has to be said beside it. */
export function told<T>(answer: Answer<readonly T[]> | undefined): readonly T[] {
  return answer?.ok === true ? answer.value : [];
}

export function bad(code: FailureCode, text: string): { ok: false; failure: Failure } {
  return { ok: false, failure: { code, word: '', text } };
}

const TURNED_AWAY: readonly string[] = ['NOAUTH', 'WRONGPASS', 'NOPERM', 'DENIED'];

/** An error of the server, by its first word. */
export function serverError(text: string): { ok: false; failure: Failure } {
  const word = /^[A-Z]+(?= |$)/.exec(text)?.[0] ?? '';
  const code = TURNED_AWAY.includes(word) ? 'turned-away' : 'refused';
  return { ok: false, failure: { code, word, text: text.replace(/^ERR /, '') } };
}
