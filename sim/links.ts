// The links of one simulated Vedette: requests become the words of commands, values become facts,
// both by way of dialect/, over the simulated network.

import { type Address, sameAddress } from '../src/core/address.ts';
import type { Input, LinkId } from '../src/core/input.ts';
import type { LinkSpec } from '../src/core/output.ts';
import type { Request } from '../src/core/requests.ts';
import { encodeRequest, preamble } from '../src/dialect/commands.ts';
import { HELLO_CHANNEL } from '../src/dialect/hello.ts';
import { introductionRefusals } from '../src/dialect/refusals.ts';
import { decodeReply, preambleFailure } from '../src/dialect/replies.ts';
import type { Links } from '../src/ports/ports.ts';
import type { RespValue } from '../src/resp/value.ts';
import { readHello } from './hellos.ts';
import type { Host } from './host.ts';
import type { SimNames } from './names.ts';
import { type End, type Handler, isCommand, type Message, type Network } from './network.ts';

/** What is waited for on a link; `request` null: the answers to the preamble. */
interface Expected {
  readonly request: Request | null;
  readonly count: number;
  readonly replies: RespValue[];
}

interface SimLink {
  readonly id: LinkId;
  readonly spec: LinkSpec;
  end: End | null;
  readonly expected: Expected[];
}

export class SimLinks implements Links {
  readonly #network: Network;
  readonly #host: Host;
  readonly #names: SimNames;
  readonly #input: (input: Input) => void;
  readonly #links = new Map<LinkId, SimLink>();

  constructor(
    outside: { network: Network; host: Host; names: SimNames },
    input: (input: Input) => void,
  ) {
    this.#network = outside.network;
    this.#host = outside.host;
    this.#names = outside.names;
    this.#input = input;
  }

  /** Whom a link goes to. */
  specOf(link: LinkId): LinkSpec | null {
    return this.#links.get(link)?.spec ?? null;
  }

  isConnectedTo(address: Address): boolean {
    for (const { spec, end } of this.#links.values()) {
      const isThere = end !== null && spec.purpose === 'command';
      if (isThere && sameAddress(spec.address, address)) return true;
    }
    return false;
  }

  open(id: LinkId, spec: LinkSpec): void {
    const link: SimLink = { id, spec: this.#names.named(spec), end: null, expected: [] };
    this.#links.set(id, link);
    this.#network.connect(this.#host, this.#names.placeOf(spec.address), {
      connected: (end) => this.#connected(link, end),
      failed: (reason) => this.#down(link, reason),
    });
  }

  close(id: LinkId): void {
    const link = this.#links.get(id);
    this.#links.delete(id);
    link?.end?.close();
  }

  send(id: LinkId, request: Request): void {
    const link = this.#links.get(id);
    if (link === undefined || link.end === null) return;
    const commands = encodeRequest(request, link.spec.renamedCommands);
    for (const command of commands) link.end.send(command);
    link.expected.push({ request, count: commands.length, replies: [] });
  }

  #connected(link: SimLink, end: End): Handler {
    const isCurrent = (): boolean => this.#links.get(link.id) === link;
    if (!isCurrent()) {
      end.close();
    } else {
      link.end = end;
      const commands = preamble(link.spec);
      for (const command of commands) end.send(command);
      link.expected.push({ request: null, count: commands.length, replies: [] });
      this.#input({ kind: 'link-up', link: link.id, localHost: this.#host.address.host });
    }
    return {
      receive: (message) => {
        if (isCurrent()) this.#receive(link, message);
      },
      closed: (reason) => this.#down(link, reason),
    };
  }

  #down(link: SimLink, reason: string): void {
    if (this.#links.get(link.id) !== link) return;
    this.#links.delete(link.id);
    link.end?.close();
    this.#input({ kind: 'link-down', link: link.id, reason });
  }

  #receive(link: SimLink, message: Message): void {
    if (isCommand(message) || message.kind === 'snapshot') return;
    const first = link.expected[0];
    if (first === undefined) {
      this.#push(link, message);
      return;
    }
    first.replies.push(message);
    if (first.replies.length < first.count) return;
    link.expected.shift();
    if (first.request === null) {
      const refusals = introductionRefusals(link.spec, first.replies);
      this.#input({ kind: 'introduced', link: link.id, refusals });
      const failure = preambleFailure(link.spec, first.replies);
      if (failure !== null) this.#down(link, failure);
    } else {
      const reply = decodeReply(first.request, first.replies);
      this.#input({ kind: 'reply', link: link.id, reply });
    }
  }

  #push(link: SimLink, value: RespValue): void {
    if (value.kind !== 'array') return;
    const [word, channel, payload] = value.items;
    if (word?.kind !== 'bulk' || word.text !== 'message' || payload?.kind !== 'bulk') return;
    if (channel?.kind !== 'bulk' || channel.text !== HELLO_CHANNEL) return;
    this.#input({ kind: 'heard', link: link.id, hello: readHello(payload.text) });
  }
}
