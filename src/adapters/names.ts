// The port through which the core has names looked up: hands the question to the resolver and the
// answer to the loop.

import type { Input } from '../core/input.ts';
import type { Names } from '../ports/ports.ts';
import { HostResolver } from './resolve.ts';

export class HostNames implements Names {
  readonly #resolver: HostResolver;
  readonly #deliver: (input: Input) => void;

  constructor(deliver: (input: Input) => void, resolver: HostResolver = new HostResolver()) {
    this.#deliver = deliver;
    this.#resolver = resolver;
  }

  lookUp(host: string): void {
    void this.#resolver.resolve(host).then((ips) => {
      this.#deliver({ kind: 'resolved', host, ips });
    });
  }
}
