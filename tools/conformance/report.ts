// What a comparison found, for people.

import type { Finding, Ledger } from './ledger.ts';

/** Longer values are cut. */
const SHOWN_LENGTH = 600;
const COMMAND_LENGTH = 120;
const COMMANDS_SHOWN = 3;

export interface Report {
  readonly text: string;
  readonly succeeded: boolean;
}

/** `whole`: everything was played, so that an allowance that nothing used is a mistake. */
export function report(ledger: Ledger, whole: boolean): Report {
  const { findings, compared, allowed } = ledger;
  const unused = whole ? ledger.unused() : [];
  const lines = grouped(findings).map(showGroup);
  for (const each of unused) lines.push(`Nothing differs any more where this allows it: ${each}`);
  const counts = allowed.map(([id, count]) => `${id} ${count}`).join(', ');
  lines.push(
    `${compared} answers compared; ${findings.length} differences that compat.md does not name.`,
    `Differences that it names, by id: ${counts === '' ? 'none' : counts}.`,
  );
  return {
    text: `${lines.join('\n')}\n`,
    succeeded: findings.length === 0 && unused.length === 0,
  };
}

/** The same difference in the replies to several commands is shown once. */
function grouped(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { place, stock, ours } = finding.difference;
    const key = JSON.stringify([place, stock, ours, finding.command.split(' ', 1)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

function showGroup(group: readonly Finding[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const { difference } = first;
  const shown = group.slice(0, COMMANDS_SHOWN).map(({ command, how, where }) => {
    return `${cut(command, COMMAND_LENGTH)}   (${how}, ${where})`;
  });
  if (group.length > COMMANDS_SHOWN) shown.push(`and ${group.length - COMMANDS_SHOWN} more`);
  return [
    ...shown,
    ...(difference.place === '' ? [] : [`  at     ${difference.place}`]),
    `  stock  ${cut(difference.stock, SHOWN_LENGTH)}`,
    `  ours   ${cut(difference.ours, SHOWN_LENGTH)}`,
    '',
  ].join('\n');
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}... (${text.length})`;
}
