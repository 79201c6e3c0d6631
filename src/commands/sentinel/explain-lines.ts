// The sentences of SENTINEL EXPLAIN: what is waited for first, then the gates in their order, the
// replicas and the votes. Programs read the fields instead.

import { ABORT_FIRST_MS } from '../../core/elect/pauses.ts';
import type { Awaited, Explanation, ReplicaChance } from '../../core/explain.ts';
import type { PeerSide, Withheld } from '../../core/explain-peers.ts';
import type { Criterion } from '../../core/select/best.ts';
import { abortCauseText } from '../../events/abort-cause.ts';

/** More Sentinels that withhold something are only counted. */
const MOST_PEER_LINES = 9;

export function explanationLines(found: Explanation): readonly string[] {
  return [
    `${found.name}: ${nextText(found)}`,
    ...failoverLines(found),
    ...tiltLines(found),
    subjectiveLine(found),
    ...accessLines(found),
    objectiveLine(found),
    ...emptyLines(found),
    ...upkeepLines(found),
    ...promotableLines(found),
    ...orphanLines(found),
    ...delayLines(found),
    majorityLine(found),
    ...peerLines(found),
    ...turnLines(found),
    ...fenceLines(found),
    ...replicaLines(found),
    votesLine(found),
  ];
}

const NEXT: Readonly<Record<Awaited, string>> = {
  'subjectively-down': 'no failover, because this Sentinel does not hold the master to be down',
  tilt: 'no failover, because this Sentinel is in tilt and judges nothing',
  'objectively-down': 'no failover yet, because too few Sentinels agree that the master is down',
  upkeep: 'no failover, because people work on the group or on its master',
  'promotable-replica': 'no failover yet, because no replica can be promoted',
  'nodes-seen': 'no failover yet, because it is not known which replica has the most data',
  delay: 'no failover yet, because the next attempt has to wait',
  majority: 'no failover, because too few Sentinels are within reach to win a vote',
  turn: 'a failover begins as soon as it is the turn of this Sentinel',
  votes: 'a failover waits for votes',
  'fresh-answers': 'a failover waits for the answers of the replicas',
  'hand-over': 'a failover waits until the chosen replica has every write',
  'connection-to-the-chosen': 'a failover waits for a connection to the chosen replica',
  confirmation: 'a failover waits until the chosen replica says that it is a master',
  're-pointing': 'the switch is made, and the replicas are told to follow',
};

function nextText(found: Explanation): string {
  const { waitsFor, objective } = found;
  if (waitsFor === 'promotable-replica') return `${NEXT[waitsFor]}: ${lackOf(found)}`;
  if (waitsFor === 'delay' && found.promotable.eligible === 0) {
    return `${NEXT[waitsFor]}, and no replica can be promoted`;
  }
  if (waitsFor !== 'objectively-down' || !isNeverAgreed(found)) return NEXT[waitsFor];
  const { need, known } = objective;
  const why = 'as it stands the quorum can never be reached';
  return `no failover, because ${why}: it is ${need}, and the Sentinels known are ${known}`;
}

function failoverLines({ stage, stageMs, forced, chosen }: Explanation): readonly string[] {
  if (stage === 'none') return [];
  const how = forced ? 'asked for by an operator, ' : '';
  const whom = chosen === null ? '' : `, ${chosen} is to be promoted`;
  return [`Failover: ${how}in ${stage} for ${seconds(stageMs ?? 0)}${whom}`];
}

function subjectiveLine({ subjective, tilt }: Explanation): string {
  const { forMs, leftMs, silentMs, downAfterMs, roleReported } = subjective;
  const wrongRole = roleReported === 'slave' ? '; it says that it is a replica' : '';
  if (forMs !== null) return `Down in our eyes: for ${seconds(forMs)}${wrongRole}`;
  if (leftMs === null && silentMs === null) return `Down in our eyes: no, it answers${wrongRole}`;
  const silent = silentMs === null ? '' : `silent for ${seconds(silentMs)}, `;
  const limit = `down-after is ${seconds(downAfterMs)}`;
  const left = leftMs === null ? '' : `${seconds(leftMs)} left, `;
  const end = tilt.forMs === null ? '' : '; it is judged when tilt ends';
  return `Down in our eyes: no; ${silent}${left}${limit}${wrongRole}${end}`;
}

/** EXPLAIN-3: people put it right in another place than a master that is down. */
function accessLines({ subjective: { access, forMs } }: Explanation): readonly string[] {
  if (access === null) return [];
  const looks = forMs === null ? '' : '; it looks as if it were down, and others may well reach it';
  return [`Access: the master turns this Sentinel away, ${access}${looks}`];
}

function tiltLines({ tilt: { forMs, leftMs } }: Explanation): readonly string[] {
  if (forMs === null) return [];
  return [`Tilt: for ${seconds(forMs)}, ${seconds(leftMs ?? 0)} left`];
}

function objectiveLine(found: Explanation): string {
  const { forMs, have, need, known } = found.objective;
  const since = forMs === null ? 'no' : `for ${seconds(forMs)}`;
  const never = isNeverAgreed(found)
    ? `; as it stands never, since the Sentinels known are ${known}`
    : '';
  return `Down in the eyes of the quorum: ${since}; ${have} of ${need} say so${never}`;
}

function isNeverAgreed({ objective: { forMs, need, known } }: Explanation): boolean {
  return forMs === null && need > known;
}

function emptyLines({ emptyMaster }: Explanation): readonly string[] {
  return emptyMaster ? ['Empty: the master is to be replaced for what a replica still has'] : [];
}

function upkeepLines({ upkeep: { pauseLeftMs, maintenance } }: Explanation): readonly string[] {
  return [
    ...(pauseLeftMs === null ? [] : [`Paused: ${seconds(pauseLeftMs)} left`]),
    ...(maintenance ? ['Maintenance: of the master'] : []),
  ];
}

function promotableLines(found: Explanation): readonly string[] {
  const { eligible, isAwaited } = found.promotable;
  if (eligible > 0 || found.replicas.length === 0) return [];
  const soon = `once one can be promoted, a new attempt is due within ${seconds(ABORT_FIRST_MS)}`;
  return [`Promotable: no replica, ${lackOf(found)}${isAwaited ? `; ${soon}` : ''}`];
}

function lackOf({ promotable: { known, reasons } }: Explanation): string {
  if (known === 0) return 'none is known';
  return `${known === 1 ? 'the only one is' : `all ${known} are`} refused (${reasons.join(', ')})`;
}

/** ORPHAN-5: what an operator may do. */
function orphanLines({ name, nodesSeen: { policy, orphans } }: Explanation): readonly string[] {
  if (orphans === null) return [];
  const { seen, known, need, problem, candidates } = orphans;
  // Nothing is known of those that only turn us away, or that we do not reach.
  if (candidates === 0) {
    return problem === null ? [] : [`Nodes: ${seen} of ${known} seen, ${need} needed`];
  }
  const who = 'no replica that may be promoted';
  const line = `Nodes: ${who} was with the master to the end; ${seen} of ${known} seen`;
  const back = 'the master comes back';
  if (!policy) {
    const set = `SENTINEL SET ${name} promote-without-master yes`;
    return [`${line}. ${set} lets the one with the most data be promoted, once ${need} are seen`];
  }
  if (problem === null) return [`${line}, ${need} needed: the one with the most data is promoted`];
  const word = `or SENTINEL FAILOVER ${name} TO <ip> <port> names one`;
  if (problem === 'too-few-seen')
    return [`${line}, ${need} needed: until then, or ${back}, ${word}`];
  return [`${line}, and their histories differ: until ${back}, ${word}`];
}

function delayLines({ delay, promotable }: Explanation): readonly string[] {
  const { leftMs, waitingFor, lastAbort } = delay;
  const last =
    lastAbort === null
      ? []
      : [`Last attempt: given up, ${lastAbort}: ${abortCauseText(lastAbort)}`];
  if (leftMs === null) return last;
  const why =
    waitingFor === null ? 'after the last attempt' : `Sentinel ${waitingFor} has our vote`;
  const less = promotable.isAwaited ? ', or until a replica can be promoted' : '';
  return [...last, `Delay: ${seconds(leftMs)} left, ${why}${less}`];
}

function majorityLine({ majority: { reachable, need, known } }: Explanation): string {
  return `Sentinels within reach: ${reachable} of ${known} known, ${need} needed`;
}

/** EXPLAIN-3. */
function peerLines({ peers, votes }: Explanation): readonly string[] {
  const lines = peers.flatMap((peer) =>
    peer.withheld === null
      ? []
      : [`Sentinel ${placeOf(peer)}: ${WITHHELD[peer.withheld](peer, votes.epoch)}`],
  );
  if (lines.length <= MOST_PEER_LINES) return lines;
  const more = lines.length - MOST_PEER_LINES;
  return [...lines.slice(0, MOST_PEER_LINES), `Sentinels: ${more} more like these`];
}

function placeOf({ runId, address: { host, port } }: PeerSide): string {
  return `${runId} at ${host}:${port}`;
}

type PeerWords = (peer: PeerSide, epoch: bigint | null) => string;

export const WITHHELD: Readonly<Record<Withheld, PeerWords>> = {
  'refuses-us': ({ access }) => `it turns this Sentinel away, ${access}`,
  'forbids-the-question': ({ access }) =>
    `it does not permit the question for its opinion and its vote, ${access}`,
  unreachable: () => 'it cannot be reached',
  'not-down': ({ opinionAgeMs }) =>
    `it does not hold the master to be down, as of ${seconds(opinionAgeMs ?? 0)} ago`,
  'not-said': () => 'it has not said whether the master is down',
  'voted-for-another': ({ vote }) => `it has voted for ${vote?.leader} in epoch ${vote?.epoch}`,
  'no-vote': (_peer, epoch) => `it has not voted in epoch ${epoch}`,
};

function turnLines({ turn: { leftMs } }: Explanation): readonly string[] {
  return leftMs === null ? [] : [`Turn: in ${seconds(leftMs)}`];
}

/** One a replica, in the order of the replies. */
function fenceLines({ fence: { forMs, heard, known, refused } }: Explanation): readonly string[] {
  if (forMs === null) return [];
  const what =
    refused === null
      ? 'the writes of the master are held back'
      : `the master does not let its writes be held back (${refused})`;
  return [`Fence: for ${seconds(forMs)}, ${heard} of ${known} Sentinels are heard; ${what}`];
}

export function replicaLines({ replicas }: Pick<Explanation, 'replicas'>): readonly string[] {
  if (replicas.length === 0) return ['Replicas: none is known'];
  return replicas.map((one) => {
    const access = one.access === null ? '' : `; it turns this Sentinel away, ${one.access}`;
    const numbers = `priority ${one.priority}, offset ${one.offset}${access}`;
    if (one.refusal !== null) {
      return `Replica ${one.name}: refused, ${one.refusal}: ${REFUSED[one.refusal]} (${numbers})`;
    }
    if (one.behindBy === null) return `Replica ${one.name}: would be promoted (${numbers})`;
    return `Replica ${one.name}: number ${one.rank}, ${BEHIND[one.behindBy]} (${numbers})`;
  });
}

/** The page for operators has each of them. */
export const REFUSED: Readonly<Record<NonNullable<ReplicaChance['refusal']>, string>> = {
  maintenance: 'it is in maintenance',
  down: 'it is down in our eyes',
  disconnected: 'there is no connection to it',
  silent: 'it has not answered for too long',
  foreign: 'it has the data of another group',
  empty: 'it has no more data than the master, which is replaced for its lack of data',
  'priority-zero': 'its replica-priority is 0',
  'stale-info': 'its last INFO is too old',
  'long-without-master': 'it was without a master for too long',
  'no-fresh-answer': 'others have answered since the master went down',
  'too-few-seen': 'it was not with the master to the end, and too few nodes are seen',
  'histories-differ': 'its data cannot be compared with those of another replica',
  'not-named': 'the operator has named another',
};

const BEHIND: Readonly<Record<Criterion, string>> = {
  role: 'because it says that it is a master',
  loading: 'because it is still loading its data',
  priority: 'because of its priority',
  offset: 'because it has less data',
  'run-id': 'because of its run id',
  'failed-before': 'because it was chosen before and did not become a master',
  link: 'because it does not follow the master now',
  copied: 'because it has copied a master that had lost its data',
  data: 'because it has no data',
  history: 'because its data are of an earlier master',
};

function votesLine({ votes: { epoch, have, need, given } }: Explanation): string {
  const own =
    given.leader === null ? 'none of our own' : `ours for ${given.leader} in epoch ${given.epoch}`;
  if (epoch === null) return `Votes: no election here, ${need} would be needed; last vote: ${own}`;
  return `Votes: ${have} of ${need} in epoch ${epoch}; last vote: ${own}`;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
