// What the log says about TLS with nodes and peers: each reason once an address, until it works
// there again. Links are tried every second, and would tell it as often.

/** Addresses whose trouble is remembered; beyond that the oldest may be told again. */
export const TROUBLES_MAX = 1_000;

export class TlsTroubles {
  /** The reasons that were told, by address. */
  readonly #told = new Map<string, Set<string>>();
  readonly #tell: (text: string) => void;

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
  }

  failed(address: string, reason: string): void {
    const told = this.#toldAbout(address);
    if (told.has(reason)) return;
    told.add(reason);
    this.#tell(`TLS with ${address} fails: ${reason}`);
  }

  works(address: string): void {
    if (this.#told.delete(address)) this.#tell(`TLS with ${address} works again`);
  }

  #toldAbout(address: string): Set<string> {
    const known = this.#told.get(address);
    if (known !== undefined) return known;
    const [oldest] = this.#told.keys();
    if (oldest !== undefined && this.#told.size >= TROUBLES_MAX) this.#told.delete(oldest);
    const made = new Set<string>();
    this.#told.set(address, made);
    return made;
  }
}
