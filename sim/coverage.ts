// Counts what happened in a run, so that one can see that the runs of many seeds came by all that
// they are to test. What never happens is not tested.

import { EVENTS } from '../src/events/catalogue.ts';
import type { Observer } from './observer.ts';

export type Counts = Record<string, number>;

/** Events that no run can show: nobody moves a Vedette here. */
const OUT_OF_REACH: readonly string[] = [
  '+sentinel-address-switch',
  '+sentinel-address-update',
  '+sentinel-invalid-addr',
  // Who asks for votes stands.
  '+false-candidate',
  // Of the daemon, which sees the disk and runs the scripts.
  '-script-error',
  '-script-timeout',
  '+script-child',
  '-script-child',
  '+config-write-failed',
  '-config-write-failed',
];

const NOTES: readonly string[] = [
  'note voted',
  'note next-failover-delayed',
  'note majority-out-of-reach',
  'note reconfigure-failed',
  'note not-permitted',
  'note stalled',
  'note given-up',
  'note vote-spent',
  'note write-overdue',
  'note foreign-node',
  'refused: down',
  'refused: disconnected',
  'refused: priority-zero',
  'refused: long-without-master',
  'refused: no-fresh-answer',
];

const OTHERS: readonly string[] = [
  'election won with rivals in its epoch',
  'promotion in plain form',
  'restart',
  'restart that lost an unsynced write',
  'write synced',
  'write failed',
  'vote given to another',
  'answer that repeats a vote',
  ...['failover', 'set', 'remove', 'monitor', 'maintain', 'forget', 'pause', 'reset'].map(
    (kind) => `operator: ${kind} done`,
  ),
  ...['rehearse', 'configure', 'flush'].map((kind) => `operator: ${kind} done`),
  'operator: failover refused',
  'operator: forget refused',
  'client writes acknowledged',
  'client writes lost',
];

/** Every row of the table. */
export function coverageRows(faults: readonly string[]): readonly string[] {
  const events = Object.keys(EVENTS).filter((name) => !OUT_OF_REACH.includes(name));
  return [...faults.map((name) => `fault ${name}`), ...events, ...NOTES, ...OTHERS];
}

export class Coverage {
  readonly counts: Counts = {};
  /** Who asked for votes in which epoch of which group. */
  readonly #candidates = new Map<string, Set<string>>();

  add(row: string, by = 1): void {
    this.counts[row] = (this.counts[row] ?? 0) + by;
  }

  observer(): Observer {
    const given = new Set<string>();
    return {
      faultBegan: (name) => this.add(`fault ${name}`),
      event: (sentinel, event) => {
        this.add(event.name);
        if (event.name !== '+elected-leader') return;
        const failover = sentinel.state?.groups.get(event.subject.name)?.failover;
        const rivals = this.#candidates.get(`${event.subject.name} ${failover?.epoch}`);
        if ((rivals?.size ?? 0) > 1) this.add('election won with rivals in its epoch');
      },
      note: (_sentinel, note) => {
        if (note.kind === 'refused-replica') this.add(`refused: ${note.reason}`);
        else this.add(`note ${note.kind}`);
      },
      sent: (sentinel, request) => {
        if (request.kind === 'reconfigure' && request.plain && request.follow === null) {
          this.add('promotion in plain form');
        }
        if (request.kind !== 'ask' || request.candidate === null) return;
        const key = `${request.groupName} ${request.epoch}`;
        const candidates = this.#candidates.get(key) ?? new Set();
        this.#candidates.set(key, candidates.add(sentinel.myId));
      },
      answered: (sentinel, question, { leader, leaderEpoch }) => {
        if (leader === null) return;
        const key = `${sentinel.name} ${question.master.host} ${leaderEpoch}`;
        this.add(given.has(key) ? 'answer that repeats a vote' : 'vote given to another');
        given.add(key);
      },
      ended: (_sentinel, lostWrite) => {
        this.add('restart');
        if (lostWrite) this.add('restart that lost an unsynced write');
      },
      saved: (_sentinel, { saved }) => this.add(saved ? 'write synced' : 'write failed'),
      operated: (_sentinel, request, outcome) =>
        this.add(`operator: ${request.kind} ${outcome.kind === 'failed' ? 'refused' : 'done'}`),
    };
  }
}

export function addCounts(total: Counts, more: Counts): void {
  for (const [row, count] of Object.entries(more)) total[row] = (total[row] ?? 0) + count;
}
