// The requests that the page makes, and the token that it makes them with.

/** `status` 0: nothing was heard. */
export interface Failure {
  readonly ok: false;
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | Failure;

export interface FailoverOrder {
  readonly dryRun: boolean;
  readonly coordinated: boolean;
  readonly to: string | null;
}

const ANSWER_LIMIT_MS = 30_000;

/** Where the token is kept for as long as this tab is open. */
const TOKEN_KEY = 'vedette-token';

export function hasToken(): boolean {
  return sessionStorage.getItem(TOKEN_KEY) !== null;
}

export function setToken(text: string | null): void {
  if (text === null) sessionStorage.removeItem(TOKEN_KEY);
  else sessionStorage.setItem(TOKEN_KEY, text);
}

export function authorization(): Record<string, string> {
  const token = sessionStorage.getItem(TOKEN_KEY);
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

export function pathOf(name: string): string {
  return `/api/groups/${encodeURIComponent(name)}`;
}

export async function ask<T>(path: string): Promise<Result<T>> {
  return await request<T>(path, { headers: authorization() });
}

/** A change. What the other side refuses comes back as a failure with its code. */
export async function order<T>(path: string, body: object): Promise<Result<T>> {
  return await request<T>(path, {
    method: 'POST',
    headers: { ...authorization(), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function request<T>(path: string, init: RequestInit): Promise<Result<T>> {
  try {
    const response = await fetch(path, { ...init, signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    const value = await response.json();
    if (response.ok) return { ok: true, value };
    const { code = 'refused', message = response.statusText } = value?.error ?? {};
    return { ok: false, status: response.status, code, message };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, status: 0, code: 'no-answer', message };
  }
}
