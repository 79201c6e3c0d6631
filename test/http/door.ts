// A door of the HTTP server in this process, over the views of a real core state that nothing
// happens to, and how a test asks it.

import { request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { parseConfig } from '../../src/config/parse-config.ts';
import { createState } from '../../src/core/create.ts';
import type { Asker } from '../../src/core/input.ts';
import type { OperatorOutcome, OperatorRequest } from '../../src/core/operator-request.ts';
import type { State } from '../../src/core/state.ts';
import { viewsAt } from '../../src/core/views.ts';
import { HttpDoor } from '../../src/http/door.ts';
import { CONNECTIONS_MAX } from '../../src/http/limits.ts';
import { fakeSight } from '../fake-sight.ts';

export const TOKEN = 'a-token-of-24-characters';

export const CONFIG: readonly string[] = [
  'port 26379',
  `sentinel myid ${'0'.repeat(39)}1`,
  'sentinel current-epoch 7',
  'sentinel monitor one 127.0.0.1 7001 2',
  'sentinel config-epoch one 7',
  'sentinel leader-epoch one 7',
  'sentinel known-replica one 127.0.0.1 7002',
  'sentinel known-replica one 127.0.0.1 7003',
  `sentinel known-sentinel one 127.0.0.1 26380 ${'a'.repeat(40)}`,
  'sentinel monitor two 127.0.0.1 7101 1',
  'sentinel monitor h\xc3\xa9 127.0.0.1 7201 1',
];

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface TestDoor {
  readonly door: HttpDoor;
  readonly state: State;
  readonly port: number;
  readonly asked: { readonly asker: Asker; readonly request: OperatorRequest }[];
  readonly logged: string[];
  /** Milliseconds by which both clocks are ahead. */
  advance(ms: number): void;
  ask(path: string, options?: AskOptions): Promise<Reply>;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface DoorOptions {
  /** More lines of the configuration. */
  readonly lines?: readonly string[];
  readonly token?: string | null;
  /** What becomes of an order; null: nothing yet. */
  readonly outcome?: OperatorOutcome | null;
  readonly saveFailedForMs?: number | null;
  readonly connectionsMax?: number;
}

/** Runs `body` with a door that listens. */
export async function withDoor(
  options: DoorOptions,
  body: (door: TestDoor) => Promise<void>,
): Promise<void> {
  const parsed = parseConfig({ text: [...CONFIG, ...(options.lines ?? [])].join('\n') });
  if (!parsed.ok) throw new Error(parsed.error.reason);
  let aheadMs = 0;
  const clock = {
    monotonicMs: () => performance.now() + aheadMs,
    wallMs: () => Date.now() + aheadMs,
  };
  const nowMs = clock.monotonicMs();
  const myId = parsed.sentinel.myId ?? '';
  const state = createState({ settings: parsed.sentinel, myId, listenPort: 0, seed: 1, nowMs });
  const asked: TestDoor['asked'] = [];
  const logged: string[] = [];
  const { outcome = { kind: 'done' }, saveFailedForMs = null, token = TOKEN } = options;
  const { connectionsMax = CONNECTIONS_MAX } = options;
  const fake = fakeSight();
  const door: HttpDoor = new HttpDoor(
    { settings: parsed.server.http, listens: true, tls: null, token, connectionsMax },
    {
      sight: () => ({ ...fake, views: viewsAt(state, clock.monotonicMs()) }),
      saves: () => ({ failedForMs: saveFailedForMs, failures: 0, successes: 0, lastError: '' }),
      operate(asker, request) {
        asked.push({ asker, request });
        if (outcome !== null) setImmediate(() => door.outcome(asker, outcome));
      },
      resolve: async () => [],
      clock,
      log: { notice: (text) => logged.push(text), warning: (text) => logged.push(text) },
      version: '0.0.0',
      port: 26_379,
    },
  );
  door.open();
  try {
    while (door.addresses().length === 0) await pause(1);
    const port = door.addresses()[0]?.port ?? 0;
    await body({
      door,
      state,
      port,
      asked,
      logged,
      advance: (ms) => {
        aheadMs += ms;
      },
      ask: (path, more) => askOnce(port, path, more),
    });
  } finally {
    door.close();
  }
}

export function askOnce(port: number, path: string, options: AskOptions = {}): Promise<Reply> {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise((answered, failed) => {
    const sent = httpRequest({ port, host: '127.0.0.1', path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', failed);
      response.on('end', () => {
        const { statusCode = 0, headers: found } = response;
        const text = Buffer.concat(parts).toString('utf8');
        answered({ status: statusCode, headers: found, body: text });
      });
    });
    sent.on('error', failed);
    sent.end(body);
  });
}

/** With the token, a JSON body. */
export function change(body: object, token: string = TOKEN): AskOptions {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return { method: 'POST', headers, body: JSON.stringify(body) };
}

/** One frame of an event stream. */
export interface Frame {
  readonly id: string;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Reads a stream until `enough` says so, and gives all frames. */
export function readStream(
  port: number,
  path: string,
  enough: (frames: readonly Frame[]) => boolean,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly Frame[]> {
  return new Promise((found, failed) => {
    const frames: Frame[] = [];
    const sent = httpRequest({ port, host: '127.0.0.1', path, headers }, (response) => {
      let rest = '';
      response.on('error', () => {});
      response.on('data', (part: Buffer) => {
        const texts = (rest + part.toString('utf8')).split('\n\n');
        rest = texts.pop() ?? '';
        for (const text of texts) {
          const frame = readFrame(text);
          if (frame !== null) frames.push(frame);
        }
        if (!enough(frames)) return;
        sent.destroy();
        found(frames);
      });
      response.on('end', () => found(frames));
    });
    sent.on('error', failed);
    sent.end();
  });
}

function readFrame(text: string): Frame | null {
  const lines = new Map(
    text.split('\n').map((line): [string, string] => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)];
    }),
  );
  const data = lines.get('data');
  if (data === undefined) return null;
  return { id: lines.get('id') ?? '', event: lines.get('event') ?? '', data: JSON.parse(data) };
}
