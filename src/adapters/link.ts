// One connection to a node or a peer: connects, introduces itself, matches replies to requests and
// reports each fact once. It ends for good at the first thing that is wrong with it, or when it is
// closed, and then says nothing more.

import { connect, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, type SecureContext, connect as tlsConnect } from 'node:tls';
import type { Hello, Refusal } from '../core/facts.ts';
import { normalIp } from '../core/ip-literal.ts';
import type { LinkSpec } from '../core/output.ts';
import type { Reply, Request } from '../core/requests.ts';
import { type Command, encodeRequest, preamble } from '../dialect/commands.ts';
import { HELLO_CHANNEL } from '../dialect/hello.ts';
import { introductionRefusals } from '../dialect/refusals.ts';
import { decodeReply, preambleFailure } from '../dialect/replies.ts';
import { encodeCommand } from '../resp/encode.ts';
import { ReplyParser } from '../resp/reply-parser.ts';
import type { RespValue } from '../resp/value.ts';

/** A connection that does not stand by then, is given up. The core gives up
 *  sooner; this is for what it forgets. */
export const CONNECT_TIMEOUT_MS: number = 5_000;
/** Requests that may wait for their replies; further ones are dropped. The core holds back long
 *  before that where it counts (LINK-4): this bounds the memory that a dead peer can cost. */
export const UNANSWERED_LIMIT: number = 10_000;
/** Who was reached and does not answer the handshake for this long does probably not speak TLS. The
 *  attempt goes on; it is only told. */
export const HANDSHAKE_SILENCE_MS: number = 1_000;
const KEEP_ALIVE_MS = 15_000;
const READ_BUFFER_BYTES = 65_536;

/** What a link reports to, and whom it asks. */
export interface LinkSurroundings {
  readonly sourceHost: string | null;
  /** null: without TLS. */
  readonly secureContext: SecureContext | null;
  up(localHost: string): void;
  /** The preamble is answered. */
  introduced(refusals: readonly Refusal[]): void;
  /** Once, and nothing after it. */
  down(reason: string): void;
  reply(reply: Reply): void;
  heard(hello: Hello | null): void;
  /** What a message on the hello channel says. */
  readHello(payload: string): Hello | null;
  /** What goes with the payload of a hello; null: nothing. */
  sealedCopy(payload: string): string | null;
  /** The other side was reached, and TLS with it failed; `down` follows. */
  tlsFailed(reason: string): void;
  /** The first that it said has come: TLS works. */
  tlsWorks(): void;
  /** There is something to `flush`; said once until then. */
  hasOutgoing(link: Link): void;
}

/** Replies that are waited for; `request` null: those to the preamble. */
interface Awaited {
  readonly request: Request | null;
  readonly count: number;
}

type Stage = 'connecting' | 'securing' | 'up' | 'over';

/** Every socket reads into this, one after the other; what must stay is copied out of it. */
const readBuffer: Uint8Array = new Uint8Array(READ_BUFFER_BYTES);

export class Link {
  readonly #spec: LinkSpec;
  readonly #surroundings: LinkSurroundings;
  readonly #parser = new ReplyParser();
  readonly #awaited: Awaited[] = [];
  /** Those of the first of `#awaited` that have come. */
  #replies: RespValue[] = [];
  #outgoing = '';
  #stage: Stage = 'connecting';
  #socket: Socket | null = null;
  #patience: NodeJS.Timeout | null = null;
  #silence: NodeJS.Timeout | null = null;

  constructor(spec: LinkSpec, surroundings: LinkSurroundings) {
    this.#spec = spec;
    this.#surroundings = surroundings;
  }

  /** Once. Reports later, never from inside the call. */
  connect(): void {
    const { host, port } = this.#spec.address;
    this.#patience = setTimeout(() => this.#fail('connect timeout'), CONNECT_TIMEOUT_MS);
    if (port < 1 || port > 65_535) setImmediate(() => this.#fail('no valid port'));
    else if (isIP(host) === 0) setImmediate(() => this.#fail('no address'));
    else this.#dial(host);
  }

  /** Dropped unless the link is up; a pubsub link takes no requests. */
  send(request: Request): void {
    if (this.#stage !== 'up' || this.#spec.purpose === 'pubsub') return;
    if (this.#awaited.length >= UNANSWERED_LIMIT) return;
    const commands = encodeRequest(request, this.#spec.renamedCommands);
    this.#say(request.kind === 'hello' ? this.#withSeal(commands) : commands, request);
  }

  /** TRUST-15: the sealed copy first, so that whoever demands it knows what the plain one says. */
  #withSeal(commands: readonly Command[]): readonly Command[] {
    const [publish = '', channel = '', payload = ''] = commands[0] ?? [];
    const copy = this.#surroundings.sealedCopy(payload);
    return copy === null ? commands : [[publish, channel, copy], ...commands];
  }

  /** Writes what was said since the last time. */
  flush(): void {
    if (this.#stage === 'up') this.#socket?.write(this.#outgoing, 'latin1');
    this.#outgoing = '';
  }

  /** What was said before still leaves: a master that may take writes again is told so once. */
  close(): void {
    if (this.#outgoing !== '') this.flush();
    this.#end();
  }

  #end(): void {
    this.#stage = 'over';
    this.#stopWaiting();
    this.#socket?.destroy();
    this.#awaited.length = 0;
    this.#outgoing = '';
  }

  #dial(host: string): void {
    const { sourceHost, secureContext } = this.#surroundings;
    const options = {
      host,
      port: this.#spec.address.port,
      ...(sourceHost === null ? {} : { localAddress: sourceHost }),
      onread: {
        buffer: readBuffer,
        callback: (length: number) => {
          this.#received(length);
          return true;
        },
      },
    };
    const socket =
      secureContext === null ? connect(options) : this.#dialSecurely(options, secureContext);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.#socket = socket;
    if (secureContext === null) socket.on('connect', () => this.#connected(socket));
    socket.on('error', (error) => this.#broke(error));
    socket.on('end', () => this.#fail('closed by the other side'));
    socket.on('close', () => this.#fail('closed'));
  }

  /** LINK-5: the certificate comes from an authority that we trust, and may name any host. */
  #dialSecurely(options: ConnectionOptions, secureContext: SecureContext): Socket {
    const socket = tlsConnect({
      ...options,
      secureContext,
      servername: '',
      checkServerIdentity: () => undefined,
    });
    socket.on('connect', () => {
      if (this.#stage !== 'connecting') return;
      this.#stage = 'securing';
      this.#silence = setTimeout(
        () => this.#surroundings.tlsFailed('no answer to the handshake'),
        HANDSHAKE_SILENCE_MS,
      );
    });
    socket.on('secureConnect', () => this.#connected(socket));
    return socket;
  }

  #broke(error: Error): void {
    const reason = reasonOf(error);
    if (isTlsError(error, this.#stage)) this.#surroundings.tlsFailed(reason);
    this.#fail(reason);
  }

  #connected(socket: Socket): void {
    if (this.#stage !== 'connecting' && this.#stage !== 'securing') return;
    this.#stage = 'up';
    this.#stopWaiting();
    this.#say(preamble(this.#spec), null);
    this.#surroundings.up(plainAddress(socket.localAddress ?? ''));
  }

  #say(commands: readonly (readonly string[])[], request: Request | null): void {
    this.#awaited.push({ request, count: commands.length });
    if (this.#outgoing === '') this.#surroundings.hasOutgoing(this);
    for (const command of commands) this.#outgoing += encodeCommand(command);
  }

  #received(length: number): void {
    this.#parser.push(readBuffer.slice(0, length));
    while (this.#stage === 'up') {
      const parsed = this.#parser.next();
      if (parsed.kind === 'incomplete') return;
      if (parsed.kind === 'broken') this.#fail(`protocol error: ${parsed.fault}`);
      else this.#take(parsed.value);
    }
  }

  #take(value: RespValue): void {
    const awaited = this.#awaited[0];
    if (awaited === undefined) {
      if (this.#spec.purpose === 'pubsub') this.#hear(value);
      else this.#fail('a reply to nothing');
      return;
    }
    this.#replies.push(value);
    if (this.#replies.length < awaited.count) return;
    const replies = this.#replies;
    this.#replies = [];
    this.#awaited.shift();
    if (awaited.request !== null) this.#surroundings.reply(decodeReply(awaited.request, replies));
    else this.#introduced(replies);
  }

  #introduced(replies: readonly RespValue[]): void {
    this.#surroundings.introduced(introductionRefusals(this.#spec, replies));
    const failure = preambleFailure(this.#spec, replies);
    if (failure !== null) this.#fail(failure);
    else if (this.#surroundings.secureContext !== null) this.#surroundings.tlsWorks();
  }

  #hear(value: RespValue): void {
    if (value.kind !== 'array' || value.items.length !== 3) return;
    const [type, channel, payload] = value.items;
    if (type?.kind !== 'bulk' || type.text !== 'message') return;
    if (channel?.kind !== 'bulk' || channel.text !== HELLO_CHANNEL) return;
    this.#surroundings.heard(
      payload?.kind === 'bulk' ? this.#surroundings.readHello(payload.text) : null,
    );
  }

  #stopWaiting(): void {
    for (const timer of [this.#patience, this.#silence]) if (timer !== null) clearTimeout(timer);
  }

  #fail(reason: string): void {
    if (this.#stage === 'over') return;
    this.#end();
    this.#surroundings.down(reason);
  }
}

/** An IPv4 peer of a socket that listens for both families comes with a prefix. */
function plainAddress(address: string): string {
  return normalIp(address) ?? address;
}

/** Its handshake failed, or an alert of the other side ended it: that may come when our part of the
 *  handshake is done. */
function isTlsError(error: Error, stage: Stage): boolean {
  return stage === 'securing' || codeOf(error).startsWith('ERR_SSL_');
}

/** OpenSSL's words for what it or a certificate's check found; otherwise the system's code. */
function reasonOf(error: Error): string {
  if ('reason' in error && typeof error.reason === 'string') return error.reason;
  return codeOf(error).startsWith('E') ? codeOf(error) : error.message;
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}
