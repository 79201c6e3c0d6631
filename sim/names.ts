// The name servers of a run: which address each machine with a name has, and what is said of it,
// which can be late, or nothing at all. An address is never given to a second machine.

import { type Address, sameAddress } from '../src/core/address.ts';
import type { LinkSpec } from '../src/core/output.ts';
import type { Host } from './host.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** Where all data nodes listen. */
export const NODE_PORT = 6379;
const LONGEST_ANSWER_MS = 50;
/** When the real resolver gives up. */
const GIVE_UP_MS = 5_000;

export class SimNames {
  readonly #world: World;
  readonly #random: Random;
  /** Of each name its address now, and the one that is told. */
  readonly #now = new Map<string, string>();
  readonly #told = new Map<string, string>();
  /** Of each address that was ever given, whose it was. */
  readonly #owners = new Map<string, string>();
  #outages = 0;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  /** Gives the name an address, told at once, or another one, told after `lagMs`. */
  assign(name: string, lagMs = 0): void {
    const number = this.#owners.size + 1;
    const ip = `10.9.${number >> 8}.${number & 255}`;
    this.#owners.set(ip, name);
    this.#now.set(name, ip);
    const tell = (): void => {
      if (this.#now.get(name) === ip) this.#told.set(name, ip);
    };
    if (lagMs === 0) tell();
    else this.#world.after(lagMs, tell);
  }

  /** Nobody is answered until the returned call; counted. */
  fail(): () => void {
    this.#outages += 1;
    return () => {
      this.#outages -= 1;
    };
  }

  lookUp(host: Host, name: string, found: (ips: readonly string[]) => void): void {
    const { nowMs } = this.#world;
    if (this.#outages > 0) return host.timer(nowMs + GIVE_UP_MS, () => found([]));
    const atMs = nowMs + this.#random.durationMs(0, LONGEST_ANSWER_MS);
    const ip = this.#told.get(name);
    host.timer(atMs, () => found(ip === undefined ? [] : [ip]));
  }

  /** The spec with the name of the machine that the address was given to. */
  named(spec: LinkSpec): LinkSpec {
    const name = this.#owners.get(spec.address.host);
    return name === undefined
      ? spec
      : { ...spec, address: { host: name, port: spec.address.port } };
  }

  /** Where a connection to that address gets: to its machine, unless that has moved. */
  placeOf(address: Address): Address {
    const name = this.#owners.get(address.host);
    if (name === undefined || this.#now.get(name) !== address.host) return address;
    return { host: name, port: address.port };
  }

  has(address: Address): boolean {
    return [...this.#now.keys()].some((host) => sameAddress({ host, port: address.port }, address));
  }
}
