// `vedette failover`: replaces a master that works, and shows how that goes, stage by stage.

import { parseHostPort, shown } from '../../client/address.ts';
import { EventStream, type SentinelEvent } from '../../client/event-stream.ts';
import type { Answer } from '../../client/failure.ts';
import type { Gathering, Reached } from '../../client/gather.ts';
import { fieldsOf, listOf, type Plain, plainOf, textOf } from '../../client/reading.ts';
import type { Address } from '../../core/address.ts';
import type { RespValue } from '../../resp/value.ts';
import type { Desk } from '../desk.ts';
import { parseDuration } from '../duration.ts';
import { EXIT, Stop, usage } from '../exit.ts';
import { durationOption, isOn, type Options, textOption } from '../options.ts';
import { clean } from '../paper.ts';
import { stageOf } from '../stages.ts';
import type { Call, Verb } from '../verb.ts';
import { noSuchGroup } from './status.ts';

/** FAILOVER is answered when it is known how the hand-over went: its own limits are far below. */
const ANSWER_MS = 120_000;
const WAIT_MS = 60_000;
const ASK_EVERY_MS = 200;

export const failover: Verb = {
  name: 'failover',
  words: [{ form: '<name>', meaning: 'the group', kind: 'group' }],
  about:
    'Asks one Sentinel to replace the master now, and shows each stage as it is announced. ' +
    'Vedette holds the writes until the replica has them all, so that no acknowledged write' +
    ' is lost, or says that it could not; with --coordinated nothing is done then. Stock ' +
    'Sentinels know none of these options, and writes may be lost. --dry-run only tells ' +
    'what would be done.',
  options: [
    { flags: '--to <host:port>', meaning: 'the replica to promote' },
    { flags: '--coordinated', meaning: 'rather not at all than with a loss of writes' },
    { flags: '--timeout <duration>', meaning: 'how long writes may be held for the hand-over' },
    { flags: '--dry-run', meaning: 'tell what would be done, and change nothing' },
    {
      flags: '--wait [duration]',
      meaning: 'until every Sentinel tells the new master and the failover has ended, at most 60s',
    },
  ],
  asksSentinels: true,
  exits: [
    [EXIT.good, 'done; of a stock Sentinel without --wait: begun'],
    [EXIT.no, 'refused or given up; with --dry-run: it would be'],
    [EXIT.unknown, 'no Sentinel knows the group'],
    [EXIT.late, 'it has begun, and has not ended in the time of --wait'],
  ],
  examples: [
    'vedette failover mymaster --dry-run',
    'vedette failover mymaster --coordinated --to 10.0.0.2:6379 --wait',
  ],
  run: runFailover,
};

async function runFailover({ words: [name = ''], options, desk }: Call): Promise<number> {
  const order = orderOf(name, options);
  const waitMs = waitOf(options);
  const gathering = await desk.gather();
  try {
    if (!gathering.groupNames.includes(name)) throw noSuchGroup(name, gathering);
    const leader = leaderOf(gathering, name, order);
    if (isOn(options, 'dryRun')) return await rehearse(leader, order, desk);
    return await carryOut({ name, order, waitMs, leader, gathering, desk });
  } finally {
    gathering.close();
  }
}

/** The words behind SENTINEL FAILOVER. */
function orderOf(name: string, options: Options): readonly string[] {
  const to = textOption(options, 'to');
  const target = to === null ? null : parseHostPort(to);
  if (to !== null && target === null) throw usage(`'${to}' is no address: write host:port.`);
  const timeoutMs = durationOption(options, 'timeout');
  return [
    name,
    ...(isOn(options, 'coordinated') ? ['COORDINATED'] : []),
    ...(target === null ? [] : ['TO', target.host, String(target.port)]),
    ...(timeoutMs === null ? [] : ['TIMEOUT', String(timeoutMs)]),
    ...(isOn(options, 'dryRun') ? ['DRYRUN'] : []),
  ];
}

/** null: not to wait. */
function waitOf(options: Options): number | null {
  if (isOn(options, 'wait')) return WAIT_MS;
  const text = textOption(options, 'wait');
  if (text === null) return null;
  const ms = parseDuration(text);
  if (ms === null) throw usage(`'${text}' is no duration: write a number with ms, s, m or h.`);
  return ms;
}

/** One of Vedette where there is one, also where it cannot lead just now: it loses no write, and a
 *  refusal is better than a loss. Of several, one that can. */
export function leaderOf<One extends Pick<Reached, 'about' | 'masters'>>(
  { reached }: { readonly reached: readonly One[] },
  name: string,
  order: readonly string[] = [name],
): One {
  const watching = reached.filter(({ masters }) => masters.has(name));
  const ours = watching.filter(({ about }) => about.kind === 'vedette');
  const isAble = ({ about }: One): boolean => !about.inTilt && !about.cannotWrite;
  const some = ours.length > 0 ? ours : watching;
  const best = some.find(isAble) ?? some[0];
  if (best === undefined) throw new Stop(EXIT.unknown, `No Sentinel watches '${name}'.`);
  if (best.about.kind === 'stock' && order.length > 1) {
    const text = `Only stock Sentinels answer, and they do not know ${order[1]}: leave it out.`;
    throw new Stop(EXIT.no, text);
  }
  return best;
}

async function rehearse(
  { connection, address }: Reached,
  order: readonly string[],
  { paper, json }: Desk,
): Promise<number> {
  const answer = await connection.call(['SENTINEL', 'FAILOVER', ...order], ANSWER_MS);
  if (!answer.ok) throw refused(address, answer.failure.text);
  const fields = fieldsOf(answer.value);
  const outcome = textOf(fields.get('outcome')) ?? '';
  if (json) paper.json(rehearsedJson(answer.value));
  else for (const line of listOf(fields.get('lines'))) paper.line(clean(textOf(line) ?? ''));
  return outcome === 'handed-over' || outcome === 'writes-can-be-lost' ? EXIT.good : EXIT.no;
}

const INNER_MAPS: readonly string[] = ['pause', 'lag', 'votes'];
const MAP_LISTS: readonly string[] = ['tried', 'replicas', 'sentinels'];

function rehearsedJson(value: RespValue): Plain {
  const entries = [...fieldsOf(value)].map(([name, each]): [string, Plain] => {
    if (INNER_MAPS.includes(name)) return [name, mapOf(each)];
    return [name, MAP_LISTS.includes(name) ? listOf(each).map(mapOf) : plainOf(each)];
  });
  return Object.fromEntries(entries);
}

function mapOf(value: RespValue): Plain {
  return Object.fromEntries([...fieldsOf(value)].map(([name, each]) => [name, plainOf(each)]));
}

function refused(address: Address, text: string): Stop {
  return new Stop(EXIT.no, `Sentinel ${shown(address)} refuses: ${text}`);
}

interface Work {
  readonly name: string;
  readonly order: readonly string[];
  readonly waitMs: number | null;
  readonly leader: Reached;
  readonly gathering: Gathering;
  readonly desk: Desk;
}

async function carryOut(work: Work): Promise<number> {
  const { name, order, waitMs, leader, gathering, desk } = work;
  const { target } = await desk.target();
  const before = leader.masters.get(name)?.address ?? { host: '', port: 0 };
  const progress = new Progress(name, leader.address, desk);
  const stream = await EventStream.open({
    addresses: gathering.reached.map(({ address }) => address),
    entry: target.entry,
    patienceMs: target.patienceMs,
    onEvent: (event) => progress.take(event),
    onState: (sentinel, failure) => progress.hears(sentinel, failure === null),
  });
  try {
    progress.begin(before, leader);
    const answer = await leader.connection.call(['SENTINEL', 'FAILOVER', ...order], ANSWER_MS);
    if (!answer.ok) throw refused(leader.address, answer.failure.text);
    const said = textOf(answer.value) ?? 'OK';
    if (said !== 'OK') progress.note(`Sentinel ${shown(leader.address)} says: ${said}`);
    const after = waitMs === null ? null : await progress.end(work, before, waitMs);
    const now = after ?? (await masterOf(leader, name)) ?? before;
    if (desk.json) {
      const stages = progress.stages;
      desk.paper.json({ name, from: shown(before), to: shown(now), answer: said, stages });
    } else if (waitMs !== null) {
      desk.paper.line(`The master of ${name} is ${shown(now)}; it was ${shown(before)}.`);
    }
    return EXIT.good;
  } finally {
    stream.close();
  }
}

export async function masterOf({ connection }: Reached, name: string): Promise<Address | null> {
  return readAddress(await connection.call(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name]));
}

function readAddress(answer: Answer<RespValue>): Address | null {
  if (!answer.ok) return null;
  const [host, port] = listOf(answer.value).map((each) => textOf(each));
  return host === undefined || host === null ? null : { host, port: Number(port) };
}

/** The stages as they are announced. */
class Progress {
  readonly stages: unknown[] = [];
  readonly #name: string;
  readonly #leader: string;
  readonly #desk: Desk;
  #beginMs = 0;
  #hasEnded = false;
  /** Its events come, the last one too. */
  #hearsLeader = false;
  #givenUp: string | null = null;

  constructor(name: string, leader: Address, desk: Desk) {
    this.#name = name;
    this.#leader = shown(leader);
    this.#desk = desk;
  }

  begin(from: Address, { about }: Reached): void {
    this.#beginMs = Date.now();
    const way = about.kind === 'stock' ? ' (a stock one: writes may be lost)' : '';
    this.note(`Failover of ${this.#name} away from ${shown(from)}, by ${this.#leader}${way}`);
  }

  take(event: SentinelEvent): void {
    const stage = stageOf(event, this.#name);
    if (stage === null || this.#beginMs === 0) return;
    const sentinel = shown(event.sentinel);
    const isLeader = sentinel === this.#leader;
    // Of what the others tell only the switch is news.
    if (!isLeader && stage.kind !== 'switched') return;
    const atMs = Math.max(0, event.atMs - this.#beginMs);
    if (isLeader && stage.kind === 'ended') this.#hasEnded = true;
    if (isLeader && stage.kind === 'given-up') this.#givenUp = stage.text;
    const text = isLeader ? stage.text : `known to Sentinel ${sentinel}`;
    this.stages.push({ atMs, event: event.name, sentinel, detail: stage.detail });
    if (this.#desk.json) return;
    const { paper } = this.#desk;
    const time = paper.paint('faint', `${String(atMs).padStart(7)} ms`);
    const words = [time, paper.paint(stage.style, text), clean(stage.detail)];
    paper.line(words.join('  ').trimEnd());
  }

  hears(sentinel: Address, isHeard: boolean): void {
    if (shown(sentinel) === this.#leader) this.#hearsLeader = isHeard;
  }

  note(text: string): void {
    if (!this.#desk.json) this.#desk.paper.line(clean(text));
  }

  /** Until all that were reached tell the same new master, and its failover has ended. */
  async end({ gathering, name, leader }: Work, before: Address, waitMs: number): Promise<Address> {
    const deadlineMs = Date.now() + waitMs;
    const watching = gathering.reached.filter(({ masters }) => masters.has(name));
    for (;;) {
      if (this.#givenUp !== null) throw new Stop(EXIT.no, `The failover was ${this.#givenUp}.`);
      const told = await Promise.all(watching.map((one) => masterOf(one, name)));
      const [first] = told;
      const isSame = told.every((each) => each !== null && first && shown(each) === shown(first));
      const isNew = first !== undefined && first !== null && shown(first) !== shown(before);
      const isOver = this.#hasEnded || (!this.#hearsLeader && (await isIdle(leader, name)));
      if (isSame && isNew && isOver) return first;
      if (Date.now() > deadlineMs) {
        const list = told.map((each) => (each === null ? 'nobody' : shown(each))).join(', ');
        throw new Stop(EXIT.late, `Not ended after ${waitMs} ms; the Sentinels tell ${list}.`);
      }
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  }
}

/** For who may not listen to events: near enough. */
async function isIdle({ connection }: Reached, name: string): Promise<boolean> {
  const answer = await connection.call(['SENTINEL', 'MASTER', name]);
  if (!answer.ok) return false;
  const flags = textOf(fieldsOf(answer.value).get('flags')) ?? '';
  return !flags.split(',').includes('failover_in_progress');
}
