// TLS of the process: what the file asks for is loaded at the start, and again when the files
// change. What cannot be used then is told, and what was used before stays.

import type { SecureContext } from 'node:tls';
import { FileWatch } from '../adapters/file-watch.ts';
import type { Log } from '../adapters/log.ts';
import { type IncomingTls, loadTls, type TlsMaterial, tlsFiles } from '../adapters/tls-material.ts';
import type { TlsSettings } from '../config/server-settings.ts';

export type TlsStart =
  | { readonly ok: true; readonly tls: Tls | null }
  | { readonly ok: false; readonly reason: string };

/** `tls` null: the file asks for none, nor does anything else that would use it. */
export function startTls(settings: TlsSettings, log: Log, isWanted: boolean): TlsStart {
  if (settings.port === 0 && !settings.outgoing && !isWanted) return { ok: true, tls: null };
  const loaded = loadTls(settings);
  if (!loaded.ok) return loaded;
  const { unreadAuthorities } = loaded.material;
  if (unreadAuthorities !== null) log.warning(unreadAuthorities);
  return { ok: true, tls: new Tls(settings, loaded.material, log) };
}

export class Tls {
  readonly #settings: TlsSettings;
  readonly #log: Log;
  readonly #watch: FileWatch | null;
  #material: TlsMaterial;

  /** Changes of the files from then on are noticed. */
  readonly begun: Promise<void>;

  /** Called with what clients get from now on. Throws when it cannot be used. */
  onRenewal: (incoming: IncomingTls) => void = () => {};

  constructor(settings: TlsSettings, material: TlsMaterial, log: Log) {
    this.#settings = settings;
    this.#material = material;
    this.#log = log;
    const periodMs = settings.reloadPeriodMs;
    const paths = tlsFiles(settings);
    this.#watch =
      periodMs === 0 ? null : new FileWatch({ paths, periodMs, changed: () => this.#renew() });
    this.begun = this.#watch?.begun ?? Promise.resolve();
  }

  get incoming(): IncomingTls {
    return this.#material.incoming;
  }

  /** For links to nodes and peers; null: those are plain. */
  get outgoing(): SecureContext | null {
    return this.#material.outgoing;
  }

  close(): void {
    this.#watch?.close();
  }

  #renew(): void {
    const loaded = loadTls(this.#settings);
    const problem = loaded.ok ? loaded.material.unreadAuthorities : loaded.reason;
    if (!loaded.ok || problem !== null) {
      this.#log.warning(`${problem}; the certificates of before stay in use`);
      return;
    }
    this.onRenewal(loaded.material.incoming);
    this.#material = loaded.material;
    const { validTo } = loaded.material;
    this.#log.notice(`Certificates loaded anew: ours is valid until ${validTo}`);
  }
}
