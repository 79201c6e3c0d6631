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
  WEBHOOKS_MAX,
  wantsHttp,
} from '../config/http-settings.ts';
import type { HttpDoor } from '../http/door.ts';
import type { HttpParts } from '../http/parts.ts';

export type HttpLoaded =
  | {
      readonly ok: true;
      readonly makeDoor: MakeDoor | null;
      /** How many files it may have open at a time. */
      readonly openFiles: number;
    }
  | { readonly ok: false; readonly reason: string };

/** `tls`: what clients of the other server are spoken to with; null: there is none. */
export type MakeDoor = (tls: SecureContextOptions | null, parts: HttpParts) => HttpDoor;

export function isTlsDoor({ port, tls }: HttpSettings): boolean {
  return port !== 0 && tls !== 'no';
}

/** To be called before the state is made, because loading takes a moment. `makeDoor` null: none is
 *  asked for. What is wrong with the settings stops the start. `room`: files that there are for all
 *  clients, of which the door takes half at most, because without clients of the other one a
 *  Sentinel has no peers; null: unknown. */
export async function loadHttp(settings: HttpSettings, room: number | null): Promise<HttpLoaded> {
  if (!wantsHttp(settings)) return { ok: true, makeDoor: null, openFiles: 0 };
  const token = checked(settings);
  if (typeof token !== 'string' && token !== null) return { ok: false, reason: token.problem };
  const { HttpDoor: Door } = await import('../http/door.ts');
  const { CONNECTIONS_MAX } = await import('../http/limits.ts');
  const listens = settings.port !== 0;
  const half = Math.max(1, Math.floor((room ?? Number.POSITIVE_INFINITY) / 2));
  const connectionsMax = listens ? Math.min(CONNECTIONS_MAX, half) : 0;
  const makeDoor: MakeDoor = (tls, parts) => {
    const spoken = isTlsDoor(settings) ? tls : null;
    return new Door({ settings, listens, token, tls: spoken, connectionsMax }, parts);
  };
  const forWebhooks = settings.webhooks.length > 0 ? WEBHOOKS_MAX : 0;
  return { ok: true, makeDoor, openFiles: connectionsMax + forWebhooks };
}

/** Why the process would not start with them; null: it would. */
export function httpProblem(settings: HttpSettings): string | null {
  const token = wantsHttp(settings) ? checked(settings) : null;
  return typeof token === 'string' || token === null ? null : token.problem;
}

/** The token, where all of them are fit to start with. */
function checked(settings: HttpSettings): string | null | { problem: string } {
  if (settings.webhooks.length > 0 && settings.webhookSecret === null) {
    return { problem: 'A webhook is signed: webhook-secret is missing' };
  }
  return readToken(settings);
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
