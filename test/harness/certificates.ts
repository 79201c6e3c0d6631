// Certificates for tests: authorities, and what they sign, made here so that no machine has to have
// a tool for it. Just as much of X.509 as TLS looks at; elliptic keys, because they are quick.

import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CertificateOptions {
  /** The common name; nothing compares it with a host. */
  readonly name: string;
  /** How long before now it begins, and how long after now it ends. */
  readonly sinceMs?: number;
  readonly untilMs?: number;
}

/** Both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;

export class Authority implements Certificate {
  readonly cert: string;
  readonly key: string;
  readonly #name: string;

  constructor(name: string) {
    const { publicKey, privateKey } = newKeys();
    this.#name = name;
    this.key = pemOfKey(privateKey);
    this.cert = certificate({
      subject: { name },
      issuer: name,
      publicKey,
      signer: privateKey,
      isAuthority: true,
    });
  }

  issue(options: CertificateOptions): Certificate {
    const { publicKey, privateKey } = newKeys();
    const signer = createPrivateKey(this.key);
    const cert = certificate({
      subject: options,
      issuer: this.#name,
      publicKey,
      signer,
      isAuthority: false,
    });
    return { cert, key: pemOfKey(privateKey) };
  }
}

/** Where the parts of what one server or client uses lie. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** Writes them into a folder, over what is there. */
export function writeTlsFiles(folder: string, own: Certificate, authority: Certificate): TlsFiles {
  mkdirSync(folder, { recursive: true });
  const files = {
    cert: join(folder, 'own.crt'),
    key: join(folder, 'own.key'),
    ca: join(folder, 'ca.crt'),
  };
  writeFileSync(files.cert, own.cert);
  writeFileSync(files.key, own.key);
  writeFileSync(files.ca, authority.cert);
  return files;
}

/** Of the file of a server of any kind. */
export function tlsLines({ cert, key, ca }: TlsFiles): readonly string[] {
  return [`tls-cert-file "${cert}"`, `tls-key-file "${key}"`, `tls-ca-cert-file "${ca}"`];
}

/** On that port plainly, or in TLS on it and with everybody. */
export function portLines(port: number, tls: TlsFiles | undefined): readonly string[] {
  if (tls === undefined) return [`port ${port}`];
  return ['port 0', `tls-port ${port}`, 'tls-replication yes', ...tlsLines(tls)];
}

interface Contents {
  readonly subject: CertificateOptions;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly isAuthority: boolean;
}

function newKeys(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
}

function pemOfKey(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

function certificate({ subject, issuer, publicKey, signer, isAuthority }: Contents): string {
  const { sinceMs = DAY_MS, untilMs = DAY_MS } = subject;
  const nowMs = Date.now();
  const unsigned = sequence(
    tagged(CONTEXT_0, integer(Buffer.from([2]))),
    integer(Buffer.from([1, ...randomBytes(8)])),
    SIGNED_WITH_SHA256,
    distinguishedName(issuer),
    sequence(time(nowMs - sinceMs), time(nowMs + untilMs)),
    distinguishedName(subject.name),
    publicKey.export({ format: 'der', type: 'spki' }),
    ...(isAuthority ? [tagged(CONTEXT_3, sequence(BASIC_CONSTRAINTS))] : []),
  );
  const signature = sign('sha256', unsigned, signer);
  const bytes = sequence(
    unsigned,
    SIGNED_WITH_SHA256,
    tagged(BIT_STRING, Buffer.from([0]), signature),
  );
  const lines = bytes.toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

/** The name under which OpenSSL looks in a folder for the authority of that name. */
export function hashedName(name: string): string {
  const canonical = tagged(SET, sequence(COMMON_NAME, utf8(name.toLowerCase())));
  return `${createHash('sha1').update(canonical).digest().readUInt32LE(0).toString(16).padStart(8, '0')}.0`;
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const CONTEXT_0 = 0xa0;
const CONTEXT_3 = 0xa3;

/** 1.2.840.10045.4.3.2 */
const SIGNED_WITH_SHA256: Buffer = sequence(Buffer.from('06082a8648ce3d040302', 'hex'));
/** 2.5.4.3 */
const COMMON_NAME: Buffer = Buffer.from('0603550403', 'hex');
/** 2.5.29.19, critical: an authority. */
const BASIC_CONSTRAINTS: Buffer = Buffer.from('300f0603551d130101ff040530030101ff', 'hex');

function distinguishedName(name: string): Buffer {
  return sequence(tagged(SET, sequence(COMMON_NAME, utf8(name))));
}

function utf8(text: string): Buffer {
  return tagged(UTF8_STRING, Buffer.from(text));
}

function time(atMs: number): Buffer {
  const digits = new Date(atMs).toISOString().replace(/\D/g, '').slice(2, 14);
  return tagged(UTC_TIME, Buffer.from(`${digits}Z`));
}

function integer(bytes: Buffer): Buffer {
  return tagged(INTEGER, bytes);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(SEQUENCE, ...parts);
}

/** A tag, a length, and what it holds. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}
