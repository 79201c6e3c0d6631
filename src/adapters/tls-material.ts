// Makes what TLS needs out of the directives and the files that they name, in the order and with
// the complaints of stock. It looks at each part by itself, so that the complaint names the file.

import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { TlsSettings } from '../config/server-settings.ts';
import { fromByteText, toByteText } from './byte-text.ts';
import { systemErrorText } from './system-error.ts';
import { cipherList, isSuite, protocolOptions } from './tls-choices.ts';

export interface TlsMaterial {
  /** For connections of clients. */
  readonly incoming: IncomingTls;
  /** For connections to nodes and peers; null: those are plain. */
  readonly outgoing: SecureContext | null;
  /** When the certificate that clients see ends, as the certificate says it. */
  readonly validTo: string;
  /** Why `tls-ca-cert-dir` gives no authority though it should; null: nothing is wrong with it. */
  readonly unreadAuthorities: string | null;
}

export interface IncomingTls extends SecureContextOptions {
  readonly sessionTimeout: number;
}

export type TlsLoaded =
  | { readonly ok: true; readonly material: TlsMaterial }
  /** `reason` holds one character a byte, for the log. */
  | { readonly ok: false; readonly reason: string };

/** Names that `openssl rehash` gives, the only ones under which OpenSSL looks for an authority. */
const HASHED_NAME = /^[0-9a-f]{8}\.\d+$/;
const CERTIFICATE = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/;
const DH_PARAMS = /-----BEGIN DH PARAMETERS-----/;
const NOTHING_FOUND = 'error:05800088:x509 certificate routines::no certificate or crl found';

/** What ends the loading; never leaves this file. */
class TlsFault extends Error {}

/** Reads files at once: for the start, and for a change that was seen. */
export function loadTls(settings: TlsSettings): TlsLoaded {
  try {
    return { ok: true, material: materialOf(settings) };
  } catch (error) {
    if (!(error instanceof TlsFault)) throw error;
    return { ok: false, reason: error.message };
  }
}

/** The files that the directives name, as the platform knows them: new content may stand there. */
export function tlsFiles(settings: TlsSettings): readonly string[] {
  const { certFile, keyFile, clientCertFile, clientKeyFile } = settings;
  const { caCertFile, caCertDirectory, dhParamsFile } = settings;
  return [
    certFile,
    keyFile,
    clientCertFile,
    clientKeyFile,
    caCertFile,
    caCertDirectory,
    dhParamsFile,
  ]
    .filter((path) => path !== null)
    .map(fromByteText);
}

function materialOf(settings: TlsSettings): TlsMaterial {
  const { certFile, keyFile, keyFilePassword } = settings;
  const { clientCertFile, clientKeyFile, clientKeyFilePassword } = settings;
  if (certFile === null) throw new TlsFault('No tls-cert-file configured!');
  if (keyFile === null) throw new TlsFault('No tls-key-file configured!');
  requireAuthority(settings);
  const protocols = protocolOptions(settings);
  if (protocols === null) throw new TlsFault(BAD_PROTOCOLS);
  const own = pair({ certFile, keyFile, password: keyFilePassword });
  const { ca, unread } = authorities(settings);
  const common = { ca, ...ciphers(settings), ...protocols };
  const incoming = { ...common, ...own, ...dhParams(settings), ...serverOptions(settings) };
  const hasClientPair = clientCertFile !== null && clientKeyFile !== null;
  const client = hasClientPair
    ? pair({
        certFile: clientCertFile,
        keyFile: clientKeyFile,
        password: clientKeyFilePassword,
      })
    : own;
  // Parts that are good for themselves may not go together.
  return attempt('Failed to create TLS context', () => {
    createSecureContext(incoming);
    const outgoing = settings.outgoing ? createSecureContext({ ...common, ...client }) : null;
    const { validTo } = new X509Certificate(own.cert);
    return { incoming, outgoing, validTo, unreadAuthorities: unread };
  });
}

const BAD_PROTOCOLS =
  "Invalid tls-protocols specified. Use a combination of 'TLSv1', 'TLSv1.1', 'TLSv1.2' and 'TLSv1.3'.";

function requireAuthority({
  authClients,
  outgoing,
  caCertFile,
  caCertDirectory,
}: TlsSettings): void {
  if (caCertFile !== null || caCertDirectory !== null) return;
  if (authClients === 'no' && !outgoing) return;
  throw new TlsFault(
    'Either tls-ca-cert-file or tls-ca-cert-dir must be specified when tls-cluster, ' +
      'tls-replication or tls-auth-clients are enabled!',
  );
}

interface PairFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly password: string | null;
}

type Pair = { readonly cert: Buffer; readonly key: Buffer; readonly passphrase?: string };

function pair({ certFile, keyFile, password }: PairFiles): Pair {
  const cert = attempt(`Failed to load certificate: ${certFile}`, () => {
    const bytes = readFileSync(fromByteText(certFile));
    createSecureContext({ cert: bytes });
    return bytes;
  });
  return attempt(`Failed to load private key: ${keyFile}`, () => {
    const key = readFileSync(fromByteText(keyFile));
    const passphrase = password === null ? {} : { passphrase: fromByteText(password) };
    const both = { cert, key, ...passphrase };
    createSecureContext(both);
    return both;
  });
}

interface Authorities {
  /** Never left out: without any Node would trust the authorities that browsers trust. */
  readonly ca: Buffer[];
  readonly unread: string | null;
}

function authorities({ caCertFile, caCertDirectory }: TlsSettings): Authorities {
  return attempt('Failed to configure CA certificate(s) file/directory', () => {
    const found: Buffer[] = [];
    if (caCertFile !== null) {
      const bytes = readFileSync(fromByteText(caCertFile));
      if (!CERTIFICATE.test(bytes.toString('latin1'))) throw new Error(NOTHING_FOUND);
      found.push(bytes);
    }
    const hashed = caCertDirectory === null ? NONE : hashedCertificates(caCertDirectory);
    const ca = [...found, ...hashed.ca];
    createSecureContext({ ca });
    return { ca, unread: hashed.unread };
  });
}

const NONE: Authorities = { ca: [], unread: null };

/** As OpenSSL, which looks there when it needs one: a directory or file that cannot be read has
 *  none, and takes nothing from the others. `directory`: one character a byte. */
function hashedCertificates(directory: string): Authorities {
  const folder = fromByteText(directory);
  const ca: Buffer[] = [];
  let unread: string | null = null;
  try {
    for (const name of readdirSync(folder).filter((found) => HASHED_NAME.test(found))) {
      try {
        ca.push(readFileSync(join(folder, name)));
      } catch (error) {
        unread = `${toByteText(name)}: ${systemErrorText(error)}`;
      }
    }
  } catch (error) {
    unread = systemErrorText(error);
  }
  if (ca.length > 0 || unread === null) return { ca, unread: null };
  return { ca, unread: `No authority in tls-ca-cert-dir ${directory} can be read: ${unread}` };
}

function ciphers(settings: TlsSettings): { readonly ciphers?: string } {
  const list = cipherList(settings);
  if (list === null) return {};
  const { ciphers: asked, cipherSuites } = settings;
  const badSuites = `Failed to configure ciphersuites: ${cipherSuites}`;
  // A name of another form would count as a cipher, and pass.
  if (cipherSuites?.split(':').every(isSuite) === false) throw new TlsFault(badSuites);
  if (asked !== null) {
    const only = cipherList({ ciphers: asked, cipherSuites: null });
    accept(`Failed to configure ciphers: ${asked}`, { ciphers: only ?? '' });
  }
  accept(badSuites, { ciphers: list });
  return { ciphers: list };
}

function dhParams({ dhParamsFile }: TlsSettings): { readonly dhparam: Buffer | 'auto' } {
  if (dhParamsFile === null) return { dhparam: 'auto' };
  const dhparam = readDhParams(dhParamsFile);
  const unfit = `${dhParamsFile}: failed to read DH params.`;
  // Node passes over what is something else.
  if (!DH_PARAMS.test(dhparam.toString('latin1'))) throw new TlsFault(unfit);
  accept(unfit, { dhparam });
  return { dhparam };
}

function readDhParams(path: string): Buffer {
  try {
    return readFileSync(fromByteText(path));
  } catch (error) {
    throw new TlsFault(`Failed to load ${path}: ${systemErrorText(error)}`);
  }
}

function serverOptions(settings: TlsSettings): {
  readonly honorCipherOrder: boolean;
  readonly sessionTimeout: number;
} {
  return {
    honorCipherOrder: settings.preferServerCiphers,
    sessionTimeout: settings.sessionCacheTimeoutMs / 1000,
  };
}

/** Does OpenSSL take it? */
function accept(complaint: string, options: SecureContextOptions): void {
  try {
    createSecureContext(options);
  } catch {
    throw new TlsFault(complaint);
  }
}

function attempt<T>(complaint: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new TlsFault(`${complaint}: ${faultText(error)}`);
  }
}

/** OpenSSL's words; for a file that cannot be read those that it has for the system's codes. */
function faultText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!('errno' in error) || typeof error.errno !== 'number') return error.message;
  const code = (0x80000000 - error.errno).toString(16).toUpperCase();
  return `error:${code}:system library::${systemErrorText(error)}`;
}
