// Who may come in, and who may change something. A strange page can make a browser send requests
// to this door: they are known by the name that they call it, and by the origin that they state.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import {
  REQUEST_BURST,
  REQUESTS_PER_SECOND,
  WRONG_TOKEN_BURST,
  WRONG_TOKENS_PER_SECOND,
} from './limits.ts';
import { RateLimit } from './rate-limit.ts';

export interface GuardOptions {
  /** null: nothing can be changed. */
  readonly token: string | null;
  readonly protectReads: boolean;
  readonly hosts: readonly string[];
  readonly scheme: 'http' | 'https';
  nowMs(): number;
}

export interface Refused {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Access = 'read' | 'change' | 'check';

export class Guard {
  readonly #options: GuardOptions;
  readonly #requests = new RateLimit({ burst: REQUEST_BURST, perSecond: REQUESTS_PER_SECOND });
  readonly #wrongTokens = new RateLimit({
    burst: WRONG_TOKEN_BURST,
    perSecond: WRONG_TOKENS_PER_SECOND,
  });

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  /** Before anything else is looked at. */
  enters(request: IncomingMessage): Refused | null {
    const from = addressOf(request);
    const nowMs = this.#options.nowMs();
    const waitS = this.#requests.waitS(from, nowMs);
    if (waitS > 0) return tooMany(waitS);
    this.#requests.take(from, nowMs);
    if (request.url?.startsWith('/') !== true) {
      return { status: 400, code: 'bad-request', message: 'A path begins with a slash' };
    }
    return this.#judgeHost(request) ?? this.#judgeOrigin(request);
  }

  /** For what a route is about. */
  permits(request: IncomingMessage, access: Access): Refused | null {
    const { token, protectReads } = this.#options;
    if (access === 'check' || (access === 'read' && !protectReads)) return null;
    if (token === null) {
      const message = 'There is no http-token in the configuration, so nothing can be changed';
      return { status: 403, code: 'no-token-configured', message };
    }
    const from = addressOf(request);
    const nowMs = this.#options.nowMs();
    const waitS = this.#wrongTokens.waitS(from, nowMs);
    if (waitS > 0) return tooMany(waitS);
    const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (given !== undefined && isSame(given, token)) return null;
    if (given !== undefined) this.#wrongTokens.take(from, nowMs);
    return {
      status: 401,
      code: given === undefined ? 'token-needed' : 'wrong-token',
      message: given === undefined ? 'This needs the token' : 'That is not the token',
      headers: { 'www-authenticate': 'Bearer realm="vedette"' },
    };
  }

  /** A browser always says which name it was sent to; a check of a load balancer may say none. */
  #judgeHost({ headers }: IncomingMessage): Refused | null {
    if (headers.host === undefined) return null;
    const name = hostName(headers.host);
    const isKnown = isIP(name) !== 0 || name === 'localhost' || this.#options.hosts.includes(name);
    if (isKnown) return null;
    const message = 'This door is not known by that name: see http-host';
    return { status: 421, code: 'unknown-host', message };
  }

  #judgeOrigin({ headers }: IncomingMessage): Refused | null {
    const { origin, host = '' } = headers;
    const isOwn =
      origin === undefined ||
      origin.toLowerCase() === `${this.#options.scheme}://${host.toLowerCase()}`;
    const site = headers['sec-fetch-site'];
    // A link that somebody follows shows a page, and changes nothing.
    const isLink = headers['sec-fetch-mode'] === 'navigate';
    const isStrange = site === 'cross-site' || site === 'same-site';
    if (isOwn && (!isStrange || isLink)) return null;
    const message = 'Pages of other origins may not ask here';
    return { status: 403, code: 'strange-origin', message };
  }
}

export function addressOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? '';
}

function tooMany(waitS: number): Refused {
  const headers = { 'retry-after': String(waitS) };
  return { status: 429, code: 'too-many-requests', message: 'Too many requests', headers };
}

/** Without the port, in lower case; of an IPv6 address without the brackets. */
function hostName(host: string): string {
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::\d{1,5})?$/.exec(host);
  return (match?.[1] ?? match?.[2] ?? '').toLowerCase();
}

/** In constant time: neither length nor beginning can be felt. */
function isSame(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'latin1').digest();
}
