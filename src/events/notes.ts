// What only the log tells: the texts of notes and how loud they are. No client hears of a note, so
// only the two lines that people search stock logs for keep stock's words.

import type { Note } from '../core/event.ts';
import { abortCauseText } from './abort-cause.ts';
import type { Level } from './level.ts';

/** A note as the log shows it. */
export interface RenderedNote {
  readonly text: string;
  readonly level: Level;
}

export function renderNote(note: Note): RenderedNote {
  switch (note.kind) {
    case 'voted':
      return { level: 'warning', text: `${note.peer} voted for ${note.leader} ${note.epoch}` };
    case 'next-failover-delayed':
      return {
        level: 'warning',
        text: `Next failover delay: ${note.groupName} gets none from here for ${seconds(note.delayMs)}`,
      };
    case 'majority-out-of-reach':
      return { level: 'warning', text: majorityOutOfReach(note) };
    case 'empty-master':
      return { level: 'warning', text: emptyMaster(note) };
    case 'foreign-node':
      return { level: 'warning', text: foreignNode(note) };
    case 'refused-replica':
      return { level: 'notice', text: `${note.replica} cannot be promoted: ${note.reason}` };
    case 'given-up':
      return { level: 'warning', text: givenUp(note) };
    case 'reconfigure-failed':
      return { level: 'warning', text: reconfigureFailed(note) };
    case 'same-node':
      return { level: 'notice', text: `${note.other} is another name of ${note.node}: one node` };
    case 'not-permitted':
      return {
        level: 'warning',
        text: `${note.subject.name} does not permit ${note.commands.join(' ')}`,
      };
    case 'stalled':
      return { level: 'warning', text: `This process was away for ${seconds(note.lateMs)}` };
    case 'write-overdue':
      return {
        level: 'warning',
        text: `The configuration file is not written after ${seconds(note.afterMs)}: what waits for it is given up`,
      };
    case 'vote-spent':
      return {
        level: 'warning',
        text: `The vote of epoch ${note.epoch} for ${note.groupName} could not be written: it is spent`,
      };
  }
}

function majorityOutOfReach(note: Extract<Note, { kind: 'majority-out-of-reach' }>): string {
  const sentinels = `${note.reachable} of the ${note.needed} Sentinels that it takes`;
  return `${note.groupName} cannot be failed over: ${sentinels} are within reach`;
}

function givenUp({ groupName, cause, votes }: Extract<Note, { kind: 'given-up' }>): string {
  const count = cause === 'too-few-votes' ? ` (${votes.have} of ${votes.need})` : '';
  return `${groupName}: the failover is given up, ${cause}: ${abortCauseText(cause)}${count}`;
}

function emptyMaster({ groupName }: Extract<Note, { kind: 'empty-master' }>): string {
  const fact = `The master of ${groupName} restarted with little or no data, and its replicas now copy that`;
  const ways = 'give it persistence, no restart within down-after, or replace-empty-master yes';
  return `${fact}: ${ways}`;
}

function foreignNode({ node, groupName }: Extract<Note, { kind: 'foreign-node' }>): string {
  const kept = `${node} does not come from ${groupName} and is not told to follow its master`;
  const ways = 'give it another address, or if its data may go, REPLICAOF on it';
  return `${kept}, which would overwrite its data: ${ways}, or lineage-check no`;
}

function reconfigureFailed(note: Extract<Note, { kind: 'reconfigure-failed' }>): string {
  const next = note.retried ? '; trying SLAVEOF alone' : '';
  return `${note.node} refused to change its role: ${note.text}${next}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
