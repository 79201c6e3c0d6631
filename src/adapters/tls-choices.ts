// The directives that choose how TLS is spoken (protocols, ciphers, suites), as Node wants them
// told. Which of them OpenSSL takes is for OpenSSL to say.

import { constants } from 'node:crypto';
import { DEFAULT_CIPHERS, type SecureContextOptions } from 'node:tls';
import type { TlsSettings } from '../config/server-settings.ts';

const PROTOCOL_OFF: ReadonlyMap<string, number> = new Map([
  ['tlsv1', constants.SSL_OP_NO_TLSv1],
  ['tlsv1.1', constants.SSL_OP_NO_TLSv1_1],
  ['tlsv1.2', constants.SSL_OP_NO_TLSv1_2],
  ['tlsv1.3', constants.SSL_OP_NO_TLSv1_3],
]);

const DEFAULT_PROTOCOLS = 'TLSv1.2 TLSv1.3';

type Protocols = Pick<SecureContextOptions, 'minVersion' | 'maxVersion' | 'secureOptions'>;

/** null: one of them does not exist. */
export function protocolOptions({
  protocols,
  sessionCaching,
}: Pick<TlsSettings, 'protocols' | 'sessionCaching'>): Protocols | null {
  const wanted = (protocols ?? DEFAULT_PROTOCOLS).toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.some((name) => !PROTOCOL_OFF.has(name))) return null;
  let secureOptions = sessionCaching ? 0 : constants.SSL_OP_NO_TICKET;
  for (const [name, off] of PROTOCOL_OFF) if (!wanted.includes(name)) secureOptions |= off;
  return { minVersion: 'TLSv1', maxVersion: 'TLSv1.3', secureOptions };
}

/** Suites are those of TLS 1.3, which Node takes in one list with the ciphers of the others. null:
 *  nothing is asked for. */
export function cipherList({
  ciphers,
  cipherSuites,
}: Pick<TlsSettings, 'ciphers' | 'cipherSuites'>): string | null {
  if (ciphers === null && cipherSuites === null) return null;
  const defaults = DEFAULT_CIPHERS.split(':');
  const suites = cipherSuites?.split(':') ?? defaults.filter(isSuite);
  const others = ciphers?.split(':') ?? defaults.filter((name) => !isSuite(name));
  return [...suites, ...others].join(':');
}

export function isSuite(name: string): boolean {
  return name.startsWith('TLS_');
}
