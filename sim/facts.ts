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
  /** The histories that it had before it came back as a master with little of its data, which it
   *  may have done several times. */
  lost: ReadonlySet<string | null>;
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

const NONE: ReadonlySet<never> = new Set();
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

  /** EMPTY-2, EMPTY-3: it has more of what the master had before that one came back with little. */
  hasMore(sentinel: SimSentinel, address: Address, master: Address): boolean {
    const emptied = this.of(sentinel, master);
    const info = this.of(sentinel, address)?.info ?? null;
    if (emptied === null || info === null) return false;
    return emptied.lost.has(info.history) && (info.keys ?? 0) > (emptied.info?.keys ?? 0);
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
    const never = { saidMasterMs: Number.NEGATIVE_INFINITY, lost: NONE };
    const since = { sinceMs, provedMs: sinceMs, roleMs: sinceMs, followsMs: sinceMs };
    book.set(key, { ...since, ...unknown, ...never });
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

/** EMPTY-1. */
function lostBy({ lost, info: before }: Known, { keys, loading }: InfoFacts): Known['lost'] {
  if (keys === null || loading || before === null) return NONE;
  return 2 * keys < (before.keys ?? 0) ? new Set([...lost, before.history]) : lost;
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
  if (info.role !== 'master') known.lost = NONE;
  else if (before !== null && info.runId !== before.runId) known.lost = lostBy(known, info);
  known.info = info;
  known.infoMs = now;
}
