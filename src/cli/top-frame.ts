// One picture of `vedette top`: the head, the groups, and below them the latest events, as exactly
// as many lines as the terminal has. It only arranges.

import { cut, type Paper } from './paper.ts';

export interface Frame {
  readonly head: string;
  /** The groups, scrolled by so many lines. */
  readonly body: readonly string[];
  readonly scroll: number;
  /** The oldest first. */
  readonly events: readonly string[];
  readonly rows: number;
  readonly columns: number;
}

/** Below this the terminal is too small to show anything else than the body. */
const ROWS_FOR_EVENTS = 10;
const EVENTS_PART = 3;

/** How far one may scroll. */
export function scrollMax(frame: Omit<Frame, 'scroll'>): number {
  return Math.max(0, frame.body.length - bodyRows(frame));
}

export function frameLines(frame: Frame, paper: Paper): readonly string[] {
  const { head, body, scroll, events, rows, columns } = frame;
  const room = bodyRows(frame);
  const shown = body.slice(scroll, scroll + room);
  const left = body.length - scroll - shown.length;
  const lines = [head, ...shown, ...Array<string>(room - shown.length).fill('')];
  const eventRows = rows - 1 - room;
  if (eventRows > 1) {
    const more = left > 0 ? `${left} more lines below: j, k; q ends` : 'q ends';
    lines.push(ruler('events', more, columns, paper));
    const latest = events.slice(-(eventRows - 1));
    lines.push(...latest, ...Array<string>(eventRows - 1 - latest.length).fill(''));
  }
  return lines.slice(0, rows).map((line) => cut(line, columns));
}

/** What the events do not need; they get a third, or more where the groups leave it. */
function bodyRows({ body, rows }: Pick<Frame, 'body' | 'rows'>): number {
  if (rows < ROWS_FOR_EVENTS) return Math.max(0, rows - 1);
  const forEvents = Math.floor(rows / EVENTS_PART);
  return Math.max(1, Math.min(body.length + 1, rows - 1 - forEvents));
}

function ruler(word: string, more: string, columns: number, paper: Paper): string {
  const text = `── ${word} `;
  const end = ` ${more} ──`;
  const line = `${text}${'─'.repeat(Math.max(0, columns - text.length - end.length))}${end}`;
  return paper.paint('faint', line);
}
