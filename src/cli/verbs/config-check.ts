// `vedette config check`: reads a file as the daemon would, and tells everything that is wrong with
// it at once, where the daemon stops at the first.

import type { ConfigComplaint } from '../config-complaints.ts';
import { EXIT } from '../exit.ts';
import { isOn } from '../options.ts';
import { clean, type Paper } from '../paper.ts';
import type { Call, Verb } from '../verb.ts';

export const configCheck: Verb = {
  name: 'check',
  words: [{ form: '<file>', meaning: 'the configuration', kind: 'file' }],
  about:
    'Loads the file as the daemon would, with what it includes, its state file, its users, ' +
    'scripts and certificates, on this machine and as this user, and tells all errors with ' +
    'their lines. Warnings are about what loads and yet will not work well. Nothing is ' +
    'changed, and nobody is asked over the network.',
  options: [{ flags: '--strict', meaning: 'warnings are errors' }],
  asksSentinels: false,
  exits: [
    [EXIT.good, 'the daemon would start with it'],
    [EXIT.no, 'it would not; with --strict: or there are warnings'],
  ],
  examples: ['vedette config check /etc/redis/sentinel.conf'],
  run: runCheck,
};

async function runCheck({ words: [file = ''], options, desk }: Call): Promise<number> {
  const { complaintsAbout } = await import('../config-complaints.ts');
  const complaints = complaintsAbout(file);
  const errors = complaints.filter(({ severity }) => severity === 'error').length;
  const warnings = complaints.length - errors;
  if (desk.json) desk.paper.json({ file, loads: errors === 0, complaints });
  else {
    for (const complaint of complaints) print(file, complaint, desk.paper);
    desk.paper.line(verdict(desk.paper, { file, errors, warnings }));
  }
  return errors > 0 || (warnings > 0 && isOn(options, 'strict')) ? EXIT.no : EXIT.good;
}

function print(
  file: string,
  { severity, line, text, from, reason, remedy }: ConfigComplaint,
  paper: Paper,
): void {
  const place = from ?? file;
  const where = line === null ? place : `${place}:${line}`;
  const word = paper.paint(severity === 'error' ? 'bad' : 'warn', severity);
  paper.line(`${paper.paint('strong', where)}: ${word}: ${clean(reason)}`);
  if (text !== '') paper.line(paper.paint('faint', `    ${clean(text)}`));
  if (remedy !== '') paper.line(`    To do: ${clean(remedy)}`);
}

function verdict(
  paper: Paper,
  { file, errors, warnings }: { file: string; errors: number; warnings: number },
): string {
  const count = (number: number, noun: string): string =>
    `${number} ${noun}${number === 1 ? '' : 's'}`;
  if (errors > 0) {
    const all = `${count(errors, 'error')}, ${count(warnings, 'warning')}`;
    return `${paper.paint('bad', all)}: a Sentinel does not start with ${file}.`;
  }
  const rest = warnings === 0 ? '' : ` (${count(warnings, 'warning')})`;
  return `${paper.paint('good', 'A Sentinel starts')} with ${file}${rest}.`;
}
