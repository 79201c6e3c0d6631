// What is wrong with the groups of a survey, in sentences for people, the worst first. It judges
// only what the answers of any Sentinel show; DOCTOR of Vedette knows more of its own.

import { shown } from '../client/address.ts';
import type { GroupSight, ReplicaSight, SentinelSight, Survey, Untold } from '../client/survey.ts';
import { showBytes, showDuration } from './duration.ts';

export type Severity = 'critical' | 'warning' | 'advice';

export const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'advice'];

export interface Trouble {
  readonly severity: Severity;
  /** Stable, for programs. */
  readonly code: string;
  /** null: it is about the Sentinels as processes. */
  readonly group: string | null;
  readonly text: string;
  readonly remedy: string;
}

/** A replica that was not heard for longer than this is behind, whatever the bytes say. */
const LATE_SECONDS = 10;
const LATE_BYTES = 64 * 1024 * 1024;

export function judge(survey: Survey): readonly Trouble[] {
  return worstFirst([
    ...survey.sentinels.flatMap((sentinel) => judgeSentinel(sentinel, survey)),
    ...survey.groups.flatMap((group) => judgeGroup(group, survey.sentinels)),
  ]);
}

export function worstFirst(troubles: readonly Trouble[]): readonly Trouble[] {
  return SEVERITIES.flatMap((severity) => troubles.filter((each) => each.severity === severity));
}

/** The worst of them; null: there is none. */
export function worst(troubles: readonly { readonly severity: Severity }[]): Severity | null {
  return SEVERITIES.find((each) => troubles.some(({ severity }) => severity === each)) ?? null;
}

function judgeSentinel(sentinel: SentinelSight, survey: Survey): readonly Trouble[] {
  const { sentinels } = survey;
  const { address, problem, inTilt, cannotWrite } = sentinel;
  const who = `Sentinel ${shown(address)}`;
  const found: Trouble[] = [];
  if (problem !== null) {
    const answering = sentinels.filter((each) => each.problem === null).length;
    const isReached = isReachedByOthers(sentinel, survey);
    found.push({
      severity: isReached || answering * 2 > sentinels.length ? 'warning' : 'critical',
      code: 'sentinel-not-asked',
      group: null,
      text: `${who}: ${problem}${isReached ? '; the other Sentinels reach it' : ''}`,
      remedy: isReached
        ? 'See why this machine does not reach it: a firewall, NAT, or an announced address.'
        : 'Start it again, or see why this machine does not reach it.',
    });
  }
  if (inTilt) {
    found.push({
      severity: 'critical',
      code: 'in-tilt',
      group: null,
      text: `${who} is in tilt: it judges nothing and leads no failover`,
      remedy: 'Wait for its end, then look for what stopped the process or moved the clock.',
    });
  }
  if (cannotWrite) {
    found.push({
      severity: 'critical',
      code: 'file-not-written',
      group: null,
      text: `${who} cannot write its file: it neither votes nor leads a failover`,
      remedy: 'See docs/operating/disk.md: permissions of the directory, space, a read-only mount.',
    });
  }
  return found;
}

/** In each group in which the others know it. */
function isReachedByOthers({ address, id }: SentinelSight, { groups }: Survey): boolean {
  const known = groups.flatMap(({ voters }) =>
    voters.filter((voter) => voter.id === id || shown(voter.address) === shown(address)),
  );
  return known.length > 0 && known.every(({ knownBy, downBy }) => knownBy > 0 && downBy === 0);
}

type Made = Omit<Trouble, 'group'>;

function judgeGroup(group: GroupSight, sentinels: readonly SentinelSight[]): readonly Trouble[] {
  const made: readonly Made[] = [
    ...judgeAgreement(group),
    ...judgeMaster(group),
    ...judgeUpkeep(group),
    ...judgeUntold(group),
    ...judgeVoters(group),
    ...judgeWatchers(group, sentinels),
    ...judgeReplicas(group),
  ];
  return made.map((each) => ({ ...each, group: group.name }));
}

function judgeAgreement({ views, master }: GroupSight): readonly Made[] {
  const believers = new Map<string, string[]>();
  for (const view of views) {
    const key = shown(view.master.address);
    believers.set(key, [...(believers.get(key) ?? []), shown(view.sentinel)]);
  }
  const quorums = new Set(views.map((view) => view.master.quorum));
  const found: Made[] = [];
  if (believers.size > 1) {
    const sides = [...believers].map(([key, who]) => `${key} in the eyes of ${who.join(', ')}`);
    found.push({
      severity: 'critical',
      code: 'split-view',
      text: `the Sentinels do not agree on the master: ${sides.join('; ')}`,
      remedy:
        `The newest configuration says ${shown(master)}. If this lasts longer than some seconds, ` +
        'the Sentinels do not hear each other: see that each reaches the nodes and the others.',
    });
  }
  if (quorums.size > 1) {
    const each = views.map((view) => `${view.master.quorum} at ${shown(view.sentinel)}`);
    found.push({
      severity: 'warning',
      code: 'quorum-differs',
      text: `the Sentinels have different quorums: ${each.join(', ')}`,
      remedy: 'SENTINEL SET <group> quorum <number>, the same on each of them.',
    });
  }
  return found;
}

function judgeMaster(group: GroupSight): readonly Made[] {
  const { views, master } = group;
  const found: Made[] = [];
  const down = views.filter((view) => view.master.downMs !== null);
  const agreed = views.filter((view) => view.master.agreedDownMs !== null);
  const stage = failoverStage(group);
  if (down.length > 0) {
    const longest = Math.max(...down.map((view) => view.master.downMs ?? 0));
    const all = `${down.length} of ${views.length}`;
    const isAgreed = agreed.length > 0;
    found.push({
      severity: isAgreed || down.length === views.length ? 'critical' : 'warning',
      code: isAgreed ? 'master-down' : 'master-unreached',
      text:
        `master ${shown(master)} is down for ${showDuration(longest)} in the eyes of ${all} ` +
        `Sentinels; failover: ${stage ?? 'none yet'}`,
      remedy: `vedette explain ${group.name} tells what a failover waits for.`,
    });
  } else if (stage !== null) {
    found.push({
      severity: 'warning',
      code: 'failover',
      text: `a failover is under way: ${stage}`,
      remedy: `vedette events --follow ${group.name} shows it.`,
    });
  }
  const turned = views.filter((view) => view.master.roleReported === 'slave');
  if (turned.length > 0) {
    found.push({
      severity: 'critical',
      code: 'master-is-replica',
      text: `master ${shown(master)} says that it is a replica`,
      remedy:
        'Somebody has sent REPLICAOF: undo it there, or let the failover that follows happen.',
    });
  }
  if (views.some((view) => view.master.flags.has('auth_error'))) {
    found.push({
      severity: 'critical',
      code: 'node-refuses-us',
      text: `master ${shown(master)} turns Sentinels away`,
      remedy: 'Put auth-user and auth-pass of the group right, or the user at the node.',
    });
  }
  return found;
}

/** The furthest that a Sentinel says it is; null: none is under way. */
export function failoverStage({ views }: GroupSight): string | null {
  const found = views.find(({ master }) => master.failoverState !== null);
  const state = found?.master.failoverState ?? null;
  if (found === undefined || state === null || state === 'none') return null;
  return `${STAGES[state] ?? state} (led by ${shown(found.sentinel)})`;
}

const STAGES: Readonly<Record<string, string>> = {
  wait_start: 'an election is under way',
  select_slave: 'a replica is being chosen',
  send_slaveof_noone: 'the replica is being promoted',
  wait_promotion: 'the promotion is awaited',
  reconf_slaves: 'the replicas are told to follow',
  update_config: 'the switch is being written',
};

function judgeUpkeep({ views }: GroupSight): readonly Made[] {
  const having = (flag: string): string =>
    views
      .filter(({ master }) => master.flags.has(flag))
      .map(({ sentinel }) => shown(sentinel))
      .join(', ');
  const paused = having('failover_paused');
  const cutOff = having('in_minority');
  const found: Made[] = [];
  if (paused !== '') {
    found.push({
      severity: 'warning',
      code: 'paused',
      text: `failovers are paused at ${paused}`,
      remedy: 'vedette resume <group> ends it.',
    });
  }
  if (cutOff !== '') {
    found.push({
      severity: 'critical',
      code: 'in-minority',
      text: `${cutOff} does not reach a majority of the Sentinels`,
      remedy: 'See what of the network is cut: no failover is led from there.',
    });
  }
  return found;
}

/** One finding for all that refuse in the same words. */
function judgeUntold({ untold }: GroupSight): readonly Made[] {
  const alike = new Map<string, Untold[]>();
  for (const each of untold) {
    const key = `${each.what} ${each.failure.text}`;
    alike.set(key, [...(alike.get(key) ?? []), each]);
  }
  return [...alike.values()].flatMap((same): Made[] => {
    const [first] = same;
    if (first === undefined) return [];
    return [
      {
        severity: 'warning',
        code: `${first.what}-not-told`,
        text: untoldText(same.map(({ sentinel }) => shown(sentinel)).join(', '), first),
        remedy:
          `Permit SENTINEL ${first.what.toUpperCase()} to the user that asks, or ask again: ` +
          'what is not told is not judged.',
      },
    ];
  });
}

/** A sentence without its end. */
export function untoldText(who: string, { what, failure }: Untold): string {
  const which = what === 'replicas' ? 'replicas' : 'other Sentinels';
  return `${who} does not tell which ${which} there are: ${failure.text}`;
}

/** Then an empty list says nothing. */
function isToldByNobody({ untold, views }: GroupSight, what: Untold['what']): boolean {
  return untold.filter((each) => each.what === what).length >= views.length;
}

function judgeVoters(group: GroupSight): readonly Made[] {
  if (isToldByNobody(group, 'sentinels')) return [];
  const { voters, views } = group;
  const lost = voters.filter(({ downBy, knownBy }) => downBy > 0 && downBy === knownBy);
  const halfLost = voters.filter(({ downBy, knownBy }) => downBy > 0 && downBy < knownBy);
  const need = Math.floor(voters.length / 2) + 1;
  const up = voters.length - lost.length;
  const quorum = Math.max(0, ...views.map(({ master }) => master.quorum));
  const found: Made[] = [];
  if (up < need || up < quorum) {
    found.push({
      severity: 'critical',
      code: 'majority-out-of-reach',
      text: `${up} of ${voters.length} Sentinels are up, ${Math.max(need, quorum)} are needed: no failover is possible`,
      remedy: 'Bring the missing Sentinels back; those that are gone for good: vedette forget.',
    });
  } else if (lost.length > 0) {
    found.push({
      severity: 'warning',
      code: 'sentinel-out-of-reach',
      text: `down in the eyes of the others: Sentinel ${lost.map(({ address }) => shown(address)).join(', ')}`,
      remedy: 'Start it again with its old file; if it is gone for good: vedette forget.',
    });
  }
  if (halfLost.length > 0) {
    const each = halfLost.map(
      ({ address, downBy, knownBy }) => `${shown(address)} is down for ${downBy} of ${knownBy}`,
    );
    found.push({
      severity: 'warning',
      code: 'sentinels-apart',
      text: `some Sentinels do not reach each other: ${each.join(', ')}`,
      remedy: 'See what of the network between them is cut: elections need a majority.',
    });
  }
  if (voters.length < 3 && voters.length > 0) {
    found.push({
      severity: 'warning',
      code: 'one-loss-loses-majority',
      text: `only ${voters.length} Sentinel${voters.length === 1 ? '' : 's'}: one loss, and no failover is possible`,
      remedy: 'Run at least three Sentinels on three machines.',
    });
  }
  return found;
}

/** Sentinels that were asked and do not watch a group that the others take them to watch, or all of
 *  whose neighbours do. */
function judgeWatchers(
  { views, name }: GroupSight,
  sentinels: readonly SentinelSight[],
): readonly Made[] {
  const watching = new Set(views.map(({ sentinel }) => shown(sentinel)));
  const others = sentinels.filter(
    ({ address, problem }) => problem === null && !watching.has(shown(address)),
  );
  // With several groups it may be meant so; with the most of them watching it hardly is.
  if (others.length === 0 || others.length >= watching.size) return [];
  const who = others.map(({ address }) => shown(address)).join(', ');
  return [
    {
      severity: 'warning',
      code: 'not-watched-everywhere',
      text: `${who} does not watch this group`,
      remedy: `SENTINEL MONITOR ${name} <ip> <port> <quorum> there, if it should.`,
    },
  ];
}

function judgeReplicas(group: GroupSight): readonly Made[] {
  const { replicas } = group;
  if (replicas.length === 0 && isToldByNobody(group, 'replicas')) return [];
  if (replicas.length === 0) {
    return [
      {
        severity: 'critical',
        code: 'no-replica',
        text: 'no replica is known: the master cannot be replaced',
        remedy: 'Add a replica. If there is one, see whether INFO of the master lists it.',
      },
    ];
  }
  const found = replicas.flatMap((replica) => judgeReplica(replica, group));
  if (replicas.some(isPromotable)) return found;
  return [
    {
      severity: 'critical',
      code: 'no-promotable-replica',
      text: 'no replica may be promoted now: a failover would be given up',
      remedy: 'Put right what is named for at least one of them.',
    },
    ...found,
  ];
}

export function isPromotable(replica: ReplicaSight): boolean {
  const isWell = replica.downBy === 0 && replica.linkUp && !replica.flags.has('disconnected');
  return isWell && replica.priority !== 0 && !replica.flags.has('maintenance');
}

function judgeReplica(replica: ReplicaSight, { master }: GroupSight): readonly Made[] {
  const who = `replica ${shown(replica.address)}`;
  const { downBy, knownBy, downMs, linkUp, linkDownMs, lag } = replica;
  const say = (
    code: string,
    text: string,
    remedy: string,
    severity: Severity = 'warning',
  ): readonly Made[] => [{ severity, code, text: `${who} ${text}`, remedy }];
  if (downBy > 0) {
    const since = showDuration(downMs ?? 0);
    const eyes = `in the eyes of ${downBy} of ${knownBy} Sentinels`;
    return say('replica-down', `is down for ${since} ${eyes}`, GONE);
  }
  if (replica.flags.has('maintenance')) {
    return say(
      'maintenance',
      'is in maintenance',
      'vedette maintenance <group> <node> off ends it.',
    );
  }
  if (replica.roleReported === 'master') {
    const text = 'says that it is a master: what is written to it will be lost';
    return say('two-masters', text, 'If it stays so, see the logs why.', 'critical');
  }
  if (!linkUp) {
    const since = linkDownMs > 0 ? ` for ${showDuration(linkDownMs)}` : '';
    return say('replica-link-down', `has no connection to its master${since}`, LINK);
  }
  if (replica.master !== null && shown(replica.master) !== shown(master)) {
    return say('follows-another', `follows ${shown(replica.master)}`, 'It is brought back soon.');
  }
  if (lag === null) return [];
  const bytes = lag.bytes ?? 0;
  if (lag.seconds > LATE_SECONDS || bytes > LATE_BYTES) {
    return say('replica-lags', `is behind by ${showBytes(bytes)}, ${lag.seconds} s`, LINK);
  }
  return [];
}

const GONE = 'Bring it back; if it is gone for good: vedette forget.';
const LINK = 'Look into its log: most often masterauth is missing or wrong, or the network is cut.';
