// `vedette drain`: returns when a node may be stopped without loss: another one is the master, and
// none of the Sentinels would promote the node. For the stop hooks of orchestrators.

import { lookup } from 'node:dns/promises';
import { parseHostPort, shown } from '../../client/address.ts';
import { type Gathering, gather, type Missed } from '../../client/gather.ts';
import { textOf } from '../../client/reading.ts';
import { type GroupSight, type Survey, survey } from '../../client/survey.ts';
import type { Address } from '../../core/address.ts';
import type { Desk } from '../desk.ts';
import { nextStep, whatIsUntold, whyNoMajority, whySentinelStays } from '../drain-plan.ts';
import { EXIT, Stop, usage } from '../exit.ts';
import { durationOption, isOn } from '../options.ts';
import { tellAll } from '../orders.ts';
import { type Attempt, notYet, retry } from '../retry.ts';
import type { Call, Verb } from '../verb.ts';
import { leaderOf } from './failover.ts';

const TIMEOUT_MS = 60_000;
const ANSWER_MS = 120_000;
/** What we have begun is ended before we go. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export const drain: Verb = {
  name: 'drain',
  words: [{ form: '<host:port>', meaning: 'the node, as vedette status shows it, or its name' }],
  about:
    'Returns when the node may be stopped. A master is replaced first, without the loss of ' +
    'a write; what is then a replica is put into maintenance at every Sentinel, so that it ' +
    'is not promoted in the moment before it stops; and another replica has to be fit to be' +
    ' promoted, where the group has more than one. What stands in the way is tried again ' +
    'until the time is up. A node that is down already is safe. After the restart, --undo ' +
    'ends the maintenance. Of stock Sentinels none knows maintenance, and their failover ' +
    'may lose writes: it needs --force. If it fails, the maintenance that it began is ended' +
    ' again.',
  options: [
    { flags: '--timeout <duration>', meaning: 'how long at most: 60s' },
    {
      flags: '--force',
      meaning: 'replace a master also where the last of its writes may be lost',
    },
    { flags: '--undo', meaning: 'the node is back: end its maintenance' },
  ],
  asksSentinels: true,
  exits: [
    [EXIT.good, 'it may be stopped; with --undo: no Sentinel has it in maintenance'],
    [EXIT.no, 'it may not, and waiting does not help; with --undo: not at every Sentinel'],
    [EXIT.unknown, 'no Sentinel knows the node: nothing of them is in the way'],
    [EXIT.late, 'it may not: the time was up first'],
  ],
  examples: ['vedette drain 10.0.0.1:6379 --timeout 25s', 'vedette drain 10.0.0.1:6379 --undo'],
  run: runDrain,
};

async function runDrain(call: Call): Promise<number> {
  const {
    words: [text = ''],
    options,
    desk,
  } = call;
  const node = parseHostPort(text);
  if (node === null) throw usage(`'${text}' is no address: write host:port.`);
  const hosts = await addressesOf(node.host);
  const draining = new Draining(desk, node, hosts, isOn(options, 'force'));
  if (isOn(options, 'undo')) return await draining.undo();
  const timeoutMs = durationOption(options, 'timeout') ?? TIMEOUT_MS;
  const interrupt = (): void => draining.interrupt();
  for (const signal of ENDING) process.once(signal, interrupt);
  try {
    const groups = await retry(desk, timeoutMs, () => draining.attempt());
    if (desk.json) desk.paper.json({ node: shown(node), safe: true, groups });
    else
      for (const { name, master } of groups)
        desk.paper.line(`${name}: ${shown(node)} may be stopped; the master is ${master}`);
    return EXIT.good;
  } catch (error) {
    await draining.giveBack();
    throw error;
  } finally {
    for (const signal of ENDING) process.off(signal, interrupt);
  }
}

/** A node may be called by a name that the Sentinels have resolved. */
async function addressesOf(host: string): Promise<ReadonlySet<string>> {
  const found = await lookup(host, { all: true }).catch(() => []);
  return new Set([host, ...found.map(({ address }) => address)]);
}

interface Drained {
  readonly name: string;
  readonly master: string;
  readonly was: 'master' | 'replica' | 'down' | 'sentinel';
}

/** The maintenance of the node in one group, as far as we have begun it. */
interface Exclusion {
  readonly node: Address;
  /** Sentinels that were told. */
  readonly sent: Set<string>;
  /** Those of them that have said that they do it. */
  readonly done: Set<string>;
}

class Draining {
  readonly #desk: Desk;
  readonly #node: Address;
  readonly #hosts: ReadonlySet<string>;
  readonly #isForced: boolean;
  /** By group. */
  readonly #told = new Map<string, Exclusion>();
  /** Groups that knew the node when we looked. */
  readonly #known = new Set<string>();
  readonly #wasMaster = new Set<string>();
  #isInterrupted = false;

  constructor(desk: Desk, node: Address, hosts: ReadonlySet<string>, isForced: boolean) {
    this.#desk = desk;
    this.#node = node;
    this.#hosts = hosts;
    this.#isForced = isForced;
  }

  interrupt(): void {
    this.#isInterrupted = true;
  }

  /** One look at all groups of the node, and one step in each. */
  async attempt(): Promise<Attempt<readonly Drained[]>> {
    if (this.#isInterrupted) throw new Stop(EXIT.no, 'Interrupted: the node may not be stopped.');
    const { target } = await this.#desk.target();
    const gathering = await gather(target);
    try {
      if (gathering.reached.length === 0) {
        return notYet(
          EXIT.unreachable,
          `no Sentinel can be asked (${whyMissed(gathering.missed)})`,
        );
      }
      const seen = await survey(gathering);
      const groups = this.#groupsOf(seen);
      for (const { name } of groups) this.#known.add(name);
      if (groups.length === 0 && this.#told.size === 0) return this.#drainSentinel(seen, gathering);
      const drained: Drained[] = [];
      for (const group of groups) {
        const result = await this.#advance(group, gathering);
        if (!result.done) return result;
        drained.push(result.value);
      }
      const hidden = this.#whatIsHidden(seen, gathering);
      return hidden === null ? { done: true, value: drained } : notYet(EXIT.late, hidden);
    } finally {
      gathering.close();
    }
  }

  /** It may be one of the Sentinels themselves. */
  #drainSentinel(seen: Survey, gathering: Gathering): Attempt<readonly Drained[]> {
    const { groups } = seen;
    const isIt = ({ host, port }: Address): boolean =>
      port === this.#node.port && this.#hosts.has(host);
    const watched = groups.filter(({ voters }) => voters.some(({ address }) => isIt(address)));
    if (watched.length === 0) {
      const hidden = this.#whatIsHidden(seen, gathering);
      if (hidden === null) throw this.#unknown(gathering);
      return notYet(EXIT.late, hidden);
    }
    for (const group of watched) {
      const voter = group.voters.find(({ address }) => isIt(address));
      const why = voter === undefined ? null : whySentinelStays(group, voter);
      if (why !== null) return notYet(EXIT.late, `${group.name}: ${why}`);
    }
    const value = watched.map(({ name, master }): Drained => {
      return { name, master: shown(master), was: 'sentinel' };
    });
    return { done: true, value };
  }

  /** Where the node may be known although nobody has said so, as a sentence without its end; null:
   *  nowhere. */
  #whatIsHidden({ groups }: Survey, { missed }: Gathering): string | null {
    for (const name of this.#known) {
      if (!groups.some((group) => group.name === name) && missed.length > 0)
        return `${name}: no Sentinel that watches it answers (${whyMissed(missed)})`;
    }
    for (const group of groups) {
      if (group.untold.length === 0 || this.#addressIn(group) !== null) continue;
      // Of a node that nobody else has named, one that does not tell may know, and lead.
      const isEnough = this.#known.size > 0 && whyNoMajority(group) === null;
      if (!isEnough) return `${group.name}: ${whatIsUntold(group)}`;
    }
    return null;
  }

  #unknown({ missed }: Gathering): Stop {
    const text = `No Sentinel knows ${shown(this.#node)}: nothing of them keeps it from being stopped.`;
    const others = missed.map((each) => `\n  Not asked: ${whyMissed([each])}`);
    return new Stop(EXIT.unknown, [text, ...others].join(''));
  }

  #groupsOf({ groups }: Survey): readonly GroupSight[] {
    return groups.filter((group) => this.#addressIn(group) !== null);
  }

  /** Under which address the group knows the node. */
  #addressIn({ views, replicas }: GroupSight): Address | null {
    const all = [...views.map(({ master }) => master), ...replicas].map(({ address }) => address);
    const isNode = ({ host, port }: Address): boolean =>
      port === this.#node.port && this.#hosts.has(host);
    return all.find(isNode) ?? null;
  }

  async #advance(group: GroupSight, gathering: Gathering): Promise<Attempt<Drained>> {
    const node = this.#addressIn(group) ?? this.#node;
    const ours = gathering.reached.filter(
      ({ masters, about }) => masters.has(group.name) && about.kind === 'vedette',
    );
    const done = this.#told.get(group.name)?.done;
    const isExcluded = ours.every(({ address }) => done?.has(shown(address)) === true);
    const step = nextStep({ group, node, isExcluded });
    switch (step.kind) {
      case 'wait':
        return notYet(EXIT.late, `${group.name}: ${step.why}`);
      case 'fail-over':
        this.#wasMaster.add(group.name);
        return await this.#failOver(group.name, gathering);
      case 'set-maintenance':
        return await this.#exclude(group.name, node, gathering);
      case 'safe': {
        const was = this.#wasMaster.has(group.name) ? 'master' : step.was;
        return { done: true, value: { name: group.name, master: shown(group.master), was } };
      }
      default:
        return step satisfies never;
    }
  }

  async #failOver(name: string, gathering: Gathering): Promise<Attempt<never>> {
    const leader = leaderOf(gathering, name);
    if (leader.about.kind === 'stock' && !this.#isForced) {
      throw new Stop(
        EXIT.no,
        `${name}: the node is the master, and only stock Sentinels answer, whose failover can ` +
          'lose writes: --force does it all the same.',
      );
    }
    const words = ['SENTINEL', 'FAILOVER', name, ...(this.#isForced ? [] : ['COORDINATED'])];
    const answer = await leader.connection.call(words, ANSWER_MS);
    if (!answer.ok) return notYet(EXIT.late, `${name}: ${answer.failure.text}`);
    this.#say(`${name}: failover: ${textOf(answer.value)}`);
    return notYet(EXIT.late, `${name}: the Sentinels have to see the new master`);
  }

  /** Looked at once more afterwards: a failover may have begun in between. */
  async #exclude(name: string, node: Address, gathering: Gathering): Promise<Attempt<never>> {
    const { sent, done } = this.#told.get(name) ?? { sent: new Set(), done: new Set() };
    this.#told.set(name, { node, sent, done });
    const answers = await tellAll(gathering, name, ({ address, about }) => {
      if (done.has(shown(address))) return null;
      if (about.kind === 'vedette') sent.add(shown(address));
      return maintenanceWords(name, node, 'on');
    });
    for (const { sentinel, outcome } of answers) if (outcome === 'done') done.add(sentinel);
    const failed = answers.find(({ outcome }) => outcome === 'refused');
    if (failed !== undefined) {
      return notYet(EXIT.late, `${name}: ${failed.sentinel} refuses maintenance: ${failed.text}`);
    }
    this.#say(`${name}: ${shown(node)} is in maintenance`);
    return notYet(EXIT.late, `${name}: the Sentinels have to agree`);
  }

  /** What we have begun is ended where the node is not to be stopped; what cannot be is said. */
  async giveBack(): Promise<void> {
    if (this.#told.size === 0) return;
    const { target } = await this.#desk.target();
    const gathering = await gather(target);
    try {
      for (const [name, exclusion] of this.#told) {
        const { node, sent } = exclusion;
        const ended = [...sent].map((sentinel) => endAt(sentinel, name, exclusion, gathering));
        const left = (await Promise.all(ended)).flatMap((text) => text ?? []);
        for (const text of left) this.#say(`${name}: ${shown(node)} ${text}`);
        if (left.length > 0) this.#say(`vedette maintenance ${name} ${shown(node)} off ends it.`);
      }
    } finally {
      gathering.close();
    }
  }

  async undo(): Promise<number> {
    const gathering = await this.#desk.gather();
    try {
      return await this.#undoAt(gathering);
    } finally {
      gathering.close();
    }
  }

  async #undoAt(gathering: Gathering): Promise<number> {
    const seen = await survey(gathering);
    const groups = this.#groupsOf(seen);
    for (const { name } of groups) this.#known.add(name);
    const orders = groups.map((group) => {
      const words = maintenanceWords(group.name, this.#addressIn(group) ?? this.#node, 'off');
      return tellAll(gathering, group.name, () => words);
    });
    const told = (await Promise.all(orders)).flat();
    const hidden = this.#whatIsHidden(seen, gathering);
    if (told.length === 0 && hidden === null) throw this.#unknown(gathering);
    const isDone =
      hidden === null && told.every(({ outcome }) => outcome === 'done' || outcome === 'cannot');
    if (this.#desk.json)
      this.#desk.paper.json({ node: shown(this.#node), done: isDone, sentinels: told });
    else
      for (const { sentinel, outcome, text } of told) {
        if (outcome !== 'cannot') this.#desk.paper.line(`${sentinel}: maintenance off: ${text}`);
      }
    if (hidden !== null) this.#say(`It may be in maintenance elsewhere: ${hidden}.`);
    return isDone ? EXIT.good : EXIT.no;
  }

  #say(text: string): void {
    this.#desk.paper.aside(text);
  }
}

function maintenanceWords(name: string, { host, port }: Address, word: 'on' | 'off') {
  return ['SENTINEL', 'MAINTENANCE', name, host, String(port), word] as const;
}

function whyMissed(missed: readonly Missed[]): string {
  return missed.map(({ address, failure }) => `${shown(address)}: ${failure.text}`).join('; ');
}

/** Ends the maintenance at one Sentinel. What stays of it, to be said after the node; null: nothing. */
async function endAt(
  sentinel: string,
  name: string,
  { node, done }: Exclusion,
  { reached, missed }: Gathering,
): Promise<string | null> {
  const state = done.has(sentinel) ? 'is still in maintenance' : 'may be in maintenance';
  const one = reached.find(({ address }) => shown(address) === sentinel);
  if (one === undefined) {
    const why = missed.find(({ address }) => shown(address) === sentinel)?.failure.text;
    return `${state} at ${sentinel}: ${why ?? 'it is not found any more'}`;
  }
  // It has forgotten the maintenance with the group.
  if (!one.masters.has(name)) return null;
  const answer = await one.connection.call(maintenanceWords(name, node, 'off'));
  if (answer.ok) return null;
  // Who has refused both orders has never begun.
  const { code, text } = answer.failure;
  const isRefused = code === 'refused' || code === 'turned-away';
  return isRefused && !done.has(sentinel) ? null : `${state} at ${sentinel}: ${text}`;
}
