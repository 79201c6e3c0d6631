// From the name of a host to an address. Node's dns.lookup would do, but each call of it holds a
// thread of the pool that file writes need too, for as long as a dead name server likes. So we read
// the hosts file and ask the name servers ourselves, which takes no thread and can be given up.
// Only what neither knows is left to the system (mDNS, the machine's own name), one at a time.

import { lookup, promises } from 'node:dns';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { addressInHosts, namesToAsk } from './name-files.ts';

/** How long the name servers have, and after them the system: who has not answered by then does
 *  not know. */
export const LOOKUP_TIMEOUT_MS: number = 5_000;
/** Names that are looked up at the same time; more are not found. */
const LOOKUPS_LIMIT = 1_024;
const SERVER_TIMEOUT_MS = 1_000;
const SERVER_TRIES = 2;

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
  | { readonly kind: 'found'; readonly address: string }
  | { readonly kind: 'unknown' }
  /** Nobody said that the name does not exist. */
  | { readonly kind: 'silence' };

export class HostResolver {
  readonly #sources: NameSources;
  readonly #running = new Map<string, Promise<string | null>>();
  #systemIsBusy = false;

  constructor(sources: NameSources = SYSTEM_SOURCES) {
    this.#sources = sources;
  }

  /** An IP address, or null when there is none or none came in time. Never rejects. Whoever asks
   *  for a name that is being looked up already waits for the same answer. */
  resolve(host: string): Promise<string | null> {
    if (isIP(host) !== 0) return Promise.resolve(host);
    const running = this.#running.get(host);
    if (running !== undefined) return running;
    if (this.#running.size >= LOOKUPS_LIMIT) return Promise.resolve(null);
    const lookUp = this.#lookUp(host)
      .catch(() => null)
      .finally(() => this.#running.delete(host));
    this.#running.set(host, lookUp);
    return lookUp;
  }

  async #lookUp(host: string): Promise<string | null> {
    const listed = addressInHosts(await readText(this.#sources.hostsFile), host);
    if (listed !== null) return listed;
    const names = namesToAsk(await readText(this.#sources.resolverFile), host);
    const answer = await this.#askServers(names);
    switch (answer.kind) {
      case 'found':
        return answer.address;
      case 'unknown':
        return await this.#askSystem(host);
      case 'silence':
        return null;
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
  #askSystem(host: string): Promise<string | null> {
    if (this.#systemIsBusy) return Promise.resolve(null);
    this.#systemIsBusy = true;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), LOOKUP_TIMEOUT_MS);
      lookup(host, (error, address) => {
        this.#systemIsBusy = false;
        clearTimeout(timer);
        resolve(error === null ? address : null);
      });
    });
  }
}

/** Both families are asked for at once; IPv4 is preferred, because most nodes listen there. */
async function askServer(server: promises.Resolver, name: string): Promise<Answer> {
  const six = firstOf(server.resolve6(name));
  const answer = await firstOf(server.resolve4(name));
  if (answer.kind === 'found') return answer;
  const other = await six;
  return other.kind === 'unknown' ? answer : other;
}

async function firstOf(query: Promise<readonly string[]>): Promise<Answer> {
  try {
    const [address] = await query;
    return address === undefined ? { kind: 'unknown' } : { kind: 'found', address };
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
