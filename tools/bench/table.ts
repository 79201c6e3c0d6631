// The result as people read it: one line a measured thing, stock and Vedette side by side.

import { type Row, reached, type Target, type Unit } from './result.ts';

const HEADINGS = ['', 'stock', 'Vedette', 'stock/Vedette', 'to reach', ''];

/** Aligned columns, the parts separated by their titles. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    `  ${row.what}`,
    shown(row.stock, row.unit),
    shown(row.vedette, row.unit),
    ratio(row),
    row.target === undefined ? '' : targetText(row.target, row.unit),
    verdict(row),
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...cells.map((line) => line[column]?.length ?? 0)),
  );
  const lines = [alignedLine(HEADINGS, widths)];
  for (const [index, row] of rows.entries()) {
    if (row.part !== rows[index - 1]?.part) lines.push('', row.part);
    lines.push(alignedLine(cells[index] ?? [], widths));
  }
  return `${lines.join('\n')}\n`;
}

/** Words to the left, numbers to the right. */
function alignedLine(cells: readonly string[], widths: readonly number[]): string {
  const aligned = cells.map((cell, column) => {
    const width = widths[column] ?? 0;
    return column === 0 || column === cells.length - 1 ? cell.padEnd(width) : cell.padStart(width);
  });
  return aligned.join('  ').trimEnd();
}

function shown(value: number, unit: Unit): string {
  if (Number.isNaN(value)) return '-';
  if (value === Number.POSITIVE_INFINITY) return 'never';
  return unit === 'ms' || unit === 'writes'
    ? `${Math.round(value)} ${unit}`
    : `${value.toFixed(1)} ${unit}`;
}

/** How many times better than stock. Of times that may be below zero (a crash is noticed before
 *  down-after has passed since it) there is no ratio. */
function ratio({ stock, vedette }: Row): string {
  if (!(stock > 0 && vedette > 0 && Number.isFinite(stock / vedette))) return '';
  const times = stock / vedette;
  return times >= 10 ? `${Math.round(times)}` : times.toFixed(2);
}

function targetText(target: Target, unit: Unit): string {
  return target.kind === 'at most' ? `${target.value} ${unit}` : `${target.value} x stock`;
}

function verdict(row: Row): string {
  const result = reached(row);
  if (result === null) return '';
  return result ? 'reached' : 'MISSED';
}
