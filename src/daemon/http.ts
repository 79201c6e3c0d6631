// The HTTP door as a part of the process: loaded only where the configuration asks for it, because
// what it is made of takes memory that a Sentinel without it does not spend.

import { readFileSync } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';
import { fromByteText } from '../adapters/byte-text.ts';
import { systemErrorText } from '../adapters/system-error.ts';
import {
  type HttpSettings,
  isToken,
  SECRET_LENGTH_MIN,
  wantsHttp,
} from '../config/http-settings.ts';
import type { HttpDoor } from '../http/door.ts';
import type { HttpParts } from '../http/parts.ts';

export type HttpOpened =
  | { readonly ok: true; readonly door: HttpDoor | null }
  | { readonly ok: false; readonly reason: string };

export function isTlsDoor({ port, tls }: HttpSettings): boolean {
  return port !== 0 && tls !== 'no';
}

/** `door` null: none is asked for. What is wrong with the settings stops the start; a port that is
 *  taken does not. */
export async function openHttp(
  settings: HttpSettings,
  tls: SecureContextOptions | null,
  parts: HttpParts,
): Promise<HttpOpened> {
  if (!wantsHttp(settings)) return { ok: true, door: null };
  const token = readToken(settings);
  if (typeof token !== 'string' && token !== null) return { ok: false, reason: token.problem };
  const { HttpDoor: Door } = await import('../http/door.ts');
  const door = new Door({ settings, token, tls: isTlsDoor(settings) ? tls : null }, parts);
  door.open();
  return { ok: true, door };
}

function readToken({ token, tokenFile }: HttpSettings): string | null | { problem: string } {
  if (tokenFile === null) return token;
  try {
    const [line = ''] = readFileSync(fromByteText(tokenFile), 'latin1').split('\n', 1);
    const read = line.trim();
    if (isToken(read)) return read;
    const wanted = `${SECRET_LENGTH_MIN} visible characters or more`;
    return { problem: `The http-token-file ${tokenFile} has no token of ${wanted}` };
  } catch (error) {
    return { problem: `The http-token-file ${tokenFile}: ${systemErrorText(error)}` };
  }
}
