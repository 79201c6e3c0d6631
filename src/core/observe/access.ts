// Who turns us away for who we are: a password that is missing or wrong, a command that is not
// permitted (ACCESS-n). Kept as facts beside being down, because people put it right in another
// place; no failover looks at it.

import type { AccessProblem, Refusal } from '../facts.ts';
import { linksOf, nodeSubject, peerSubject } from '../instances.ts';
import type { Outbox } from '../outbox.ts';
import type { Reply } from '../requests.ts';
import { credentialsOf } from '../schedule/connect.ts';
import { introduceAnew } from '../schedule/introduce-anew.ts';
import { type Endpoint, isCandidate, type Link, NOTHING_FORBIDDEN, type State } from '../state.ts';

/** A link that was let in and is asked for a password is made anew no more often than this. */
const REINTRODUCE_MS = 1_000;
export const VOTE_COMMAND = 'sentinel|is-master-down-by-addr';
const NOTHING: readonly Refusal[] = [];

/** ACCESS-1: how the other side took the introduction of a link. */
export function observeIntroduction(link: Link, refusals: readonly Refusal[], out: Outbox): void {
  if (isClean(link) && refusals.length === 0) return;
  retell(link.endpoint, out, () => note(link, 'introduction', refusals));
}

/** ACCESS-2, ACCESS-3: what an answer says of it. */
export function observeAccess(
  state: State,
  link: Link,
  reply: Reply,
  now: number,
  out: Outbox,
): void {
  const refusals = reply.refusals ?? NOTHING;
  if (isClean(link) && refusals.length === 0) return;
  const kind = reply.kind === 'error' ? reply.request.kind : reply.kind;
  retell(link.endpoint, out, () => note(link, kind, refusals));
  const { stage, turnedAway, endpoint } = link;
  const stood = stage.kind === 'up' && now - stage.sinceMs >= REINTRODUCE_MS;
  if (turnedAway === null || !stood || credentialsOf(state, endpoint).password === null) return;
  introduceAnew(state, endpoint, now, out);
}

/** ACCESS-1: who cannot be reached at all turns nobody away. */
export function observeUnreachable(endpoint: Endpoint, out: Outbox): void {
  const links = linksOf(endpoint);
  if (links.every(isClean)) return;
  retell(endpoint, out, () => {
    for (const link of links) {
      link.turnedAway = null;
      link.forbidden = NOTHING_FORBIDDEN;
    }
  });
}

/** What stands between us and the instance; null: nothing that matters. */
export function accessProblem(endpoint: Endpoint): AccessProblem | null {
  const links = linksOf(endpoint);
  for (const { turnedAway } of links) {
    if (turnedAway !== null) return { code: turnedAway, commands: [] };
  }
  const commands = forbiddenAt(links, true);
  return commands.length === 0 ? null : { code: 'NOPERM', commands };
}

/** The same in a few words, as in `NOPERM info ping`. */
export function accessText(endpoint: Endpoint): string | null {
  const problem = accessProblem(endpoint);
  return problem === null ? null : shown(problem);
}

/** ACCESS-2: it does not permit what an opinion and a vote are asked with. */
export function forbidsToBeAsked(peer: Endpoint): boolean {
  return lesserCommands(peer).includes(VOTE_COMMAND);
}

/** Commands that it does not permit and that matter now and then. */
export function lesserCommands(endpoint: Endpoint): readonly string[] {
  return forbiddenAt(linksOf(endpoint), false);
}

function isClean({ turnedAway, forbidden }: Link): boolean {
  return turnedAway === null && forbidden.size === 0;
}

function note(
  link: Link,
  kind: 'introduction' | Reply['kind'],
  refusals: readonly Refusal[],
): void {
  const login = refusals.find(({ code }) => code !== 'NOPERM');
  link.turnedAway = login === undefined || login.code === 'NOPERM' ? null : login.code;
  if (login !== undefined) return;
  const forbidden = new Map(link.forbidden);
  if (refusals.length === 0) forbidden.delete(kind);
  else forbidden.set(kind, refusals);
  if (kind === 'ask' && refusals.length === 0) dropCommand(forbidden, VOTE_COMMAND);
  link.forbidden = forbidden;
}

/** Other questions ask with it too, but only now and then: what they were told once is over. */
function dropCommand(forbidden: Map<string, readonly Refusal[]>, permitted: string): void {
  for (const [kind, refusals] of [...forbidden]) {
    const left = refusals.filter(({ command }) => command !== permitted);
    if (left.length === 0) forbidden.delete(kind);
    else forbidden.set(kind, left);
  }
}

function forbiddenAt(links: readonly Link[], vital: boolean): readonly string[] {
  const commands = new Set<string>();
  for (const { forbidden } of links) {
    for (const refusals of forbidden.values()) {
      for (const { command, isVital } of refusals) if (isVital === vital) commands.add(command);
    }
  }
  return [...commands].sort();
}

/** Says once what has changed. A peer that many groups share is told of in the first of them. */
function retell(endpoint: Endpoint, out: Outbox, change: () => void): void {
  const links = linksOf(endpoint);
  const before = accessProblem(endpoint);
  const lesserBefore = forbiddenAt(links, false);
  change();
  const after = accessProblem(endpoint);
  const lesser = forbiddenAt(links, false);
  const subject = subjectOf(endpoint);
  if (subject === null) return;
  if (after === null) {
    if (before !== null) out.announce({ name: '-auth-error', subject });
  } else if (shown(before) !== shown(after)) {
    out.announce({ name: '+auth-error', subject, problem: after });
  }
  const isNews = lesser.length > 0 && lesser.join(' ') !== lesserBefore.join(' ');
  if (isNews)
    out.free({ kind: 'note', note: { kind: 'not-permitted', subject, commands: lesser } });
}

function shown(problem: AccessProblem | null): string {
  return problem === null ? '' : [problem.code, ...problem.commands].join(' ');
}

function subjectOf(endpoint: Endpoint): ReturnType<typeof nodeSubject> | null {
  if (endpoint.kind === 'node') return isCandidate(endpoint) ? null : nodeSubject(endpoint);
  for (const { group } of endpoint.members.values()) return peerSubject(endpoint, group);
  return null;
}
