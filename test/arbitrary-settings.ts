// Settings of every shape that a running Sentinel can have, for properties of the file: names and
// passwords of any bytes, many groups, hosts of both families.

import fc from 'fast-check';
import type { Address } from '../src/core/address.ts';
import type { GroupSettings, SentinelSettings } from '../src/core/settings.ts';

/** Text as the pure rooms hold it: one character a byte. Often with what needs quotes. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: byte(0, 255), minLength: 1, maxLength: 20 }),
  fc.string({ unit: byte(33, 126), minLength: 1, maxLength: 20 }),
  fc.string({ unit: fc.constantFrom(' ', '"', "'", '\\', '#', '\n', '\r', '\t', 'x', '0') }),
  fc.constantFrom('\xe6\xb5\x8b\xe8\xaf\x95', 'sentinel monitor x', '"', '#', '\xff', 'a\0b'),
);

function byte(min: number, max: number): fc.Arbitrary<string> {
  return fc.integer({ min, max }).map((code) => String.fromCharCode(code));
}

/** Records as the code makes them, for a strict comparison. */
function plain<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true });
}

const someText = anyText.filter((text) => text !== '');
const textOrNull = fc.option(someText, { nil: null });
const anyEpoch = fc.oneof(
  fc.bigInt({ min: 0n, max: 100n }),
  fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
);
const anyPort = fc.integer({ min: 0, max: 65_535 });
const anyRunId = fc.string({
  unit: fc.constantFrom(...'0123456789abcdef'),
  minLength: 40,
  maxLength: 40,
});

/** Numbers in the spelling that a file keeps. */
const anyIp = fc.oneof(
  fc.ipV4(),
  fc.constantFrom('::1', 'fe80::1:2', '2001:db8::1', '64:ff9b::102:304'),
);

function anyAddress(host: fc.Arbitrary<string>): fc.Arbitrary<Address> {
  return plain({ host, port: anyPort });
}

function anyGroup(host: fc.Arbitrary<string>): fc.Arbitrary<GroupSettings> {
  const address = anyAddress(host);
  return plain({
    name: someText,
    address,
    quorum: fc.integer({ min: 1, max: 9 }),
    downAfterMs: fc.oneof(fc.constant(30_000), fc.integer({ min: 1, max: 1e9 })),
    failoverTimeoutMs: fc.oneof(fc.constant(180_000), fc.integer({ min: 1, max: 1e9 })),
    parallelSyncs: fc.integer({ min: 1, max: 5 }),
    notificationScript: textOrNull,
    clientReconfigScript: textOrNull,
    authUser: textOrNull,
    authPass: textOrNull,
    masterRebootDownAfterMs: fc.constantFrom(0, 5000),
    lineageCheck: fc.boolean(),
    replaceEmptyMaster: fc.boolean(),
    promoteWithoutMaster: fc.boolean(),
    renamedCommands: anyRenames,
    maintenance: fc.uniqueArray(address, {
      selector: (it) => `${it.host} ${it.port}`,
      maxLength: 2,
    }),
    onTheirWord: fc.uniqueArray(anyRunId, { minLength: 1, maxLength: 2 }),
    pausedUntilMs: fc.integer({ min: 1, max: 1e13 }),
    pauseLeftMs: fc.integer({ min: 1, max: 1e9 }),
    configEpoch: anyEpoch,
    leaderEpoch: anyEpoch,
    knownReplicas: fc.uniqueArray(address, {
      selector: (it) => `${it.host} ${it.port}`,
      maxLength: 4,
    }),
    knownPeers: fc.uniqueArray(plain({ address, runId: anyRunId }), {
      selector: (peer) => peer.runId,
      maxLength: 4,
    }),
  });
}

const anyRenames: fc.Arbitrary<ReadonlyMap<string, string>> = fc
  .dictionary(fc.constantFrom('config', 'slaveof', 'multi'), anyText, { noNullPrototype: true })
  .map((names) => new Map(Object.entries(names)));

function settingsWith(resolveHostnames: boolean): fc.Arbitrary<SentinelSettings> {
  const host = resolveHostnames ? fc.oneof(anyIp, someText.filter(isNoNumber)) : anyIp;
  const settings = plain({
    myId: fc.option(anyRunId, { nil: null }),
    currentEpoch: anyEpoch,
    announceIp: anyText,
    announcePort: anyPort,
    resolveHostnames: fc.constant(resolveHostnames),
    announceHostnames: fc.boolean(),
    denyScriptsReconfig: fc.boolean(),
    strictMinority: fc.boolean(),
    fenceMinority: fc.boolean(),
    trust: fc.constantFrom('off', 'confirm', 'signed'),
    trustSecret: textOrNull,
    sentinelUser: textOrNull,
    sentinelPass: textOrNull,
    groups: fc.uniqueArray(anyGroup(host), { selector: (group) => group.name, maxLength: 6 }),
  });
  return settings.map(withCurrentEpoch);
}

/** So that it is a name in any spelling. */
function isNoNumber(text: string): boolean {
  return !/^[0-9.xXa-fA-F]*$/.test(text) && !/[:%]/.test(text);
}

/** As in a running Sentinel, where no configuration is newer than the current epoch. */
function withCurrentEpoch(settings: SentinelSettings): SentinelSettings {
  let { currentEpoch } = settings;
  for (const { configEpoch } of settings.groups) {
    if (configEpoch > currentEpoch) currentEpoch = configEpoch;
  }
  return { ...settings, currentEpoch };
}

export const anySettings: fc.Arbitrary<SentinelSettings> = fc.boolean().chain(settingsWith);
