// When a link is opened, and opened again (PROBE-2). A lost connection is tried again at once, then
// after growing pauses; each attempt has a deadline, since packets can vanish.

import type { Address } from '../address.ts';
import type { LinkId } from '../input.ts';
import { closeLink, downAfterMs, linksOf, nodeSubject } from '../instances.ts';
import { addressToDial, LOOK_UP_PAUSE_MS, tryNextAddress } from '../look-ups.ts';
import type { Outbox } from '../outbox.ts';
import type { LinkSpec } from '../output.ts';
import type { Endpoint, Link, State } from '../state.ts';

/** An attempt that is not up by then is replaced. */
export const CONNECT_PATIENCE_MS = 2_000;
/** HEAL-6: the same for a master that was replaced, also for its first answer, and the pause after
 *  a refused attempt. */
export const RETURN_PATIENCE_MS = 200;
const RETURN_RETRY_MS = 100;
/** Where connecting is known to take long, so much longer is waited. */
const SLOW_CONNECT_FACTOR = 4;
/** One attempt of so many has the full patience: connecting may take longer than it used to. */
const PATIENT_EVERY = 250;
/** Hasty attempts that one process makes in a second, to all replaced masters together. */
export const HASTY_ATTEMPTS_PER_SECOND = 200;
const SECOND_MS = 1_000;
const RETRY_FIRST_MS = 100;
const RETRY_LONGEST_MS = 1_000;
const ATTEMPTS_PER_DOWN_AFTER = 4;
const NOT_RENAMED: ReadonlyMap<string, string> = new Map();
/** A link that stood this long may be tried again at once when it is lost. */
const STEADY_MS = 1_000;

export function openLinks(state: State, endpoint: Endpoint, now: number, out: Outbox): void {
  for (const link of linksOf(endpoint)) openLink(state, link, now, out);
}

/** Starts an attempt. A port of 0 is an address that is not known: never tried. LINK-1: a pubsub
 *  link is tried when the command link stands, so that a node which is down costs one attempt. */
export function openLink(state: State, link: Link, now: number, out: Outbox): void {
  if (link.stage.kind !== 'closed' || link.endpoint.address.port === 0) return;
  if (link.purpose === 'pubsub' && link.endpoint.command.stage.kind !== 'up') return;
  const address = addressToDial(state, link.endpoint, now, out);
  if (address === null) {
    state.timers.arm(link.retry, now + LOOK_UP_PAUSE_MS);
    return;
  }
  state.lastLinkId += 1;
  const id = state.lastLinkId;
  link.stage = { kind: 'connecting', id, sinceMs: now };
  link.attempts += 1;
  state.links.set(id, link);
  state.timers.arm(link.retry, now + patienceMs(state, link, now));
  out.free({ kind: 'open', link: id, spec: specOf(state, link, address) });
}

/** Notes that a connection stands. */
export function linkUp(
  state: State,
  link: Link,
  up: { readonly id: LinkId; readonly localHost: string; readonly now: number },
): void {
  const { id, localHost, now } = up;
  if (link.stage.kind === 'connecting') link.tookMs = now - link.stage.sinceMs;
  link.stage = { kind: 'up', id, sinceMs: now, localHost, lastMessageMs: now };
  // HEAL-6: who was reached and says nothing was not reached.
  if (isAwaited(link)) state.timers.arm(link.retry, now + patienceMs(state, link, now));
  else state.timers.disarm(link.retry);
}

/** Notes that an attempt failed or a connection was lost, and plans the next attempt. */
export function linkLost(state: State, link: Link, now: number, out: Outbox): void {
  if (link.stage.kind === 'closed') return;
  const stood = link.stage.kind === 'up' && now - link.stage.sinceMs >= STEADY_MS;
  if (link.stage.kind === 'connecting') nobodyThere(state, link);
  state.links.delete(link.stage.id);
  link.stage = { kind: 'closed' };
  if (stood) link.attempts = 0;
  if (link.attempts === 0) openLink(state, link, now, out);
  else state.timers.arm(link.retry, now + retryDelayMs(state, link, now));
}

/** NAME-3. While the command link stands the address is right. */
function nobodyThere(state: State, { endpoint, purpose }: Link): void {
  if (purpose === 'command') tryNextAddress(state, endpoint.address);
}

/** The deadline of an attempt, or of the pause before it. */
export function retryDue(state: State, link: Link, now: number, out: Outbox): void {
  const { stage, endpoint } = link;
  if (stage.kind === 'up' && endpoint.lastReplyMs >= stage.sinceMs) return;
  if (stage.kind !== 'closed') {
    nobodyThere(state, link);
    closeLink(state, link, out);
  }
  openLink(state, link, now, out);
}

/** The name leads elsewhere now: an attempt that is under way or waits is made there at once. */
export function redial(state: State, link: Link, now: number, out: Outbox): void {
  if (link.stage.kind === 'connecting') closeLink(state, link, out);
  else state.timers.disarm(link.retry);
  openLink(state, link, now, out);
}

/** Replaces a connection that stands but carries nothing (LINK-3). */
export function reconnect(
  state: State,
  link: Link,
  why: { readonly reason: string; readonly now: number },
  out: Outbox,
): void {
  if (link.endpoint.kind === 'node') {
    const name =
      link.purpose === 'command' ? '-cmd-link-reconnection' : '-pubsub-link-reconnection';
    out.announce({ name, subject: nodeSubject(link.endpoint), reason: why.reason });
  }
  closeLink(state, link, out);
  link.attempts = 0;
  openLink(state, link, why.now, out);
}

/** Several attempts fit into a down-after: a failover closes everybody's links, and who waits with
 *  coming back until the new master is down fails over for ever. */
function retryDelayMs(state: State, link: Link, now: number): number {
  if (isAwaited(link) && hasHaste(state, now)) return RETURN_RETRY_MS;
  const { attempts, endpoint } = link;
  const delayMs = RETRY_FIRST_MS * 2 ** Math.min(attempts - 1, 10);
  const longestMs = Math.max(RETRY_FIRST_MS, downAfterMs(endpoint) / ATTEMPTS_PER_DOWN_AFTER);
  return Math.min(delayMs, RETRY_LONGEST_MS, longestMs);
}

/** How long the attempt that begins now may take. */
function patienceMs(state: State, link: Link, now: number): number {
  const isPatient = link.attempts % PATIENT_EVERY === 0;
  if (isPatient || !isAwaited(link) || !hasHaste(state, now)) return CONNECT_PATIENCE_MS;
  if (link.stage.kind === 'connecting') state.hurried.count += 1;
  const usualMs = SLOW_CONNECT_FACTOR * (link.tookMs ?? 0);
  return Math.min(CONNECT_PATIENCE_MS, Math.max(RETURN_PATIENCE_MS, usualMs));
}

/** HEAL-6: a replaced master takes writes from the moment it is back. */
function isAwaited({ purpose, endpoint }: Link): boolean {
  return purpose === 'command' && endpoint.kind === 'node' && endpoint.replaced !== null;
}

function hasHaste({ hurried }: State, now: number): boolean {
  if (now - hurried.sinceMs >= SECOND_MS) {
    hurried.sinceMs = now;
    hurried.count = 0;
  }
  return hurried.count < HASTY_ATTEMPTS_PER_SECOND;
}

/** LINK-2. */
function specOf(state: State, link: Link, address: Address): LinkSpec {
  const { endpoint, purpose } = link;
  const kind = purpose === 'command' ? 'cmd' : purpose;
  const clientName = `sentinel-${state.myId.slice(0, 8)}-${kind}`;
  const spoken = purpose === 'pubsub' ? purpose : 'command';
  const renamedCommands =
    endpoint.kind === 'peer' ? NOT_RENAMED : endpoint.group.options.renamedCommands;
  const introduction = { purpose: spoken, clientName, ...credentialsOf(state, endpoint) } as const;
  return { address, ...introduction, renamedCommands };
}

/** LINK-2: whom we say to be. */
export function credentialsOf(
  state: State,
  endpoint: Endpoint,
): Pick<LinkSpec, 'user' | 'password'> {
  if (endpoint.kind === 'node') {
    const { authUser, authPass } = endpoint.group.options;
    return { user: authUser, password: authPass };
  }
  const { sentinelUser, sentinelPass } = state.settings;
  if (sentinelPass === null) return { user: null, password: state.ownPassword };
  return { user: sentinelUser, password: sentinelPass };
}
