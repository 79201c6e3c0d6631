// Signs of life and their absence: links that come and go, answers to PING (LINK-n, PROBE-n).

import type { PingVerdict } from '../facts.ts';
import { trialLost, trialUp } from '../failover/trial.ts';
import { patienceMs } from '../fence/hearing.ts';
import type { LinkId } from '../input.ts';
import { downAfterMs } from '../instances.ts';
import type { Outbox } from '../outbox.ts';
import { startBeat } from '../schedule/beat.ts';
import { linkLost, linkUp, openLink } from '../schedule/connect.ts';
import { askInfo, killScript, sendPing } from '../schedule/send.ts';
import type { Endpoint, Link, State } from '../state.ts';
import { applicantReached } from '../trust/applicants.ts';
import { askAboutClaims } from '../trust/claims.ts';

/** A fresh command link is used at once: is the other side alive, and what is it? */
export function observeLinkUp(
  state: State,
  link: Link,
  up: { readonly id: LinkId; readonly localHost: string; readonly now: number },
  out: Outbox,
): void {
  linkUp(state, link, up);
  const { endpoint } = link;
  if (link.purpose === 'trial') return trialUp(link, out);
  if (link.purpose !== 'command') return;
  endpoint.pingInFlight = false;
  if (endpoint.kind === 'peer' && endpoint.applicant !== null) {
    return applicantReached(endpoint.applicant, out);
  }
  sendPing(endpoint, up.now, out);
  if (endpoint.kind === 'peer') askAboutClaims(endpoint, up.now, out);
  if (endpoint.kind === 'node') {
    endpoint.infoInFlight = false;
    endpoint.infoRefused = false;
    askInfo(endpoint, out);
    openLink(state, endpoint.pubsub, up.now, out);
  }
  if (endpoint.beat.atMs === null) startBeat(state, endpoint, up.now);
}

/** PROBE-2: who is no longer connected has been silent since its last proof of life, but is given
 *  nine tenths of its down-after to come back. */
export function observeLinkDown(
  state: State,
  link: Link,
  { reason, now }: { readonly reason: string; readonly now: number },
  out: Outbox,
): void {
  const { endpoint } = link;
  if (link.purpose === 'trial') {
    if (endpoint.kind === 'node') trialLost(state, endpoint, reason, out);
    return;
  }
  if (link.purpose === 'command') {
    const earliestMs = now - downAfterMs(endpoint) / 10;
    endpoint.unansweredSinceMs ??= Math.max(endpoint.lastAvailableMs, earliestMs);
    endpoint.pingInFlight = false;
    if (endpoint.kind === 'node') endpoint.infoInFlight = false;
    else for (const member of endpoint.members.values()) member.asking = 'idle';
  }
  linkLost(state, link, now, out);
}

/** PROBE-3: only PONG, LOADING and MASTERDOWN prove that an instance serves. */
export function observePing(
  endpoint: Endpoint,
  verdict: PingVerdict,
  now: number,
  out: Outbox,
): void {
  endpoint.pingInFlight = false;
  if (endpoint.kind === 'peer') {
    endpoint.answeredAtMs = now;
    if (endpoint.standing === 'on-its-word') out.saveSoon();
    endpoint.standing = 'answered';
  } else if (now - endpoint.lastReplyMs > patienceMs(endpoint.group)) endpoint.steadySinceMs = now;
  endpoint.lastReplyMs = now;
  if (verdict === 'pong' || verdict === 'loading' || verdict === 'master-down') {
    endpoint.lastAvailableMs = now;
    endpoint.unansweredSinceMs = null;
    if (verdict === 'pong' && endpoint.kind === 'node') endpoint.rebootedAtMs = null;
    return;
  }
  if (endpoint.kind === 'peer') return;
  // PROBE-4.
  const stuck = verdict === 'busy' && endpoint.downSinceMs !== null;
  if (stuck && !endpoint.scriptKillSent) killScript(endpoint, out);
}
