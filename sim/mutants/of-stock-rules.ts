// Mutants of what every Sentinel keeps to: votes, elections, detection, promotions, configurations.

import type { Mutant } from './mutant.ts';

const VOTES: readonly Mutant[] = [
  {
    name: 'two votes in one epoch',
    file: 'core/elect/vote',
    find: 'if (epoch <= group.vote.epoch || !timely)',
    replace: 'if (epoch < group.vote.epoch || !timely)',
    caughtBy: ['one-vote'],
  },
  {
    name: 'a vote is not written',
    file: 'core/elect/vote',
    find: 'state.revision += 1;\n    group.vote = vote;',
    replace: 'group.vote = vote;',
    caughtBy: ['durable-first', 'one-vote'],
    firstSeed: 8,
  },
  {
    name: 'everything leaves before the disk',
    file: 'driver/driver',
    find: 'if (this.#savedRevision >= needs)',
    replace: 'if (needs >= 0)',
    caughtBy: ['durable-first', 'one-vote', 'epochs-grow'],
  },
  {
    name: 'the vote is given although its write failed',
    file: 'driver/driver',
    find: 'audience.answer(effect.asker, effect.ifUnsaved)',
    replace: 'audience.answer(effect.asker, effect.answer)',
    caughtBy: ['durable-first', 'one-vote'],
  },
  {
    name: 'a vote whose write failed is cast anew',
    file: 'core/durable',
    find: 'group.vote = { epoch, leader: null };',
    replace: 'group.vote = { epoch: epoch - 1n, leader: null };',
    caughtBy: ['one-vote', 'epochs-grow', 'invariants'],
    firstSeed: 38,
  },
  {
    name: 'the vote is forgotten at a restart',
    file: 'core/create',
    find: 'configEpoch, leaderEpoch }, now)',
    replace: 'configEpoch, leaderEpoch: 0n }, now)',
    caughtBy: ['one-vote', 'epochs-grow'],
  },
  {
    name: 'the current epoch is not in the file',
    file: 'core/durable',
    find: 'currentEpoch: state.currentEpoch,',
    replace: 'currentEpoch: 0n,',
    caughtBy: ['file-reloads', 'durable-first', 'epochs-grow'],
  },
];

const ELECTIONS: readonly Mutant[] = [
  {
    name: 'an epoch is used again',
    file: 'core/elect/stand',
    find: 'const epoch = state.currentEpoch + 1n;',
    replace: 'const epoch = state.currentEpoch > 0n ? state.currentEpoch : 1n;',
    caughtBy: ['one-vote', 'one-leader', 'invariants'],
  },
  {
    name: 'one less than the quorum is enough',
    file: 'core/detect/objective',
    find: 'have >= need;',
    replace: 'have >= need - 1;',
    caughtBy: ['quorum-and-majority'],
  },
  {
    name: 'one less than the majority is enough',
    file: 'core/elect/tally',
    find: 'Math.floor(countVoters(group) / 2) + 1',
    replace: 'Math.floor(countVoters(group) / 2)',
    caughtBy: ['quorum-and-majority', 'one-leader'],
    firstSeed: 9,
  },
  {
    name: 'who was told to RESET elects itself alone',
    file: 'core/state',
    find: 'recount.atMs === null ? 0 : formerVoters',
    replace: '0',
    caughtBy: ['one-leader', 'quorum-and-majority', 'agreement'],
    directed: {
      run: {
        ...{ stockCount: 0, faults: ['reset-group', 'stop-node', 'crash-node'] },
        ...{ faultPeriodMs: 1_000, losesGroup: false },
      },
      eachGroup: { quorum: 1, downAfterMs: 500, failoverTimeoutMs: 2_000 },
    },
  },
  {
    name: 'the quorum does not count for a leader',
    file: 'core/elect/tally',
    find: 'return Math.max(majority, group.options.quorum);',
    replace: 'return majority;',
    caughtBy: ['quorum-and-majority'],
    firstSeed: 26,
  },
  {
    name: 'votes of dead epochs count',
    file: 'core/elect/tally',
    find: 'vote !== null && vote.epoch === epoch &&',
    replace: 'vote !== null &&',
    caughtBy: ['quorum-and-majority', 'one-leader'],
  },
  {
    name: 'votes for others count',
    file: 'core/elect/tally',
    find: 'vote.epoch === epoch && vote.leader === myId',
    replace: 'vote.epoch === epoch',
    caughtBy: ['quorum-and-majority', 'one-leader'],
  },
  {
    name: 'a failover without objective agreement',
    file: 'core/elect/stand',
    find: 'const hasReason = group.objectivelyDownSinceMs !== null ||',
    replace: 'const hasReason = group.master.downSinceMs !== null ||',
    caughtBy: ['quorum-and-majority'],
  },
];

const DETECTION: readonly Mutant[] = [
  {
    name: 'down at half the time',
    file: 'core/detect/subjective',
    find: 'deadline = node.unansweredSinceMs + downAfterMs;',
    replace: 'deadline = node.unansweredSinceMs + downAfterMs / 2;',
    caughtBy: ['never-down-early'],
  },
  {
    name: 'a stall counts as silence',
    file: 'driver/awake-clock',
    find: 'this.#awayMs += lateMs;',
    replace: '',
    caughtBy: ['never-down-early', 'patient-repair', 'fenced-in-time'],
  },
  {
    name: 'looking at the clock hides a stall',
    file: 'driver/awake-clock',
    find: 'peekMs() {',
    replace: 'peekMs() {\n        this.nowMs();',
    caughtBy: ['never-down-early'],
  },
  {
    name: 'a write that ends hides a stall',
    file: 'driver/driver',
    find: 'this.#saveOverdueAtMs = null;\n        this.#noticeStall();',
    replace: 'this.#saveOverdueAtMs = null;\n        this.#clock.nowMs();',
    caughtBy: ['never-down-early', 'patient-repair'],
    firstSeed: 13,
  },
  {
    name: 'a proof of life of one who is loading counts for nothing',
    file: 'core/observe/signs',
    find: "verdict === 'pong' || verdict === 'loading' ||",
    replace: "verdict === 'pong' ||",
    caughtBy: ['never-down-early'],
  },
];

const PROMOTIONS: readonly Mutant[] = [
  {
    name: 'a replica of priority 0 is promoted',
    file: 'core/select/eligible',
    find: 'if (node.info.priority === 0)',
    replace: 'if (node.info.priority < 0)',
    caughtBy: ['only-eligible'],
  },
  {
    name: 'a disconnected replica is promoted',
    file: 'core/select/eligible',
    find: "if (node.command.stage.kind !== 'up')",
    replace: "if (node.command.stage.kind === 'none')",
    caughtBy: ['only-eligible'],
    firstSeed: 200,
  },
  {
    name: 'a replica that is down is promoted',
    file: 'core/select/eligible',
    find: 'if (node.downSinceMs !== null)',
    replace: 'if (node.downSinceMs === 0)',
    caughtBy: ['only-eligible'],
    firstSeed: 26,
  },
  {
    name: 'a promotion counts when it is sent',
    file: 'core/failover/promote',
    find: "roleReported === 'master' && infoAtMs !== null && infoAtMs > sentAtMs;",
    replace: 'sentAtMs > 0;',
    caughtBy: ['only-eligible', 'agreement'],
  },
];

const CONFIGURATIONS: readonly Mutant[] = [
  {
    name: 'a lower config epoch is adopted',
    file: 'core/trust/claims',
    find: 'if (said.configEpoch > group.configEpoch)',
    replace: 'if (said.configEpoch !== group.configEpoch)',
    caughtBy: ['epochs-grow', 'invariants', 'agreement'],
    firstSeed: 9,
  },
  {
    name: 'a higher config epoch is not adopted',
    file: 'core/trust/claims',
    find: 'if (said.configEpoch > group.configEpoch)',
    replace: 'if (said.configEpoch > group.configEpoch + 1000n)',
    caughtBy: ['agreement'],
  },
  {
    name: 'instant demotion',
    file: 'core/heal/repair',
    find: 'now - node.roleReportedAtMs <= patienceMs ||',
    replace: '',
    caughtBy: ['patient-repair', 'agreement', 'no-flood'],
  },
  {
    name: 'no repair',
    file: 'core/heal/may-repair',
    find: 'isBeingPromoted(group, node))',
    replace: 'now > 0)',
    caughtBy: ['agreement'],
  },
  {
    name: 'who was away demotes the true master: no majority is asked',
    file: 'core/heal/returned',
    find: '2 * agreeing > countVoters(group)',
    replace: 'agreeing > 0',
    caughtBy: ['patient-repair'],
  },
  {
    name: 'what is moot leaves all the same',
    file: 'driver/driver',
    find: 'if (!isMoot(this.#state, effect))',
    replace: 'if (effect !== null)',
    caughtBy: ['only-eligible'],
    firstSeed: 402,
  },
  {
    name: 'a master that became a replica is never replaced',
    file: 'core/select/eligible',
    find: 'isLong && !saysItFollows(group.master) ?',
    replace: 'isLong ?',
    caughtBy: ['agreement'],
    // Nodes that were started anew could be promoted, and few of them is what it takes.
    directed: {
      run: { stockCount: 0, faults: ['stray-node'], faultPeriodMs: 6_000, losesGroup: false },
      eachGroup: { downAfterMs: 500, failoverTimeoutMs: 2_000 },
    },
  },
  {
    name: 'a promoted node is asked on and on',
    file: 'core/failover/promote',
    find: 'if (group.failoverTimer.atMs !== null)',
    replace: 'if (now < 0)',
    caughtBy: ['no-flood'],
    firstSeed: 11,
  },
  {
    name: 'events overtake each other',
    file: 'driver/driver',
    find: "if (effect.kind !== 'event' || last === undefined)",
    replace: "if (effect.kind !== 'none' || last === undefined)",
    caughtBy: ['events-tell-the-state'],
    firstSeed: 12,
  },
];

export const OF_STOCK_RULES: readonly Mutant[] = [
  ...VOTES,
  ...ELECTIONS,
  ...DETECTION,
  ...PROMOTIONS,
  ...CONFIGURATIONS,
];
