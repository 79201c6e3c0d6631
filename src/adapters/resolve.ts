// From the name of a host to its addresses. Node's dns.lookup would do, but each call of it holds a
// thread of the pool that file writes need too, for as long as a dead name server likes. So we read
// the hosts file and ask the name servers ourselves, which takes no thread and can be given up.
// Only what neither knows is left to the system (mDNS, the machine's own name), one at a time.

import { lookup, promises } from 'node:dns';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { normalIp } from '../core/ip-literal.ts';
import { addressesInHosts, namesToAsk } from './name-files.ts';

/** How long the name servers have, and after them the system: who has not answered by then does
 *  not know. */
export const LOOKUP_TIMEOUT_MS: number = 5_000;
/** Names that are looked up at the same time; more are not found. */
const LOOKUPS_LIMIT = 1_024;
const SERVER_TIMEOUT_MS = 1_000;
const SERVER_TRIES = 2;
/** How long the answer for IPv6 is waited for when that for IPv4 is there. */
const OTHER_FAMILY_PATIENCE_MS = 100;

/** Where the system keeps its names; tests put others in their place. */
export interface NameSources {
  readonly hostsFile: string;
  readonly resolverFile: string;
  /** `address:port` of the name servers; null: those of the system. */
  readonly servers: readonly string[] | null;
}

const SYSTEM_SOURCES: NameSources = {
  hostsFile: '/etc/hosts',
  resolverFile: '/etc/resolv.conf',
  servers: null,
};

type Answer =
  | { readonly kind: 'found'; readonly addresses: readonly string[] }
  | { readonly kind: 'unknown' }
  /** Nobody said that the name does not exist. */
  | { readonly kind: 'silence' };

export class HostResolver {
  readonly #sources: NameSources;
  readonly #running = new Map<string, Promise<readonly string[]>>();
  #systemIsBusy = false;

  constructor(sources: NameSources = SYSTEM_SOURCES) {
    this.#sources = sources;
  }

  /** Its addresses, IPv4 first; empty when there are none or none came in time. Never rejects.
   *  Whoever asks for a name that is being looked up already waits for the same answer. */
  resolve(host: string): Promise<readonly string[]> {
    if (isIP(host) !== 0) return Promise.resolve([host]);
    const running = this.#running.get(host);
    if (running !== undefined) return running;
    if (this.#running.size >= LOOKUPS_LIMIT) return Promise.resolve([]);
    const lookUp = this.#lookUp(host)
      .then(inOrder, () => [])
      .finally(() => this.#running.delete(host));
    this.#running.set(host, lookUp);
    return lookUp;
  }

  async #lookUp(host: string): Promise<readonly string[]> {
    const listed = addressesInHosts(await readText(this.#sources.hostsFile), host);
    if (listed.length > 0) return listed;
    const names = namesToAsk(await readText(this.#sources.resolverFile), host);
    const answer = await this.#askServers(names);
    switch (answer.kind) {
      case 'found':
        return answer.addresses;
      case 'unknown':
        return await this.#askSystem(host);
      case 'silence':
        return [];
    }
  }

  async #askServers(names: readonly string[]): Promise<Answer> {
    const server = new promises.Resolver({ timeout: SERVER_TIMEOUT_MS, tries: SERVER_TRIES });
    if (this.#sources.servers !== null) server.setServers([...this.#sources.servers]);
    const deadline = new AbortController();
    deadline.signal.addEventListener('abort', () => server.cancel());
    const timer = setTimeout(() => deadline.abort(), LOOKUP_TIMEOUT_MS);
    try {
      for (const name of names) {
        const answer = await askServer(server, name);
        if (answer.kind !== 'unknown') return answer;
        if (deadline.signal.aborted) return { kind: 'silence' };
      }
      return { kind: 'unknown' };
    } finally {
      clearTimeout(timer);
      server.cancel();
    }
  }

  /** Takes one thread of the pool at most, whatever becomes of it. */
  #askSystem(host: string): Promise<readonly string[]> {
    if (this.#systemIsBusy) return Promise.resolve([]);
    this.#systemIsBusy = true;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve([]), LOOKUP_TIMEOUT_MS);
      lookup(host, { all: true }, (error, addresses) => {
        this.#systemIsBusy = false;
        clearTimeout(timer);
        resolve(error === null ? addresses.map(({ address }) => address) : []);
      });
    });
  }
}

/** Each once and in its normal spelling; IPv4 first, because most nodes listen there. */
function inOrder(addresses: readonly string[]): readonly string[] {
  const normal = [...new Set(addresses.map((address) => normalIp(address) ?? address))];
  return [
    ...normal.filter((each) => isIP(each) === 4),
    ...normal.filter((each) => isIP(each) !== 4),
  ];
}

/** Both families are asked for at once. Name servers that never answer for one of them exist, and
 *  hold the other up for a moment only. */
async function askServer(server: promises.Resolver, name: string): Promise<Answer> {
  const six = allOf(server.resolve6(name));
  const four = await allOf(server.resolve4(name));
  if (four.kind !== 'found') {
    const other = await six;
    return other.kind === 'unknown' ? four : other;
  }
  const other = await Promise.race([six, silenceAfter(OTHER_FAMILY_PATIENCE_MS)]);
  if (other.kind !== 'found') return four;
  return { kind: 'found', addresses: [...four.addresses, ...other.addresses] };
}

function silenceAfter(ms: number): Promise<Answer> {
  return new Promise((resolve) => {
    setTimeout(() => resolve({ kind: 'silence' }), ms).unref();
  });
}

async function allOf(query: Promise<readonly string[]>): Promise<Answer> {
  try {
    const addresses = await query;
    return addresses.length === 0 ? { kind: 'unknown' } : { kind: 'found', addresses };
  } catch (error) {
    return { kind: isSilence(error) ? 'silence' : 'unknown' };
  }
}

function isSilence(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ETIMEOUT' || code === 'ECANCELLED';
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}
