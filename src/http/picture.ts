// One group as the page draws it: what there is, who is up, who lags, what each Sentinel believes
// and what is wrong. Moments are of the wall clock and stable, so that two pictures differ only
// when something has changed.

import { explanationLines } from '../commands/sentinel/explain-lines.ts';
import type { Address } from '../core/address.ts';
import type { Finding, Severity, Surroundings } from '../core/doctor/check.ts';
import { SEVERITIES } from '../core/doctor/examine.ts';
import type { Explanation, ReplicaChance } from '../core/explain.ts';
import type { PeerSide } from '../core/explain-peers.ts';
import type { MasterView, PeerView, ReplicaView, Views } from '../core/view.ts';
import type { Json } from './json.ts';

type Fields = { readonly [name: string]: Json };

/** Moments are rounded to this. */
const MOMENT_MS = 100;

export interface Around extends Surroundings {
  readonly wallMs: number;
}

/** null: there is no such group. */
export function groupPicture(
  views: Views,
  name: string,
  around: Around,
  findings: readonly Finding[],
): Fields | null {
  const master = views.master(name);
  const explanation = views.explanation(name);
  if (master === null || explanation === null) return null;
  const moment = momentAt(around.wallMs);
  const replicas = views.replicas(name) ?? [];
  const peers = views.peers(name) ?? [];
  const { objective, majority, upkeep, votes } = explanation;
  return {
    name,
    health: worst(findings),
    // Without the name that it begins with.
    says: (explanationLines(explanation)[0] ?? '').slice(name.length + 2),
    waitsFor: explanation.waitsFor,
    findings: [...new Set(findings.map(({ code }) => code))],
    quorum: master.quorum,
    configEpoch: String(master.configEpoch),
    agreeing: { have: objective.have, need: objective.need },
    reachable: { have: majority.reachable, need: majority.need, known: majority.known },
    pausedUntilMs: upkeep.pauseLeftMs === null ? null : moment(-upkeep.pauseLeftMs),
    failover: failoverPicture(explanation, moment),
    votedFor: votes.given.leader,
    votedEpoch: String(votes.given.epoch),
    master: masterPicture(master, moment),
    replicas: replicas.map((replica) =>
      replicaPicture(replica, chanceOf(explanation, replica), master, moment),
    ),
    sentinels: peers.map((peer) => peerPicture(peer, sideOf(explanation, peer), moment)),
  };
}

/** Of the group alone: what is wrong with the Sentinel as a whole is told apart. */
export function ownFindings(views: Views, name: string, around: Surroundings): readonly Finding[] {
  const found = views.findings(name, around) ?? [];
  return found.filter(({ groupName }) => groupName !== null);
}

type Health = Severity | 'ok';

export function worst(findings: readonly Finding[]): Health {
  return SEVERITIES.find((each) => findings.some(({ severity }) => severity === each)) ?? 'ok';
}

/** The wall clock of what was so long ago. */
type Moment = (ageMs: number) => number;

export function momentAt(wallMs: number): Moment {
  return (ageMs) => Math.round((wallMs - ageMs) / MOMENT_MS) * MOMENT_MS;
}

function failoverPicture(explanation: Explanation, moment: Moment): Json {
  const { stage, stageMs, chosen, forced, votes } = explanation;
  if (stage === 'none') return null;
  return {
    stage,
    sinceMs: moment(stageMs ?? 0),
    chosen,
    forced,
    votes: { have: votes.have, need: votes.need },
  };
}

function masterPicture(master: MasterView, moment: Moment): Fields {
  return {
    ...place(master.address),
    ...standing(master, moment),
    agreedDownSinceMs: master.oDownMs === null ? null : moment(master.oDownMs),
    roleReported: master.roleReported,
    offset: master.offset === null ? null : String(master.offset),
  };
}

function replicaPicture(
  replica: ReplicaView,
  chance: ReplicaChance | null,
  master: MasterView,
  moment: Moment,
): Fields {
  return {
    ...place(replica.address),
    ...standing(replica, moment),
    linkUp: replica.masterLinkUp,
    linkDownSinceMs: linkDownSinceMs(replica, moment),
    follows: replica.masterHost === null ? null : { ...followed(replica) },
    offset: String(replica.offset),
    lagBytes: lagBytes(replica, master),
    priority: replica.priority,
    rank: chance?.rank ?? null,
    refusal: chance?.refusal ?? null,
    announced: replica.announced,
  };
}

function followed({ masterHost, masterPort }: ReplicaView): Fields {
  return { host: masterHost, port: masterPort };
}

function linkDownSinceMs(replica: ReplicaView, moment: Moment): number | null {
  const { masterLinkUp, masterLinkDownMs, infoRefreshMs } = replica;
  if (masterLinkUp || masterLinkDownMs === 0) return null;
  // As of the last INFO, which is some time ago.
  return moment(masterLinkDownMs + infoRefreshMs);
}

/** How far it was behind, as of the last INFO of both, which may be some seconds apart; null: one
 *  of them has told nothing. */
export function lagBytes({ offset }: ReplicaView, master: MasterView): number | null {
  if (master.offset === null) return null;
  const behind = master.offset - offset;
  return behind > 0n ? Number(behind) : 0;
}

function peerPicture(peer: PeerView, side: PeerSide | null, moment: Moment): Fields {
  return {
    runId: peer.runId,
    ...place(peer.address),
    flags: [...peer.flags],
    downSinceMs: peer.sDownMs === null ? null : moment(peer.sDownMs),
    reachable: side?.reachable ?? false,
    believesMasterDown: side?.masterDown ?? null,
    votedFor: peer.votedLeader,
    votedEpoch: String(peer.votedLeaderEpoch),
  };
}

export function place({ host, port }: Address): Fields {
  return { host, port };
}

function standing({ runId, flags, sDownMs }: MasterView | ReplicaView, moment: Moment): Fields {
  return {
    runId: runId === '' ? null : runId,
    flags: [...flags],
    downSinceMs: sDownMs === null ? null : moment(sDownMs),
  };
}

function chanceOf({ replicas }: Explanation, { name }: ReplicaView): ReplicaChance | null {
  return replicas.find((each) => each.name === name) ?? null;
}

function sideOf({ peers }: Explanation, { runId }: PeerView): PeerSide | null {
  return peers.find((each) => each.runId === runId) ?? null;
}
