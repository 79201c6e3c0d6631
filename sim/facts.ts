// What each Vedette could know of each instance, kept apart from the core by the checkers: the last
// proof of life, the last INFO, in attentive time and since its process began.

import { type Address, addressKey } from '../src/core/address.ts';
import type { InfoFacts } from '../src/core/facts.ts';
import type { Input } from '../src/core/input.ts';
import type { LinkSpec } from '../src/core/output.ts';
import type { Observer } from './observer.ts';
import type { SimSentinel } from './sentinel.ts';

export interface Known {
  /** When it was first looked at. */
  readonly sinceMs: number;
  /** The last answer that proves life, or the first look. */
  provedMs: number;
  info: InfoFacts | null;
  infoMs: number;
  /** It was a master without data when it said so for the first time in this life, and since. */
  isEmptied: boolean;
  /** When it last said that it is a master. */
  saidMasterMs: number;
  /** Since when it reports the role that it has now. */
  roleMs: number;
  /** Since when it reports the master that it follows now. */
  followsMs: number;
  /** The longest that it reported one role, or one master, before; whoever judges by it sets it
   *  back. */
  longestRoleMs: number;
  longestFollowsMs: number;
}

const LIVING: readonly string[] = ['pong', 'loading', 'master-down'];

/** Takes part in a run as an observer; to be listed before those that ask it. */
export class FactBook implements Observer {
  readonly #books = new Map<SimSentinel, Map<string, Known>>();
  /** The same by link, which no process shares with another: found without making a key. */
  readonly #ofLinks = new WeakMap<LinkSpec, Known>();

  /** null: never looked at. */
  of(sentinel: SimSentinel, address: Address): Known | null {
    return this.#books.get(sentinel)?.get(addressKey(address)) ?? null;
  }

  started(sentinel: SimSentinel): void {
    this.#books.set(sentinel, new Map());
  }

  soughtAt(sentinel: SimSentinel, address: Address): void {
    const book = this.#books.get(sentinel);
    const key = addressKey(address);
    if (book === undefined || book.has(key)) return;
    const sinceMs = sentinel.attentiveMs;
    const unknown = { info: null, infoMs: 0, longestRoleMs: 0, longestFollowsMs: 0 };
    const isEmptied = false;
    const never = { saidMasterMs: Number.NEGATIVE_INFINITY };
    const since = { sinceMs, provedMs: sinceMs, roleMs: sinceMs, followsMs: sinceMs };
    book.set(key, { ...since, ...unknown, ...never, isEmptied });
  }

  input(sentinel: SimSentinel, input: Input, spec: LinkSpec | null): void {
    if (input.kind !== 'reply' || spec === null) return;
    const known = this.#ofLink(sentinel, spec);
    if (known === null) return;
    const { reply } = input;
    if (reply.kind === 'ping' && LIVING.includes(reply.verdict)) {
      known.provedMs = sentinel.attentiveMs;
    } else if (reply.kind === 'info') {
      learn(known, reply.info, sentinel.attentiveMs);
    }
  }

  #ofLink(sentinel: SimSentinel, spec: LinkSpec): Known | null {
    const known = this.#ofLinks.get(spec) ?? this.of(sentinel, spec.address);
    if (known !== null) this.#ofLinks.set(spec, known);
    return known;
  }
}

function learn(known: Known, info: InfoFacts, now: number): void {
  const before = known.info;
  if (info.role !== before?.role) {
    known.longestRoleMs = Math.max(known.longestRoleMs, now - known.roleMs);
    known.roleMs = now;
  }
  if (info.masterHost !== before?.masterHost || info.masterPort !== before?.masterPort) {
    known.longestFollowsMs = Math.max(known.longestFollowsMs, now - known.followsMs);
    known.followsMs = now;
  }
  if (info.role === 'master') known.saidMasterMs = now;
  if (info.isEmpty !== true || info.role !== 'master') known.isEmptied = false;
  else if (before !== null && info.runId !== before.runId && !info.loading) known.isEmptied = true;
  known.info = info;
  known.infoMs = now;
}
