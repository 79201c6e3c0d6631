// `vedette history`: the failovers of a group, as its leaders have recorded them; each once, with
// the words of the Sentinel that knows most of it.

import { shown } from '../../client/address.ts';
import type { Reached } from '../../client/gather.ts';
import { fieldsOf, listOf, numberOf, type Plain, plainOf, textOf } from '../../client/reading.ts';
import type { RespValue } from '../../resp/value.ts';
import { showBytes, showDuration } from '../duration.ts';
import { localDay } from '../event-words.ts';
import { EXIT, Stop, usage } from '../exit.ts';
import { textOption } from '../options.ts';
import { clean, type Paper } from '../paper.ts';
import { newestFirst, type Past, readPast } from '../past.ts';
import type { Call, Verb } from '../verb.ts';
import { noSuchGroup } from './status.ts';

const USUAL_COUNT = 10;

export const history: Verb = {
  name: 'history',
  words: [{ form: '<name>', meaning: 'the group', kind: 'group' }],
  about:
    'Shows the last failovers of a group, the newest first: who replaced whom and why, when' +
    ' each stage was, by how many votes, and what may be lost. Each Sentinel of Vedette ' +
    'keeps its own; of each failover the record of its leader is shown, where that can be ' +
    'asked. Stock Sentinels keep none. docs/operating/history.md describes the fields of ' +
    '--json.',
  options: [{ flags: '--last <count>', meaning: `how many: ${USUAL_COUNT}` }],
  asksSentinels: true,
  exits: [
    [EXIT.good, 'it is shown, also where nothing has happened'],
    [EXIT.no, 'no Sentinel that watches the group tells a history: they are stock, or refuse'],
    [EXIT.unknown, 'no Sentinel knows the group'],
  ],
  examples: ['vedette history mymaster', 'vedette history mymaster --last 1 --json'],
  run: runHistory,
};

async function runHistory({ words: [name = ''], options, desk }: Call): Promise<number> {
  const count = countOf(textOption(options, 'last'));
  const gathering = await desk.gather();
  try {
    if (!gathering.groupNames.includes(name)) throw noSuchGroup(name, gathering);
    const ours = gathering.reached.filter(
      ({ masters, about }) => masters.has(name) && about.kind === 'vedette',
    );
    if (ours.length === 0) {
      throw new Stop(
        EXIT.no,
        `The Sentinels of '${name}' that answer are stock ones: see their logs.`,
      );
    }
    const { all, refusals } = together(await Promise.all(ours.map((one) => ask(one, name))));
    for (const refusal of refusals) desk.paper.aside(refusal);
    const past = newestFirst(all).slice(0, count);
    if (desk.json) desk.paper.json({ name, failovers: past.map(toJson) });
    else if (past.length === 0) desk.paper.line(`No failover of ${name} is recorded.`);
    else for (const each of past) print(each, desk.paper);
    return EXIT.good;
  } finally {
    gathering.close();
  }
}

function countOf(text: string | null): number {
  if (text === null) return USUAL_COUNT;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw usage(`'${text}' is no number of failovers.`);
  return count;
}

interface Told {
  readonly all: readonly Past[];
  /** Of Sentinels that tell nothing. */
  readonly refusals: readonly string[];
}

/** Stops where all of them refuse: that nothing is told does not mean that nothing has happened. */
export function together(told: readonly Told[]): Told {
  const refusals = told.flatMap((each) => each.refusals);
  if (refusals.length === told.length) throw new Stop(EXIT.no, refusals.join('\n'));
  return { all: told.flatMap(({ all }) => all), refusals };
}

async function ask({ connection, address }: Reached, name: string): Promise<Told> {
  const answer = await connection.call(['SENTINEL', 'HISTORY', name]);
  if (answer.ok) {
    return { all: listOf(answer.value).map((each) => readPast(address, each)), refusals: [] };
  }
  const refusal = `Sentinel ${shown(address)} does not tell its history: ${answer.failure.text}`;
  return { all: [], refusals: [refusal] };
}

function toJson({ sentinel, fields }: Past): Plain {
  const entries = [...fields].map(([name, each]): [string, Plain] => {
    const isMap = name === 'steps' || name === 'replica-offsets';
    return [name, isMap ? mapOf(each) : plainOf(each)];
  });
  return { recordedBy: sentinel, ...Object.fromEntries(entries) };
}

function mapOf(value: RespValue): Plain {
  return Object.fromEntries([...fieldsOf(value)].map(([name, each]) => [name, plainOf(each)]));
}

const STEPS: readonly (readonly [step: string, text: string])[] = [
  ['detected', 'down'],
  ['agreed', 'agreed'],
  ['started', 'candidate'],
  ['elected', 'elected'],
  ['selected', 'replica chosen'],
  ['told', 'promotion told'],
  ['switched', 'switched'],
  ['ended', 'all follow'],
];

function print(past: Past, paper: Paper): void {
  const text = (name: string): string => clean(textOf(past.fields.get(name)) ?? '');
  const outcome = text('outcome');
  const isSwitch = outcome === '' || outcome === 'switched';
  const to = text('to') === '' ? '' : ` -> ${text('to')}`;
  const what = isSwitch ? '' : `  ${paper.paint('bad', outcome.replace('-', ' '))}`;
  const attempts = text('attempts');
  const times = attempts === '' || attempts === '1' ? '' : `${attempts} times`;
  const why = [text('reason'), text('cause'), text('obstacle'), times].filter(
    (each) => each !== '',
  );
  const when = past.beganMs === 0 ? 'unknown time' : localDay(past.beganMs);
  paper.line(
    `${paper.paint('strong', when)}  ${text('from')}${to}${what}  ${why.join(', ')}`.trimEnd(),
  );
  const steps = STEPS.flatMap(([step, words]) => {
    const ms = past.steps.get(step);
    return ms === undefined ? [] : [`${words} +${showDuration(Math.max(0, ms - past.beganMs))}`];
  });
  if (steps.length > 0) paper.line(`  ${steps.join(', ')}`);
  // It may have promoted a node all the same.
  const isOpen = outcome === 'cut-off';
  const lost =
    isSwitch || isOpen ? lossText(past) : 'nothing was switched, as far as this Sentinel knows';
  paper.line(`  ${lost}`);
  paper.line(paper.paint('faint', `  epoch ${text('epoch')}, ${leaderText(past)}`));
  paper.line();
}

/** Ids are long, and their beginnings differ. */
const ID_LENGTH = 12;

function leaderText({ fields, sentinel }: Past): string {
  const text = (name: string): string => clean(textOf(fields.get(name)) ?? '');
  const have = text('votes');
  const votes = have === '' ? '' : `, ${have} votes, ${text('votes-needed')} needed`;
  if (text('role') === 'leader') return `led by ${sentinel}${votes}`;
  const leader = text('leader');
  const by = leader === '' ? 'another' : leader.slice(0, ID_LENGTH);
  return `led by ${by}, as ${sentinel} has seen it${votes}`;
}

function lossText({ fields }: Past): string {
  const kind = textOf(fields.get('loss'));
  if (kind === 'none') return 'no acknowledged write is lost';
  if (kind !== 'at-least') return 'what may be lost is not known';
  return `at least ${showBytes(numberOf(fields.get('lost-bytes')) ?? 0)} of the replication stream are lost`;
}
