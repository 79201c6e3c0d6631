// One POST to somebody outside. Names are looked up by whoever is given, because the platform's own
// look-ups share their threads with other work; nothing is followed elsewhere, and all of it has an
// end.

import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { WEBHOOK_LIMIT_MS } from './limits.ts';
import type { Post } from './webhook.ts';

/** The addresses of a name; empty: nobody knows them. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export function poster(resolve: Resolve): Post {
  const lookup = lookupBy(resolve);
  return (url, headers, body) =>
    new Promise((settle) => {
      const options: RequestOptions = {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        lookup,
        signal: AbortSignal.timeout(WEBHOOK_LIMIT_MS),
      };
      const target = urlOf(url);
      if (target === null) return settle(null);
      const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
      const sent = send(target, options, (response) => {
        settle(response.statusCode ?? null);
        // What it says is of no interest, and may be long.
        response.destroy();
      });
      sent.on('error', () => settle(null));
      sent.end(body);
    });
}

function urlOf(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}

function lookupBy(resolve: Resolve): LookupFunction {
  return (host, { all }, done) => {
    const ended = (ips: readonly string[]): void => {
      const [first] = ips;
      if (first === undefined) {
        done(Object.assign(new Error(`${host} leads nowhere`), { code: 'ENOTFOUND' }), '', 0);
      } else if (all === true) {
        done(
          null,
          ips.map((address) => ({ address, family: isIP(address) })),
        );
      } else {
        done(null, first, isIP(first));
      }
    };
    resolve(host).then(ended, () => ended([]));
  };
}
