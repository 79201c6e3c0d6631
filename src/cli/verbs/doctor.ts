// `vedette doctor [name]`: what is wrong, from two sides: what each Sentinel of Vedette finds by
// itself, and what only shows when all of them, stock ones too, are compared.

import { shown } from '../../client/address.ts';
import type { Answer } from '../../client/failure.ts';
import type { Gathering, Reached } from '../../client/gather.ts';
import { fieldsOf, listOf, textOf } from '../../client/reading.ts';
import { survey } from '../../client/survey.ts';
import type { RespValue } from '../../resp/value.ts';
import { EXIT } from '../exit.ts';
import { judge, SEVERITIES, type Severity, worst } from '../judge.ts';
import { clean, type Paper } from '../paper.ts';
import type { Call, Verb } from '../verb.ts';
import { noSuchGroup, severityExit } from './status.ts';

export const doctor: Verb = {
  name: 'doctor',
  words: [{ form: '[name]', meaning: 'only this group', kind: 'group' }],
  about:
    'Asks every Sentinel for its findings (SENTINEL DOCTOR), compares what all of them ' +
    'believe, and prints each finding once: who has it, what it means and what to do, the ' +
    'worst first. Stock Sentinels have no findings of their own, but are compared like the ' +
    'others.',
  options: [],
  asksSentinels: true,
  exits: [
    [EXIT.good, 'nothing is wrong, or there is only advice'],
    [EXIT.no, 'warnings'],
    [EXIT.critical, 'something critical'],
    [EXIT.unknown, 'no Sentinel knows the group'],
  ],
  examples: ['vedette doctor', 'vedette doctor mymaster --json'],
  run: runDoctor,
};

export interface Finding {
  readonly severity: Severity;
  readonly code: string;
  readonly group: string | null;
  readonly evidence: string;
  readonly meaning: string;
  readonly remedy: string;
  /** Who found it; empty: it shows when all are compared. */
  readonly sentinels: readonly string[];
}

async function runDoctor({ words: [name], desk }: Call): Promise<number> {
  const gathering = await desk.gather();
  try {
    if (name !== undefined && !gathering.groupNames.includes(name))
      throw noSuchGroup(name, gathering);
    const { reached } = gathering;
    const [compared, ...own] = await Promise.all([
      compare(gathering, name),
      ...reached.map((one) => ask(one, name)),
    ]);
    const told = merge(own.flat());
    const findings = sorted([...beyond(compared, told), ...told]);
    const silent = reached.filter(({ about }) => about.kind === 'stock');
    if (desk.json) {
      const stock = silent.map(({ address }) => shown(address));
      desk.paper.json({ worst: worst(findings), withoutDoctor: stock, findings });
    } else {
      print(findings, desk.paper);
      for (const { address } of silent) {
        desk.paper.line(
          `Sentinel ${shown(address)} is a stock one: it was compared, and has no findings.`,
        );
      }
    }
    return severityExit(worst(findings));
  } finally {
    gathering.close();
  }
}

/** What a Sentinel has found itself is told in its words, unless comparing shows it to be worse. */
export function beyond(compared: readonly Finding[], told: readonly Finding[]): readonly Finding[] {
  const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);
  return compared.filter(
    (each) =>
      !told.some(
        ({ code, group, severity }) =>
          code === each.code && group === each.group && rank(severity) <= rank(each.severity),
      ),
  );
}

async function compare(gathering: Gathering, name: string | undefined): Promise<Finding[]> {
  const found = await survey(gathering, name === undefined ? undefined : [name]);
  return judge(found).map(({ text, ...rest }) => ({
    ...rest,
    evidence: text,
    meaning: '',
    sentinels: [],
  }));
}

async function ask(
  { connection, address, about }: Reached,
  name: string | undefined,
): Promise<Finding[]> {
  if (about.kind === 'stock') return [];
  const words = ['SENTINEL', 'DOCTOR', ...(name === undefined ? [] : [name])];
  return findingsOf(shown(address), await connection.call(words));
}

/** Who does not tell what it finds may have found the worst. */
export function findingsOf(sentinel: string, answer: Answer<RespValue>): Finding[] {
  if (!answer.ok) {
    return [
      {
        ...{ severity: 'warning', code: 'findings-not-told', group: null },
        evidence: `Sentinel ${sentinel}: ${answer.failure.text}`,
        meaning: 'What this Sentinel finds by itself is not known.',
        remedy: 'Permit SENTINEL DOCTOR to the user that asks, or ask again.',
        sentinels: [],
      },
    ];
  }
  return listOf(answer.value).map((value) => {
    const fields = fieldsOf(value);
    const text = (field: string): string => textOf(fields.get(field)) ?? '';
    const severity = SEVERITIES.find((each) => each === text('severity')) ?? 'warning';
    return {
      severity,
      code: text('code'),
      group: textOf(fields.get('group')),
      evidence: text('evidence'),
      meaning: text('meaning'),
      remedy: text('remedy'),
      sentinels: [sentinel],
    };
  });
}

/** The same of several Sentinels becomes one, with all of them; that a time differs a little makes
 *  no difference. */
function merge(findings: readonly Finding[]): readonly Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of findings) {
    const { code, group, evidence, sentinels } = finding;
    const key = `${code} ${group} ${evidence.replace(/\d+(\.\d+)? s\b/g, 's')}`;
    const before = merged.get(key);
    const all = [...(before?.sentinels ?? []), ...sentinels];
    merged.set(key, { ...(before ?? finding), sentinels: all });
  }
  return [...merged.values()];
}

function sorted(findings: readonly Finding[]): readonly Finding[] {
  const rank = ({ severity, group, code }: Finding): string =>
    `${SEVERITIES.indexOf(severity)} ${group ?? ''} ${code}`;
  return [...findings].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

const STYLES = { critical: 'bad', warning: 'warn', advice: 'note' } as const;

function print(findings: readonly Finding[], paper: Paper): void {
  if (findings.length === 0) paper.line(paper.paint('good', 'Nothing is wrong.'));
  for (const { severity, code, group, evidence, meaning, remedy, sentinels } of findings) {
    const of = group === null ? '' : ` ${paper.paint('strong', clean(group))}`;
    paper.line(`${paper.paint(STYLES[severity], severity.toUpperCase())} ${code}${of}`);
    paper.line(`  ${clean(evidence)}`);
    if (meaning !== '') paper.line(`  ${clean(meaning)}`);
    paper.line(`  To do: ${clean(remedy)}`);
    if (sentinels.length > 0)
      paper.line(paper.paint('faint', `  Found by ${sentinels.join(', ')}`));
    paper.line();
  }
}
