// From a request to the answer of its route: the router, the token, the body, and how an answer is
// sent. What the routes answer is theirs.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { takesGzip } from './accept.ts';
import type { Answer, Ask, Route } from './answer.ts';
import { addressOf, type Guard, type Refused } from './guard.ts';
import { bytesOf, failure } from './json.ts';
import { BODY_BYTES_MAX } from './limits.ts';
import type { LongAnswers } from './slices.ts';

type Call = Context<{ Bindings: HttpBindings }>;

export interface AppParts {
  readonly routes: readonly Route[];
  readonly guard: Guard;
  readonly longAnswers: LongAnswers;
  /** Something went wrong that is nobody's fault outside. */
  broken(text: string): void;
}

export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

export function makeListener({ routes, guard, longAnswers, broken }: AppParts): Listener {
  const app = new Hono<{ Bindings: HttpBindings }>();
  for (const route of routes) {
    app.on(route.method, routerPath(route.path), async (call) => {
      const { incoming } = call.env;
      const refused = guard.permits(incoming, route.access);
      if (refused !== null) return respond(call, refusal(refused), refused.headers);
      const body = route.method === 'POST' ? await readJson(incoming) : null;
      if (body !== null && !body.ok) return respond(call, refusal(body.refused));
      const answer = await route.answer(askOf(call, body?.value));
      return send(call, answer, longAnswers);
    });
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const allowed = routes.filter((route) => route.path === path).map(({ method }) => method);
    app.all(routerPath(path), (call) =>
      respond(call, failure(405, 'method-not-allowed', `This takes ${allowed}`), {
        allow: allowed.join(', '),
      }),
    );
  }
  app.notFound((call) => respond(call, failure(404, 'not-found', 'There is nothing here')));
  app.onError((error, call) => {
    broken(`The HTTP door could not answer ${call.req.method} ${call.req.path}: ${error.message}`);
    return respond(call, failure(500, 'broken', 'That went wrong; the log tells more'));
  });
  const listener = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    // Of a request of HTTP/1.0, which need not name one.
    hostname: 'localhost',
  });
  return (request, response) => void listener(request, response);
}

/** What is sent to somebody who may not come in, without any router. */
export function turnAway(response: ServerResponse, refused: Refused): void {
  const answer = refusal(refused);
  const text = answer.kind === 'json' ? answer.text : '';
  response.writeHead(refused.status, {
    'content-type': JSON_TYPE,
    'content-length': Buffer.byteLength(text),
    connection: 'close',
    ...refused.headers,
  });
  response.end(text);
}

const JSON_TYPE = 'application/json; charset=utf-8';

function routerPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function refusal({ status, code, message }: Refused): Answer {
  return failure(status, code, message);
}

function askOf(call: Call, body: unknown): Ask {
  return {
    param: (name) => bytesOf(call.req.param(name) ?? ''),
    query(name) {
      const value = call.req.query(name);
      return value === undefined ? null : bytesOf(value);
    },
    header: (name) => call.req.header(name) ?? null,
    body,
    from: addressOf(call.env.incoming),
  };
}

async function send(call: Call, answer: Answer, longAnswers: LongAnswers): Promise<Response> {
  switch (answer.kind) {
    case 'json':
    case 'text':
    case 'file':
      return respond(call, answer);
    case 'taken':
      if (call.req.method === 'HEAD') return new Response(null, { status: 200 });
      answer.take(call.env.outgoing);
      return RESPONSE_ALREADY_SENT;
    case 'pieces': {
      if (longAnswers.isFull) {
        const busy = failure(503, 'busy', 'Too many long answers are under way');
        return respond(call, busy, { 'retry-after': '1' });
      }
      const packed = takesGzip(call.req.header('accept-encoding'));
      const { outgoing } = call.env;
      outgoing.writeHead(200, {
        'content-type': `${answer.type}; charset=utf-8`,
        ...(packed ? { 'content-encoding': 'gzip' } : {}),
        vary: 'accept-encoding',
      });
      if (call.req.method === 'HEAD') outgoing.end();
      else await longAnswers.send(outgoing, answer, packed);
      return RESPONSE_ALREADY_SENT;
    }
    default:
      return answer satisfies never;
  }
}

function respond(
  call: Call,
  answer: Answer,
  more: Readonly<Record<string, string>> = {},
): Response {
  if (answer.kind === 'file') {
    const { status, bytes } = answer;
    return new Response(bytes, { status, headers: { ...answer.headers, ...more } });
  }
  if (answer.kind !== 'json' && answer.kind !== 'text') return call.body(null, 500);
  const type = answer.kind === 'json' ? JSON_TYPE : answer.type;
  const headers = { 'content-type': type, ...more };
  return new Response(answer.text, { status: answer.status, headers });
}

type Body =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly refused: Refused };

const TOO_LONG: Refused = { status: 413, code: 'too-long', message: 'The body is too long' };
const CUT_OFF: Refused = { status: 400, code: 'cut-off', message: 'The body has no end' };
const NOT_JSON: Refused = { status: 400, code: 'not-json', message: 'The body is no JSON' };
const WRONG_TYPE: Refused = {
  status: 415,
  code: 'wrong-type',
  message: 'The body has to be application/json',
};

/** An absent body counts as an empty object. */
async function readJson(request: IncomingMessage): Promise<Body> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of request) {
      if (!Buffer.isBuffer(part)) continue;
      length += part.length;
      if (length > BODY_BYTES_MAX) return { ok: false, refused: TOO_LONG };
      parts.push(part);
    }
  } catch {
    return { ok: false, refused: CUT_OFF };
  }
  if (length === 0) return { ok: true, value: {} };
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(?:;|$)/i.test(type)) return { ok: false, refused: WRONG_TYPE };
  try {
    return { ok: true, value: JSON.parse(Buffer.concat(parts).toString('utf8')) };
  } catch {
    return { ok: false, refused: NOT_JSON };
  }
}
