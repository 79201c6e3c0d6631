// For tests of the links: opens them, keeps what they deliver and waits for it. It fails the test
// when a link delivers from inside a call.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { SecureContext } from 'node:tls';
import { TcpLinks } from '../src/adapters/links.ts';
import { Seals } from '../src/adapters/seals.ts';
import type { Hello } from '../src/core/facts.ts';
import type { Input } from '../src/core/input.ts';
import type { LinkSpec } from '../src/core/output.ts';
import type { Reply, Request } from '../src/core/requests.ts';
import { until } from './harness/wait.ts';

export const OUR_ID: string = 'a'.repeat(40);

export function spec(port: number, more: Partial<LinkSpec> = {}): LinkSpec {
  return {
    address: { host: '127.0.0.1', port },
    purpose: 'command',
    clientName: 'sentinel-aaaaaaaa-cmd',
    user: null,
    password: null,
    renamedCommands: new Map(),
    ...more,
  };
}

export function helloOf(runId: string): Hello {
  return {
    peer: { host: '127.0.0.1', port: 26_379 },
    runId,
    currentEpoch: 3n,
    groupName: 'mymaster',
    master: { host: '127.0.0.1', port: 7_000 },
    configEpoch: 2n,
  };
}

/** The links under test, with everything that they delivered. */
export class LinkBench {
  readonly inputs: Input[] = [];
  /** What the links had to say about TLS. */
  readonly told: string[] = [];
  /** For the links that are opened from now on; null: plain ones. */
  secureContext: SecureContext | null = null;
  readonly links: TcpLinks;
  /** Called with each input before anything else. */
  react: (input: Input) => void = () => {};
  /** True while one of the methods of the links runs. */
  #inside = false;
  #lastId = 0;

  constructor(t: TestContext) {
    this.links = new TcpLinks({
      deliver: (input) => {
        assert.equal(this.#inside, false, `${input.kind} was delivered from inside a call`);
        this.inputs.push(input);
        this.react(input);
      },
      seals: new Seals({ monotonicMs: () => 0, wallMs: () => 0 }, () => null),
      sourceHost: null,
      secureContext: () => this.secureContext,
      tellTls: (text) => this.told.push(text),
    });
    t.after(() => {
      for (let id = 1; id <= this.#lastId; id += 1) this.links.close(id);
    });
  }

  open(linkSpec: LinkSpec): number {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#call(() => this.links.open(id, linkSpec));
    return id;
  }

  send(id: number, request: Request): void {
    this.#call(() => this.links.send(id, request));
  }

  close(id: number): void {
    this.#call(() => this.links.close(id));
  }

  of<K extends Input['kind']>(kind: K, id: number): Extract<Input, { kind: K }>[] {
    return this.inputs.filter(
      (input): input is Extract<Input, { kind: K }> =>
        input.kind === kind && 'link' in input && input.link === id,
    );
  }

  replies(id: number): Reply[] {
    return this.of('reply', id).map((input) => input.reply);
  }

  async up(id: number): Promise<string> {
    await this.seen('link-up', id);
    return this.of('link-up', id)[0]?.localHost ?? '';
  }

  async downReason(id: number): Promise<string> {
    await this.seen('link-down', id);
    return this.of('link-down', id)[0]?.reason ?? '';
  }

  async seen(kind: Input['kind'], id: number, count = 1): Promise<void> {
    await until(`${count} of ${kind} on link ${id}`, () =>
      this.of(kind, id).length >= count ? true : undefined,
    );
  }

  /** Sends, and waits for the reply to it. */
  async ask(id: number, request: Request): Promise<Reply> {
    const before = this.replies(id).length;
    this.send(id, request);
    await this.seen('reply', id, before + 1);
    const reply = this.replies(id)[before];
    assert.ok(reply !== undefined);
    return reply;
  }

  #call(method: () => void): void {
    const before = this.#inside;
    this.#inside = true;
    method();
    this.#inside = before;
  }
}
