// The stream of what happens, read with fetch: unlike EventSource it can show the token. After a
// loss it is opened again and goes on behind the last frame that was read.

import { authorization } from './api.ts';

export interface Frame {
  readonly id: string;
  readonly kind: string;
  readonly data: string;
}

export interface StreamListener {
  opened(): void;
  frame(frame: Frame): void;
  /** `status` 0: nothing was heard. It is tried again unless the token is missing. */
  lost(status: number): void;
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;
/** The door sends a beat more often than that. */
const SILENCE_LIMIT_MS = 40_000;
/** One frame, or what has been read of it. */
const FRAME_LENGTH_MAX = 4 * 1024 * 1024;

export class EventStream {
  readonly #path: string;
  readonly #listener: StreamListener;
  #cursor: string | null;
  #retryMs = FIRST_RETRY_MS;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #silence: ReturnType<typeof setTimeout> | null = null;
  #abort: AbortController | null = null;

  /** `cursor`: behind which frame to begin; null: now. */
  constructor(path: string, cursor: string | null, listener: StreamListener) {
    this.#path = path;
    this.#cursor = cursor;
    this.#listener = listener;
  }

  open(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    void this.#read(abort);
  }

  close(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#abort?.abort();
    this.#abort = null;
  }

  async #read(abort: AbortController): Promise<void> {
    let status = 0;
    try {
      this.#expectMore(abort);
      const resume = this.#cursor === null ? {} : { 'last-event-id': this.#cursor };
      const response = await fetch(this.#path, {
        headers: { ...authorization(), ...resume, accept: 'text/event-stream' },
        signal: abort.signal,
      });
      status = response.status;
      if (response.ok && response.body !== null) {
        this.#retryMs = FIRST_RETRY_MS;
        this.#listener.opened();
        await this.#readBody(response.body, abort);
        status = 0;
      }
    } catch {
      status = 0;
    }
    if (this.#silence !== null) clearTimeout(this.#silence);
    if (this.#abort !== abort) return;
    this.#abort = null;
    this.#listener.lost(status);
    if (status === 401) return;
    this.#retry = setTimeout(() => this.open(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }

  async #readBody(body: ReadableStream<Uint8Array>, abort: AbortController): Promise<void> {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      this.#expectMore(abort);
      text += decoder.decode(value, { stream: true });
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      if (text.length > FRAME_LENGTH_MAX) return;
      for (const part of parts) this.#part(part);
    }
  }

  #part(part: string): void {
    const frame = frameOf(part);
    if (frame === null) return;
    this.#cursor = frame.id;
    this.#listener.frame(frame);
  }

  #expectMore(abort: AbortController): void {
    if (this.#silence !== null) clearTimeout(this.#silence);
    this.#silence = setTimeout(() => abort.abort(), SILENCE_LIMIT_MS);
  }
}

/** null: a beat, or nothing that has a number. */
export function frameOf(text: string): Frame | null {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([a-z]+): ?(.*)$/.exec(line);
    if (match === null) continue;
    const [, name = '', value = ''] = match;
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : `${before}\n${value}`);
  }
  const id = fields.get('id');
  const data = fields.get('data');
  if (id === undefined || data === undefined) return null;
  return { id, kind: fields.get('event') ?? 'message', data };
}
