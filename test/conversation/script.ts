// Plays a golden conversation: blocks of verbs, each with the trace that followed from them. The
// verbs are the records below, each with an example.

import { explanationLines } from '../../src/commands/sentinel/explain-lines.ts';
import type { Hello, Refusal } from '../../src/core/facts.ts';
import { FORGET_RESULTS } from '../../src/core/forget-result.ts';
import type { PastFailover } from '../../src/core/history-book.ts';
import { type OperatorRequest, PLAIN_ORDERS } from '../../src/core/operator-request.ts';
import type { Request } from '../../src/core/requests.ts';
import { TRUST_LEVELS } from '../../src/core/settings.ts';
import { viewsAt } from '../../src/core/views.ts';
import { short, show } from './show.ts';
import { type Actor, GROUP, runIdOf, Stage } from './stage.ts';

const SEPARATOR = '----';

interface Play {
  stage: Stage | null;
  lines: string[];
  noise: boolean;
}

type Words = ReadonlyMap<string, string>;

/** Plays a whole file and returns it with the traces that it gives now. */
export function play(script: string): string {
  const scene: Play = { stage: null, lines: [], noise: false };
  const blocks = script.trimEnd().split(/\n\n+/);
  return `${blocks.map((block) => playBlock(scene, block)).join('\n\n')}\n`;
}

function playBlock(scene: Play, block: string): string {
  const lines = block.split('\n');
  const end = lines.indexOf(SEPARATOR);
  const verbs = end < 0 ? lines : lines.slice(0, end);
  if (verbs.every((line) => line.startsWith('#'))) return block;
  scene.lines = [];
  for (const line of verbs) if (!line.startsWith('#')) playLine(scene, line);
  const trace = scene.lines.length === 0 ? ['(nothing)'] : scene.lines;
  return [...verbs, SEPARATOR, ...trace].join('\n');
}

function playLine(scene: Play, line: string): void {
  const [verb = '', ...rest] = line.trim().split(/\s+/);
  const play = VERBS[verb];
  if (play === undefined) throw new Error(`unknown verb: ${verb}`);
  const plain = rest.filter((word) => !word.includes('='));
  const named = new Map(
    rest.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]),
  );
  play(scene, plain, named);
}

const VERBS: Readonly<Record<string, (scene: Play, plain: string[], named: Words) => void>> = {
  /** `watch quorum=2 replicas=2 peers=2 down-after=1000`: a Sentinel that has met everybody. */
  watch(scene, _plain, named) {
    const number = (name: string, otherwise: number): number =>
      Number(named.get(name) ?? otherwise);
    scene.stage = new Stage(
      {
        quorum: number('quorum', 2),
        replicas: number('replicas', 2),
        peers: number('peers', 2),
        downAfterMs: number('down-after', 1000),
        failoverTimeoutMs: number('failover-timeout', 10_000),
        parallelSyncs: number('parallel-syncs', 1),
        rebootAfterMs: number('reboot-after', 0),
        replacesEmpty: number('replace-empty', 0) === 1,
        promotesOrphans: number('promote-without-master', 0) === 1,
        unknownReplicas: number('unknown-replicas', 0),
        strangers: number('strangers', 0),
        trust: TRUST_LEVELS.find((level) => level === named.get('trust')) ?? 'confirm',
      },
      (whom, effect) => {
        const text = effect === null ? whom : show(whom, effect, scene.noise);
        if (text !== null) scene.lines.push(text);
      },
    );
  },
  /** `noise on`: probes, hellos and links are shown too. */
  noise(scene, [word]) {
    scene.noise = word === 'on';
  },
  /** `pass 1000`: milliseconds go by. */
  pass(scene, [ms]) {
    stageOf(scene).pass(Number(ms));
  },
  /** `kill m`: its connections close, new ones are refused. */
  kill(scene, [name]) {
    const actor = setHealth(scene, name, 'gone');
    stageOf(scene).cut(actor);
  },
  /** `hang m`: it stays connected and answers nothing. */
  hang(scene, [name]) {
    setHealth(scene, name, 'silent');
  },
  /** `revive m`: it takes connections and answers again. */
  revive(scene, [name]) {
    setHealth(scene, name, 'well');
  },
  /** `says-loading m`: it answers PING with LOADING from now on. */
  'says-loading'(scene, [name]) {
    setHealth(scene, name, 'loading');
  },
  /** `drop r1`: its connections close once; it is well. */
  drop(scene, [name]) {
    stageOf(scene).cut(stageOf(scene).actor(name ?? ''));
  },
  /** `becomes r1 role=master`, `becomes r2 follows=r1 link=up`: what its INFO says from now on. */
  becomes(scene, [name], named) {
    const stage = stageOf(scene);
    const actor = stage.actor(name ?? '');
    const follows = named.get('follows');
    const master = follows === undefined ? null : stage.actor(follows).address;
    const role = named.get('role') === 'master' ? 'master' : 'slave';
    const lists = named.get('lists') === 'none' ? { replicas: [] } : {};
    const asMaster = { masterHost: null, masterPort: null, masterLinkUp: null };
    actor.info = {
      ...actor.info,
      ...lists,
      role:
        master === null && !named.has('role') ? actor.info.role : master === null ? role : 'slave',
      ...(role === 'master' ? asMaster : {}),
      ...(master === null ? {} : { masterHost: master.host, masterPort: master.port }),
      ...(named.has('link') ? { masterLinkUp: named.get('link') === 'up' } : {}),
      ...(named.has('down') ? { masterLinkDownMs: Number(named.get('down')) * 1_000 } : {}),
      ...(named.has('priority') ? { priority: Number(named.get('priority')) } : {}),
      ...(named.has('offset') ? { offset: BigInt(named.get('offset') ?? 0) } : {}),
      ...(named.has('history') ? { history: runIdOf(named.get('history') ?? '') } : {}),
      ...(named.has('former-history')
        ? { formerHistory: runIdOf(named.get('former-history') ?? '') }
        : {}),
      ...(named.has('keys') ? { keys: Number(named.get('keys')) } : {}),
      ...(named.has('brings-history') ? { bringsHistory: true as const } : {}),
      ...(named.has('too-old') ? { isTooOldToHold: true as const } : {}),
      ...(named.has('run-id') ? { runId: runIdOf(named.get('run-id') ?? '') } : {}),
    };
  },
  /** `forgets p1 result=stock`: what it says to what it was told to forget. */
  forgets(scene, [name], named) {
    const result = FORGET_RESULTS.find((each) => each === named.get('result')) ?? 'refused';
    stageOf(scene).reply(stageOf(scene).actor(name ?? ''), 'forget', (request) => ({
      kind: 'forget',
      request: request as Extract<Request, { kind: 'forget' }>,
      result,
    }));
  },
  /** `answers p1 down=1 leader=me epoch=1`: to the oldest question that it was asked. */
  answers(scene, [name], named) {
    const leader = named.get('leader');
    stageOf(scene).reply(stageOf(scene).actor(name ?? ''), 'ask', (request) => ({
      kind: 'ask',
      request: request as Extract<Request, { kind: 'ask' }>,
      down: named.get('down') === '1',
      leader: leader === undefined ? null : runIdOf(leader),
      leaderEpoch: BigInt(named.get('epoch') ?? 0),
    }));
  },
  /** `confirms p1 master=r1 config=1`: its answer, each time it was asked which node is the master. */
  confirms(scene, [name], named) {
    const stage = stageOf(scene);
    stage.replyAll(stage.actor(name ?? ''), 'master-of', (request) => ({
      kind: 'master-of',
      request: request as Extract<Request, { kind: 'master-of' }>,
      master: stage.actor(named.get('master') ?? 'm').address,
      configEpoch: BigInt(named.get('config') ?? 0),
      isCalm: named.get('calm') !== 'no',
      isFailingOver: named.get('failing-over') === 'yes',
    }));
  },
  /** `is s1 id=p1 run=other uptime=5 stock=yes watches=no`: what it says when it is asked who it is. */
  is(scene, [name], named) {
    const actor = stageOf(scene).actor(name ?? '');
    const uptime = named.get('uptime');
    const [id, run] = [named.get('id'), named.get('run')];
    actor.identity = {
      runId: id === undefined ? actor.identity.runId : runIdOf(id),
      watchesGroup: named.get('watches') !== 'no',
      processId: run === undefined ? actor.identity.processId : runIdOf(run),
      uptimeSeconds: uptime === undefined ? actor.identity.uptimeSeconds : Number(uptime),
      isVedette: named.get('stock') !== 'yes',
    };
  },
  /** `epochs p1 config=5 vote=7 current=9`: its answer to which epochs there are. */
  epochs(scene, [name], named) {
    const stage = stageOf(scene);
    const epochOf = (key: string): bigint | null => {
      const text = named.get(key);
      return text === undefined ? null : BigInt(text);
    };
    stage.reply(stage.actor(name ?? ''), 'epoch-of', (request) => ({
      kind: 'epoch-of',
      request: request as Extract<Request, { kind: 'epoch-of' }>,
      report: {
        configEpoch: epochOf('config'),
        voteEpoch: epochOf('vote'),
        votedFor: null,
        currentEpoch: epochOf('current'),
      },
    }));
  },
  /** `forbids m`: the node does not permit what a hand-over needs. */
  forbids(scene, [name]) {
    stageOf(scene).actor(name ?? '').forbids = true;
  },
  /** `obeys r1`, `refuses r1`: its answer to the reconfiguration that it was sent; `obeys m
   *  offset=1100`: of a held master, where it has written more than it said before; `obeys m
   *  offset=none`: it does not say. */
  obeys(scene, [name], named) {
    reconfigured(scene, name, true, named.get('offset'));
  },
  refuses(scene, [name]) {
    reconfigured(scene, name, false);
  },
  /** `says m busy`: its answer to the PING that it was sent (for one that hangs). */
  says(scene, [name, verdict]) {
    stageOf(scene).reply(stageOf(scene).actor(name ?? ''), 'ping', () => ({
      kind: 'ping',
      verdict: verdict === 'busy' || verdict === 'loading' ? verdict : 'other',
    }));
  },
  /** `asked candidate=p1 epoch=5`: somebody asks about our master. */
  asked(scene, _plain, named) {
    const stage = stageOf(scene);
    const candidate = named.get('candidate');
    const { master } = stage.state.groups.get(GROUP) ?? { master: stage.actor('m') };
    stage.input({
      kind: 'asked',
      asker: 1,
      master: named.has('of') ? { host: named.get('of') ?? '', port: 6379 } : master.address,
      epoch: BigInt(named.get('epoch') ?? 0),
      candidate: candidate === undefined ? null : runIdOf(candidate),
    });
  },
  /** `hello p1 epoch=5 config=5 master=r1 from=10.0.1.9`: a peer's message, told to us. With
   *  `through=m` it comes from the channel of that node, where `me` is our own. */
  hello(scene, [name], named) {
    const stage = stageOf(scene);
    const known = stage.actors.find((actor) => actor.name === name);
    const seal = SEALS.find((each) => each === named.get('seal'));
    const host = named.get('from') ?? known?.address.host ?? '10.0.1.99';
    const hello: Hello = {
      peer: { host, port: 26379 },
      runId: runIdOf(name ?? ''),
      currentEpoch: BigInt(named.get('epoch') ?? 0),
      groupName: named.get('group') ?? GROUP,
      master: stage.actor(named.get('master') ?? 'm').address,
      configEpoch: BigInt(named.get('config') ?? 0),
      ...(seal === undefined ? {} : { seal }),
    };
    const through = named.get('through');
    if (through === undefined) return stage.input({ kind: 'told', hello });
    const link = stage.linkOf(stage.actor(through), 'pubsub');
    stage.input({ kind: 'heard', link, hello });
  },
  /** `explain`: the lines of SENTINEL EXPLAIN. */
  explain(scene) {
    const stage = stageOf(scene);
    const found = viewsAt(stage.state, stage.now).explanation(GROUP);
    if (found !== null) scene.lines.push(...explanationLines(found).map(short));
  },
  /** `history`: what SENTINEL HISTORY shows; the steps by how long ago they were. */
  history(scene) {
    const stage = stageOf(scene);
    for (const past of stage.past.of(GROUP)) scene.lines.push(...pastLines(past, stage.now));
  },
  /** `operator failover`, `operator reset`, `operator remove`: what a person asks for.
   *  `operator forget r1`, `operator pause 500`, `operator maintain m on`. */
  operator(scene, [word, ...more]) {
    const stage = stageOf(scene);
    const request = upkeepRequest(stage, word, more) ?? operatorRequest(word);
    stage.input({ kind: 'operator', asker: 1, request });
  },
  /** `debug askPeriodMs=200`: other periods. */
  debug(scene, _plain, named) {
    const timings = Object.fromEntries([...named].map(([name, ms]) => [name, Number(ms)]));
    stageOf(scene).input({ kind: 'operator', asker: 1, request: { kind: 'tune', timings } });
  },
  /** `config announceIp=10.9.9.9`: other settings. */
  config(scene, _plain, named) {
    const changes = Object.fromEntries(
      [...named].map(([name, value]) => [name, SWITCHES.get(value) ?? value]),
    );
    const request = { kind: 'configure', changes, logLevel: null } as const;
    stageOf(scene).input({ kind: 'operator', asker: 1, request });
  },
  /** `simulate crash-after-election`. */
  simulate(scene, [failure]) {
    const failures = failure === 'crash-after-election' ? ([failure] as const) : PROMOTION_CRASH;
    stageOf(scene).input({ kind: 'operator', asker: 1, request: { kind: 'simulate', failures } });
  },
  /** `introduced r1 WRONGPASS`, `introduced r1 subscribe on=pubsub`: what of the introduction of
   *  its link was turned away, a code or commands that it does not permit; none: it let us in. */
  introduced(scene, [name, ...refused], named) {
    const stage = stageOf(scene);
    const purpose = named.get('on') === 'pubsub' ? 'pubsub' : 'command';
    const link = stage.linkOf(stage.actor(name ?? ''), purpose);
    stage.input({ kind: 'introduced', link, refusals: refused.map(refusalOf) });
  },
  /** `denies m ping NOAUTH`, `denies m info info`, `denies p1 ask sentinel|myid`: its answer to
   *  what it was sent (for one that hangs), a code or commands that it does not permit. */
  denies(scene, [name, kind, ...refused]) {
    const stage = stageOf(scene);
    const refusals = refused.map(refusalOf);
    const asked = kind === 'ping' || kind === 'ask' ? kind : 'info';
    stage.reply(stage.actor(name ?? ''), asked, (request) =>
      request.kind === 'ping'
        ? { kind: 'ping', verdict: 'auth', refusals }
        : { kind: 'error', request, error: 'refused', text: '', refusals },
    );
  },
  /** `stall 3000`, `stall 0 jump=5000`: the process was away; the clocks disagree. */
  stall(scene, [ms], named) {
    const clockJumpMs = Number(named.get('jump') ?? 0);
    stageOf(scene).input({ kind: 'stalled', lateMs: Number(ms), clockJumpMs });
  },
  /** `unsaved`: the writes of everything since the start have failed. */
  unsaved(scene) {
    stageOf(scene).input({ kind: 'unsaved', savedRevision: 0 });
  },
};

function refusalOf(word: string): Refusal {
  if (word === 'NOAUTH' || word === 'WRONGPASS') {
    return { code: word, command: 'auth', isVital: true };
  }
  return { code: 'NOPERM', command: word, isVital: !word.includes('|') };
}

const SWITCHES: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['no', false],
]);

const SEALS = ['good', 'bad', 'old'] as const;
const PROMOTION_CRASH = ['crash-after-promotion'] as const;

function upkeepRequest(
  stage: Stage,
  word: string | undefined,
  [first = '', second]: readonly string[],
): OperatorRequest | null {
  switch (word) {
    case 'forget': {
      const who = /^(p|me)/.test(first)
        ? ({ kind: 'sentinel', runId: runIdOf(first) } as const)
        : ({ kind: 'replica', address: stage.actor(first).address } as const);
      return { kind: 'forget', name: GROUP, who, everywhere: second === 'everywhere' };
    }
    case 'pause':
      return { kind: 'pause', name: GROUP, forMs: Number(first) };
    case 'resume':
      return { kind: 'pause', name: GROUP, forMs: null };
    case 'maintain': {
      const { address } = stage.actor(first);
      return { kind: 'maintain', name: GROUP, address, on: second === 'on' };
    }
    default:
      return null;
  }
}

function operatorRequest(word: string | undefined): OperatorRequest {
  switch (word) {
    case 'failover':
      return { kind: 'failover', name: GROUP };
    case 'failover-to-r2': {
      const target = { host: '10.0.0.3', port: 6379 };
      return { kind: 'failover', name: GROUP, orders: { ...PLAIN_ORDERS, target } };
    }
    case 'coordinated':
      return { kind: 'failover', name: GROUP, orders: { ...PLAIN_ORDERS, insists: true } };
    case 'rehearse':
      return { kind: 'rehearse', name: GROUP, orders: PLAIN_ORDERS, canSave: true };
    case 'check-up':
      return { kind: 'check-up', name: GROUP };
    case 'reset':
      return { kind: 'reset', names: [GROUP] };
    case 'remove':
      return { kind: 'remove', name: GROUP };
    case 'monitor':
      return { kind: 'monitor', name: GROUP, quorum: 1, address: { host: '10.0.0.1', port: 6379 } };
    case 'flush':
      return { kind: 'flush' };
    case 'credentials': {
      const changes = [{ options: { authPass: 'secret' }, shown: ['auth-pass', '******'] }];
      return { kind: 'set', name: GROUP, changes };
    }
    case 'replace-empty': {
      const shown = ['replace-empty-master', 'yes'];
      const changes = [{ options: { replaceEmptyMaster: true }, shown }];
      return { kind: 'set', name: GROUP, changes };
    }
    case 'set-down-after': {
      const changes = [
        { options: { downAfterMs: 200 }, shown: ['down-after-milliseconds', '200'] },
      ];
      return { kind: 'set', name: GROUP, changes };
    }
    default: {
      const changes = [{ options: { quorum: 1 }, shown: ['quorum', '1'] }];
      return { kind: 'set', name: GROUP, changes };
    }
  }
}

function reconfigured(
  scene: Play,
  name: string | undefined,
  done: boolean,
  said?: string | undefined,
): void {
  const stage = stageOf(scene);
  const { history, offset } = stage.actor(name ?? '').info;
  const isSaid = done && said !== 'none' && history !== null;
  const wrote = isSaid ? { history, offset: BigInt(said ?? offset ?? 0) } : null;
  stage.reply(stage.actor(name ?? ''), 'reconfigure', (request) => ({
    kind: 'reconfigure',
    request: request as Extract<Request, { kind: 'reconfigure' }>,
    result: done
      ? { kind: 'done' }
      : { kind: 'failed', error: 'refused', text: 'NOPERM no permissions' },
    wrote,
  }));
}

function setHealth(scene: Play, name: string | undefined, health: Actor['health']): Actor {
  const actor = stageOf(scene).actor(name ?? '');
  actor.health = health;
  return actor;
}

function stageOf(scene: Play): Stage {
  if (scene.stage === null) throw new Error('no `watch` yet');
  return scene.stage;
}

function pastLines(past: PastFailover, now: number): readonly string[] {
  const { role, reason, epoch, from, to, votes, oldOffset, newOffset, loss, offsets } = past;
  const steps = Object.entries(past.steps).map(
    ([step, ms]) => `${step}=${ms === null ? '-' : now - ms}`,
  );
  const lost = loss.kind === 'at-least' ? `at-least ${loss.bytes}` : loss.kind;
  const why = [past.cause, past.obstacle].filter((each) => each !== null).join(' ');
  const each = offsets.map(({ replica, offset }) => ` ${replica}=${offset}`).join('');
  return [
    short(
      `${role} ${reason ?? '-'} ${past.outcome} ${why === '' ? '-' : why} x${past.attempts} epoch=${epoch} leader=${past.leader} ${from} to ${to}`,
    ),
    `  ${steps.join(' ')}`,
    `  votes ${votes?.have ?? '-'}/${votes?.need ?? '-'}, offsets ${oldOffset} ${newOffset}${each}, loss ${lost}`,
  ];
}
