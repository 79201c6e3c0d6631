// The sentences of SENTINEL FAILOVER ... DRYRUN: what would happen first, then by what that was
// judged. Programs read the fields instead.

import type { Rehearsed, TrialSide, VoterSide } from '../../core/rehearsed.ts';
import { replicaLines, seconds } from './explain-lines.ts';

/** `answer`: what FAILOVER itself would say. */
export function rehearsedLines(found: Rehearsed, answer: string): readonly string[] {
  return [
    `${found.name}: ${verdictLine(found)}`,
    `Answer of FAILOVER: ${answer}`,
    'Nothing was changed: no epoch, no vote, no file, no node',
    votesLine(found),
    ...found.voters.flatMap(voterLine),
    ...found.trials.map(trialLine),
    holdLine(found),
    ...lagLines(found),
    ...replicaLines(found),
  ];
}

function verdictLine({ outcome, chosen }: Rehearsed): string {
  const to = chosen === null ? '' : ` to ${chosen}`;
  switch (outcome.kind) {
    case 'done':
      return `the master would be handed over${to}, and no write would be lost`;
    case 'unprotected':
      return `the master would be replaced as stock does it${to}, and writes can be lost`;
    case 'not-handed-over':
      return 'the failover would be given up';
    default:
      return 'the failover would be refused';
  }
}

function votesLine({ votes: { have, need, known, isAlone } }: Rehearsed): string {
  const alone = isAlone ? '; it would go on without a majority' : '';
  return `Votes: ${have} of ${known} Sentinels can be asked, ${need} needed${alone}; none was asked for`;
}

function voterLine({ runId, address, vote }: VoterSide): readonly string[] {
  if (vote === 'answers' || vote === 'not-asked') return [];
  return [`Sentinel ${runId} at ${address.host}:${address.port}: ${VOTERS[vote]}`];
}

const VOTERS: Readonly<Record<Exclude<VoterSide['vote'], 'answers' | 'not-asked'>, string>> = {
  refuses: 'does not permit to be asked',
  silent: 'has not answered within a second',
  unreachable: 'cannot be reached',
};

function trialLine({ node, role, verdict, text }: TrialSide): string {
  const who = role === 'master' ? `Master ${node}` : `Replica ${node}`;
  return `${who}: ${text === null ? TRIALS[verdict] : `${TRIALS[verdict]} ${text}`}`;
}

const TRIALS: Readonly<Record<TrialSide['verdict'], string>> = {
  permits: 'permits all that a hand-over needs (queued, not executed)',
  refuses: 'refuses',
  silent: 'has not answered when the commands were to be queued',
  'not-tried': 'was not tried',
};

function holdLine({ hold }: Rehearsed): string {
  const longest = `Writes would be held for at most ${seconds(hold.longestMs)}`;
  return `${longest}, with ${seconds(hold.catchUpMs)} of that for the replica to catch up`;
}

function lagLines({ lag: { bytes, caughtUpMs }, chosen }: Rehearsed): readonly string[] {
  const facts = [
    ...(bytes === null ? [] : [`${bytes} bytes at first`]),
    ...(caughtUpMs === null ? [] : [`it had what the master had within ${seconds(caughtUpMs)}`]),
  ];
  return facts.length === 0 ? [] : [`Lag of ${chosen ?? 'nobody'}: ${facts.join('; ')}`];
}
