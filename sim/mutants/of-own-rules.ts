// Mutants of what Vedette adds: names, hand-overs, the history, orphans, strangers, fences, empty
// masters, trust.

import type { Directed } from '../options.ts';
import type { Mutant } from './mutant.ts';

/** Masters without persistence that are back before they are held for down. */
const EMPTY_RESTARTS: Directed = {
  run: { stockCount: 0, faults: ['crash-node'], faultPeriodMs: 1_000, replacesEmpty: true },
  eachGroup: {
    downAfterMs: 5_000,
    nodes: [100, 100, 100].map((priority) => ({
      ...{ priority, refusedCommands: [], isConfigReadOnly: false },
      ...{ isPersistent: false, loadMs: 0 },
    })),
  },
};

const NAMES: readonly Mutant[] = [
  {
    name: 'a name that was found is never looked up again',
    file: 'core/look-ups',
    find: 'if (ageMs < when.maxAgeMs)',
    replace: 'if (name.ips.length > 0)',
    caughtBy: ['agreement', 'patient-repair'],
    firstSeed: 14,
  },
];

const HAND_OVERS: readonly Mutant[] = [
  {
    name: 'a replica is promoted before it has caught up',
    file: 'core/failover/hand-over',
    find: '(info.offset ?? 0n) >= offset;',
    replace: 'true;',
    caughtBy: ['nothing-lost'],
    directed: {
      run: {
        ...{ stockCount: 0, faults: ['delay', 'forced-failover'], faultPeriodMs: 2_000 },
        ...{ writerPeriodMs: 20, losesGroup: false },
      },
      eachGroup: { downAfterMs: 5_000, failoverTimeoutMs: 20_000 },
    },
    firstSeed: 6,
  },
  {
    name: 'offsets of two histories are compared',
    file: 'core/failover/hand-over',
    find: 'info.history === history && ',
    replace: '',
    caughtBy: ['nothing-lost'],
    // A node that somebody made a master, with a replica, and a true master that writes little.
    directed: {
      run: {
        ...{ stockCount: 0, faults: ['stray-node', 'forced-failover'], faultPeriodMs: 2_000 },
        ...{ writerPeriodMs: 1_000, hasNames: false, losesGroup: false },
      },
      eachGroup: { downAfterMs: 5_000, failoverTimeoutMs: 20_000 },
    },
    firstSeed: 8,
  },
  {
    name: 'the writes of the master are not held',
    file: 'dialect/commands',
    find: "String(request.ms), 'WRITE'",
    replace: "'0', 'WRITE'",
    caughtBy: ['nothing-lost', 'fenced-in-time'],
  },
  {
    name: 'what the old master has written under the hold is not looked at',
    file: 'core/failover/hand-over',
    find: 'isSame && wrote.offset <= target.offset + PING_BYTES',
    replace: 'isSame',
    caughtBy: ['nothing-lost'],
    // Many people at once: who gives up ends the hold of another.
    directed: {
      run: {
        ...{ stockCount: 0, faults: ['forced-failover'], faultPeriodMs: 300, losesGroup: false },
        ...{ maxDelayMs: 10, maxWriteMs: 20, writerPeriodMs: 20 },
      },
      eachGroup: { downAfterMs: 2_000, failoverTimeoutMs: 2_000, password: null },
    },
  },
];

const HISTORY: readonly Mutant[] = [
  {
    name: 'the history is not told of an attempt that was given up',
    file: 'core/failover/advance',
    find: 'rememberEnd(state, group, cause, now, out);',
    replace: '',
    caughtBy: ['honest-history'],
  },
];

const ORPHANS: readonly Mutant[] = [
  {
    name: 'the first replica that comes back is promoted',
    file: 'core/select/orphans',
    find: 'const need = Math.floor(known / 2) + 1;',
    replace: 'const need = 1;',
    caughtBy: ['only-eligible'],
  },
  {
    name: 'of those that come back the one with less data is promoted',
    file: 'core/select/ranking',
    find: 'isByMostData ? preferMostData : isPlanned',
    replace: 'isByMostData ? (a, b) => preferMostData(b, a) : isPlanned',
    caughtBy: ['only-eligible'],
    firstSeed: 107,
  },
  {
    name: 'nodes that are there are waited for without end',
    file: 'core/select/orphans',
    find: 'seen < need ?',
    replace: 'seen <= known ?',
    caughtBy: ['agreement'],
  },
];

const STRANGERS: readonly Mutant[] = [
  {
    name: 'a stranger at a known address is told to follow',
    file: 'core/schedule/send',
    find: "(node.kinship !== 'own' && node.kinship !== 'likely')",
    replace: 'false',
    caughtBy: ['no-capture'],
    firstSeed: 160,
  },
  {
    name: 'a stranger with nothing but data is taken for ours',
    file: 'core/observe/lineage',
    find: "tenant !== 'replica' && tenant !== 'listed'",
    replace: 'true',
    caughtBy: ['no-capture'],
    directed: { run: { stockCount: 0, faults: ['reuse-address'] } },
  },
  {
    name: 'who was the master is not known after a restart',
    file: 'core/durable',
    find: 'node.isFormerMaster ? [kept(node.address)] : []',
    replace: '[]',
    caughtBy: ['agreement'],
    directed: {
      run: {
        ...{ stockCount: 0, losesGroup: false, faultPeriodMs: 1_000 },
        faults: ['crash-all-sentinels', 'crash-node', 'cut-off-master'],
      },
    },
  },
  {
    name: 'a RESET leaves nobody to promote',
    file: 'core/operator/reset',
    find: '    keepAsCandidates(state, group, now, out);',
    replace: '    group.replicas.clear();',
    caughtBy: ['agreement'],
  },
];

const FENCES: readonly Mutant[] = [
  {
    name: 'nobody is fenced',
    file: 'core/fence/fence',
    find: 'if (state.tiltSinceMs !== null || !reaches(group, now))',
    replace: 'if (now > 0)',
    caughtBy: ['fenced-in-time'],
  },
  {
    name: 'hellos by the master are not heard',
    file: 'core/fence/hearing',
    find: 'if (throughMaster === null)\n        return directly;',
    replace: 'return directly;',
    caughtBy: ['fenced-in-time'],
  },
  {
    name: 'a fence ends without a majority',
    file: 'core/fence/fence',
    find: 'return 2 * agreeing > countVoters(group) - onTheirWord;',
    replace: 'return agreeing > 0;',
    caughtBy: ['fenced-in-time', 'no-flood'],
  },
  {
    name: 'who only says hello is missed',
    file: 'core/observe/hello',
    find: "peer.standing = 'on-its-word';",
    replace: "peer.standing = 'answered';",
    caughtBy: ['fenced-in-time'],
    directed: {
      run: {
        hasGhosts: true,
        hasFence: true,
        stockCount: 0,
        faultPeriodMs: 6_000,
        safetyMs: 90_000,
      },
    },
  },
];

const EMPTIES: readonly Mutant[] = [
  {
    name: 'an empty master is replaced by a replica without data',
    file: 'core/select/eligible',
    find: 'hasTooLittle(node)',
    replace: 'false',
    caughtBy: ['only-eligible'],
    directed: EMPTY_RESTARTS,
  },
  {
    name: 'an empty master is replaced although nobody wished it',
    file: 'core/observe/emptiness',
    find: 'group.options.replaceEmptyMaster && currentHolders',
    replace: 'currentHolders',
    caughtBy: ['quorum-and-majority'],
    directed: { ...EMPTY_RESTARTS, run: { ...EMPTY_RESTARTS.run, replacesEmpty: false } },
  },
  {
    name: 'what a replica has copied from an empty master counts as kept',
    file: 'core/observe/emptiness',
    find: '(lost === null || info.history === lost)',
    replace: 'true',
    caughtBy: ['quorum-and-majority', 'only-eligible'],
    directed: EMPTY_RESTARTS,
  },
];

const TRUST: readonly Mutant[] = [
  {
    name: 'a newer configuration is believed without asking',
    file: 'core/observe/hello',
    find: "if (isNews && state.settings.trust !== 'off')",
    replace: 'if (isNews && now < 0)',
    caughtBy: ['not-fooled', 'agreement', 'invariants'],
    firstSeed: 16,
  },
  {
    name: 'whoever says to be a Sentinel is one',
    file: 'core/observe/hello',
    find: 'if (isTrusting || (known',
    replace: 'if (now >= 0 || (known',
    caughtBy: ['not-fooled', 'agreement'],
  },
  {
    name: 'who answers is not compared with who was named',
    file: 'core/trust/applicants',
    find: 'identity.runId !== null && identity.runId !== runId)',
    replace: 'false)',
    caughtBy: ['not-fooled', 'agreement', 'patient-repair'],
    firstSeed: 266,
  },
  {
    name: 'any epoch is adopted',
    file: 'core/trust/epochs',
    find: "if (settings.trust === 'off' || epoch <= currentEpoch)",
    replace: 'if (epoch > 0n)',
    caughtBy: ['not-fooled', 'agreement'],
    firstSeed: 37,
  },
  {
    name: 'what the sender denies is taken over',
    file: 'core/trust/claims',
    find: 'if (said.configEpoch > group.configEpoch)',
    replace:
      'if (member.claims.length > 0) { said = { ...member.claims[0], isCalm: true }; }\n    if (said.configEpoch > group.configEpoch)',
    caughtBy: ['not-fooled', 'agreement'],
    firstSeed: 16,
  },
  {
    name: 'of two with one id neither takes another',
    file: 'core/trust/copied-id',
    find: 'if (isGivingWay)',
    replace: 'if (now < 0)',
    caughtBy: ['distinct-ids'],
    directed: { run: { stockCount: 0, hasCopiedId: true, quietMs: 20_000 } },
  },
];

export const OF_OWN_RULES: readonly Mutant[] = [
  ...NAMES,
  ...HAND_OVERS,
  ...HISTORY,
  ...ORPHANS,
  ...STRANGERS,
  ...FENCES,
  ...EMPTIES,
  ...TRUST,
];
