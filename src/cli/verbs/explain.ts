// `vedette explain name`: what a failover waits for, in the words of each Sentinel of Vedette.

import { shown } from '../../client/address.ts';
import type { Reached } from '../../client/gather.ts';
import { fieldsOf, listOf, type Plain, plainOf, textOf } from '../../client/reading.ts';
import type { RespValue } from '../../resp/value.ts';
import { EXIT, Stop } from '../exit.ts';
import { clean, type Paper } from '../paper.ts';
import type { Call, Verb } from '../verb.ts';
import { noSuchGroup } from './status.ts';

export const explain: Verb = {
  name: 'explain',
  words: [{ form: '<name>', meaning: 'the group', kind: 'group' }],
  about:
    'Shows SENTINEL EXPLAIN of each Sentinel: what stands between the group and its ' +
    'failover, which replica would be promoted and why the others would not. Each Sentinel ' +
    'has its own eyes. Stock Sentinels cannot tell; that is said.',
  options: [],
  asksSentinels: true,
  exits: [
    [EXIT.good, 'it is explained'],
    [EXIT.no, 'no Sentinel that watches it can explain: they are stock'],
    [EXIT.unknown, 'no Sentinel knows the group'],
  ],
  examples: ['vedette explain mymaster'],
  run: runExplain,
};

async function runExplain({ words: [name = ''], desk }: Call): Promise<number> {
  const gathering = await desk.gather();
  try {
    if (!gathering.groupNames.includes(name)) throw noSuchGroup(name, gathering);
    const { reached, missed } = gathering;
    const watching = reached.filter(({ masters }) => masters.has(name));
    const answers = await Promise.all(watching.map((one) => ask(one, name)));
    if (desk.json) desk.paper.json({ name, sentinels: answers.map(toJson) });
    else for (const answer of answers) print(answer, desk.paper);
    for (const { address, failure } of missed) {
      if (!desk.json) desk.paper.aside(`Sentinel ${shown(address)} was not asked: ${failure.text}`);
    }
    if (answers.some(({ value }) => value !== null)) return EXIT.good;
    if (desk.json) return EXIT.no;
    throw new Stop(
      EXIT.no,
      `None of the Sentinels of '${name}' can explain: ask with vedette status.`,
    );
  } finally {
    gathering.close();
  }
}

interface Explained {
  readonly sentinel: string;
  /** null: it cannot. */
  readonly value: RespValue | null;
  readonly problem: string | null;
}

async function ask({ connection, address, about }: Reached, name: string): Promise<Explained> {
  const sentinel = shown(address);
  if (about.kind === 'stock') {
    return { sentinel, value: null, problem: 'a stock Sentinel, which cannot explain' };
  }
  const answer = await connection.call(['SENTINEL', 'EXPLAIN', name]);
  return answer.ok
    ? { sentinel, value: answer.value, problem: null }
    : { sentinel, value: null, problem: answer.failure.text };
}

function toJson({ sentinel, value, problem }: Explained): unknown {
  return { sentinel, problem, explanation: value === null ? null : explanationJson(value) };
}

/** Over the old version of the protocol maps come flat: those that are known to be maps are made
 *  maps again. */
const MAPS: readonly string[] = ['gates', 'votes', 'fence'];

export function explanationJson(value: RespValue): Plain {
  const entries = [...fieldsOf(value)].map(([name, each]): [string, Plain] => {
    if (name === 'gates') {
      const gates = [...fieldsOf(each)].map(([gate, fields]): [string, Plain] => [
        gate,
        mapOf(fields),
      ]);
      return [name, Object.fromEntries(gates)];
    }
    if (MAPS.includes(name)) return [name, mapOf(each)];
    if (name === 'replicas' || name === 'sentinels') return [name, listOf(each).map(mapOf)];
    return [name, plainOf(each)];
  });
  return Object.fromEntries(entries);
}

function mapOf(value: RespValue): Plain {
  return Object.fromEntries([...fieldsOf(value)].map(([name, each]) => [name, plainOf(each)]));
}

function print({ sentinel, value, problem }: Explained, paper: Paper): void {
  paper.line(paper.paint('strong', `Sentinel ${sentinel}`));
  if (value === null) paper.line(`  ${problem ?? ''}`);
  const lines = value === null ? [] : listOf(fieldsOf(value).get('lines'));
  for (const line of lines) paper.line(`  ${clean(textOf(line) ?? '')}`);
  paper.line();
}
