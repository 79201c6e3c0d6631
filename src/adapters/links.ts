// The connections of the daemon, over TCP: keeps them by their names and writes what was sent on
// them when the turn that sent it is over, one write a link. When to connect and what to send is
// the core's to decide.

import type { SecureContext } from 'node:tls';
import type { Input, LinkId } from '../core/input.ts';
import type { LinkSpec } from '../core/output.ts';
import type { Request } from '../core/requests.ts';
import type { Links } from '../ports/ports.ts';
import { Link } from './link.ts';
import type { Seals } from './seals.ts';
import { TlsTroubles } from './tls-troubles.ts';

export interface TcpLinksOptions {
  /** Takes what the links report; never called from inside one of their methods. */
  readonly deliver: (input: Input) => void;
  readonly seals: Seals;
  /** The local address to connect from; null: the system chooses. */
  readonly sourceHost: string | null;
  /** Asked at each attempt, because certificates are renewed; null: links are plain. */
  readonly secureContext: () => SecureContext | null;
  /** A line for the log about TLS with a node or peer. */
  readonly tellTls: (text: string) => void;
}

export class TcpLinks implements Links {
  readonly #options: TcpLinksOptions;
  readonly #links = new Map<LinkId, Link>();
  readonly #tlsTroubles: TlsTroubles;
  /** Links with something to write at the end of the turn. */
  #unflushed: Link[] = [];

  constructor(options: TcpLinksOptions) {
    this.#options = options;
    this.#tlsTroubles = new TlsTroubles(options.tellTls);
  }

  open(id: LinkId, spec: LinkSpec): void {
    const { host, port } = spec.address;
    const address = `${host}:${port}`;
    const link = new Link(spec, {
      sourceHost: this.#options.sourceHost,
      secureContext: this.#options.secureContext(),
      up: (localHost) => this.#options.deliver({ kind: 'link-up', link: id, localHost }),
      introduced: (refusals) => this.#options.deliver({ kind: 'introduced', link: id, refusals }),
      down: (reason) => {
        this.#links.delete(id);
        this.#options.deliver({ kind: 'link-down', link: id, reason });
      },
      reply: (reply) => this.#options.deliver({ kind: 'reply', link: id, reply }),
      readHello: (payload) => this.#options.seals.read(payload),
      sealedCopy: (payload) => this.#options.seals.copyOf(payload),
      heard: (hello) => this.#options.deliver({ kind: 'heard', link: id, hello }),
      tlsFailed: (reason) => this.#tlsTroubles.failed(address, reason),
      tlsWorks: () => this.#tlsTroubles.works(address),
      hasOutgoing: (link) => this.#flushLater(link),
    });
    this.#links.set(id, link);
    link.connect();
  }

  close(id: LinkId): void {
    this.#links.get(id)?.close();
    this.#links.delete(id);
  }

  send(id: LinkId, request: Request): void {
    this.#links.get(id)?.send(request);
  }

  /** The queue of ticks runs when the callback that the platform is in returns: the turn is over. */
  #flushLater(link: Link): void {
    if (this.#unflushed.length === 0) process.nextTick(() => this.#flush());
    this.#unflushed.push(link);
  }

  #flush(): void {
    const links = this.#unflushed;
    this.#unflushed = [];
    for (const link of links) link.flush();
  }
}
