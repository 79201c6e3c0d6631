// The text of the file that the history of failovers is kept in (HISTORY-2): a heading, and a line
// for each step of each failover, of which the last one with its id counts. What is read there was
// perhaps written by others: each field is checked, and what does not fit is left out.

import type { Loss, ReplicaOffset, Steps } from '../core/history.ts';
import type { PastFailover, Taken } from '../core/history-book.ts';

export const HEADING = '# Vedette: history of failovers, version 1';

/** A longer line is not written, nor read. Only a very long name of a group makes one. */
export const LONGEST_LINE = 8_192;

export type ReadHistory =
  /** Somebody else's file. */
  | { readonly kind: 'foreign' }
  | {
      readonly kind: 'history';
      /** The oldest first. */
      readonly past: readonly PastFailover[];
      /** Lines that are none of ours, or damaged. */
      readonly badLines: number;
      /** Its end was being written when the process ended: to be expected now and then. */
      readonly isTorn: boolean;
    };

/** One character a byte. null: it is too long. */
export function historyLine({ past, instead }: Taken): string | null {
  const fields = instead === null ? past : { ...past, instead };
  const line = JSON.stringify(fields, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  return line.length > LONGEST_LINE ? null : line;
}

export function readHistory(text: string): ReadHistory {
  const [heading, ...lines] = text.split('\n');
  if (heading !== HEADING) {
    // Cut off in its first line.
    const isCut = HEADING.startsWith(text);
    return isCut ? { kind: 'history', past: [], badLines: 0, isTorn: true } : { kind: 'foreign' };
  }
  const end = lines.pop();
  const found = new Map<string, PastFailover>();
  let badLines = 0;
  for (const line of lines) if (!readLine(line, found)) badLines += 1;
  return { kind: 'history', past: [...found.values()], badLines, isTorn: end !== '' };
}

function readLine(line: string, found: Map<string, PastFailover>): boolean {
  if (line.length > LONGEST_LINE) return false;
  const fields = fieldsOf(parsed(line));
  const past = fields === null ? null : pastOf(fields);
  if (fields === null || past === null) return false;
  const instead = textOf(fields.get('instead'));
  if (instead !== null) found.delete(instead);
  found.set(past.id, past);
  return true;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

type Fields = ReadonlyMap<string, unknown>;

function fieldsOf(value: unknown): Fields | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return new Map<string, unknown>(Object.entries(value));
}

const ROLES = ['leader', 'observer'] as const;
const REASONS = ['crash', 'empty-master', 'forced', 'hand-over'] as const;
const OUTCOMES = ['under-way', 'switched', 'given-up', 'cut-off'] as const;

function pastOf(fields: Fields): PastFailover | null {
  const text = (name: string): string | null => textOf(fields.get(name));
  const [id, groupName, from] = [text('id'), text('groupName'), text('from')];
  const role = oneOf(ROLES, fields.get('role'));
  const outcome = oneOf(OUTCOMES, fields.get('outcome'));
  const epoch = bigOf(fields.get('epoch'));
  const steps = stepsOf(fields.get('steps'));
  const loss = lossOf(fields.get('loss'));
  const offsets = offsetsOf(fields.get('offsets'));
  const attempts = wholeOf(fields.get('attempts'));
  if (id === null || groupName === null || from === null || role === null) return null;
  if (outcome === null || epoch === null || steps === null || loss === null) return null;
  if (offsets === null || attempts === null) return null;
  return {
    ...{ id, groupName, role, outcome, epoch, from, steps, loss, offsets, attempts },
    reason: oneOf(REASONS, fields.get('reason')),
    ...{ cause: text('cause'), obstacle: text('obstacle'), leader: text('leader') },
    to: text('to'),
    votes: votesOf(fields.get('votes')),
    oldOffset: bigOf(fields.get('oldOffset')),
    newOffset: bigOf(fields.get('newOffset')),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function oneOf<T extends string>(words: readonly T[], value: unknown): T | null {
  return words.find((word) => word === value) ?? null;
}

function wholeOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** As much as an offset or an epoch can have. */
function bigOf(value: unknown): bigint | null {
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? BigInt(value) : null;
}

function stepsOf(value: unknown): Steps | null {
  const fields = fieldsOf(value);
  if (fields === null) return null;
  const at = (name: keyof Steps): number | null => wholeOf(fields.get(name));
  return {
    ...{ detected: at('detected'), agreed: at('agreed'), started: at('started') },
    ...{ elected: at('elected'), selected: at('selected'), told: at('told') },
    ...{ switched: at('switched'), ended: at('ended') },
  };
}

function votesOf(value: unknown): PastFailover['votes'] {
  const fields = fieldsOf(value);
  const [have, need] = [wholeOf(fields?.get('have')), wholeOf(fields?.get('need'))];
  return have === null || need === null ? null : { have, need };
}

function lossOf(value: unknown): Loss | null {
  const fields = fieldsOf(value);
  const kind = oneOf(['none', 'unknown', 'at-least'] as const, fields?.get('kind'));
  if (kind !== 'at-least') return kind === null ? null : { kind };
  const bytes = bigOf(fields?.get('bytes'));
  return bytes === null ? null : { kind, bytes };
}

function offsetsOf(value: unknown): readonly ReplicaOffset[] | null {
  if (!Array.isArray(value)) return null;
  const offsets = value.map((each) => {
    const fields = fieldsOf(each);
    const replica = textOf(fields?.get('replica'));
    return replica === null ? null : { replica, offset: bigOf(fields?.get('offset')) };
  });
  return offsets.every((each) => each !== null) ? offsets : null;
}
