// What takes time before anything is watched: the thread that saves, a rehearsal, and a new id on
// disk. The state is made afterwards, because it counts the silence of nodes from its making.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { userWords } from '../acl/user-lines.ts';
import { toByteText } from '../adapters/byte-text.ts';
import { systemClock } from '../adapters/clock.ts';
import { FileStore } from '../adapters/file-store.ts';
import type { Log } from '../adapters/log.ts';
import { HostResolver } from '../adapters/resolve.ts';
import type { WrittenUsers } from '../config/render-config.ts';
import { ownPort } from '../config/server-settings.ts';
import { createState } from '../core/create.ts';
import { durableSettings } from '../core/durable.ts';
import { isName } from '../core/names.ts';
import type { SentinelSettings } from '../core/settings.ts';
import { UserBook } from '../server/user-book.ts';
import { HistoryKeeper } from './history-keeper.ts';
import type { StartConfig } from './load.ts';
import { rehearse } from './rehearsal.ts';
import { contextOf } from './required-password.ts';
import { SaveWatch } from './save-watch.ts';

export interface Prepared {
  readonly myId: string;
  readonly store: FileStore;
  readonly saves: SaveWatch;
  readonly keeper: HistoryKeeper;
  /** A state file is current from the start, for who wants to go back. Not before clients are let
   *  in: it may be that of a Sentinel that runs, and has our port. */
  readonly saveAtStart: boolean;
  readonly names: readonly FoundName[];
  readonly users: UserBook;
}

/** Of a file that somebody has removed: as stock leaves it. */
const CONFIG_FILE_MODE = 0o644;
/** A new one holds passwords, and nobody has said yet who may read them. */
const STATE_FILE_MODE = 0o600;

/** A name of the file and where it leads. */
export interface FoundName {
  readonly host: string;
  readonly ips: readonly string[];
}

/** How long the start waits for name servers. The core goes on looking up what was not found. */
const NAMES_PATIENCE_MS = 1_000;

export async function prepare(config: StartConfig, log: Log): Promise<Prepared> {
  const { path, document, sentinel } = config;
  const saves = new SaveWatch({ log, clock: systemClock, file: toByteText(path) });
  const report = (problem: string | null): void => saves.report(problem);
  const hasStateFile = path !== config.configFile;
  const newFileMode = hasStateFile ? STATE_FILE_MODE : CONFIG_FILE_MODE;
  const users = makeBook(config);
  const toWrite = (): WrittenUsers => writtenUsers(users, config);
  const store = new FileStore({ path, document, newFileMode, report, users: toWrite });
  const myId = sentinel.myId ?? newId();
  const settings = settingsToSave(config, myId);
  store.warmUp(settings);
  rehearse();
  const isFirst = sentinel.myId === null || !existsSync(path);
  if (isFirst) await new Promise((saved) => store.save(settings, saved));
  const saveAtStart = hasStateFile && !isFirst;
  const keeper = new HistoryKeeper({ path: config.historyFile, clock: systemClock, log });
  return { myId, store, saves, keeper, saveAtStart, users, names: await findNames(sentinel) };
}

/** What is announced at the start shows addresses where names are not announced (NAME-7), so they
 *  are looked up before, if that is quick. */
async function findNames(sentinel: SentinelSettings): Promise<readonly FoundName[]> {
  const hosts = sentinel.groups.flatMap(({ address, knownReplicas, knownPeers }) => [
    address.host,
    ...knownReplicas.map(({ host }) => host),
    ...knownPeers.map((peer) => peer.address.host),
  ]);
  const names = [...new Set(hosts)].filter(isName);
  if (names.length === 0) return [];
  const resolver = new HostResolver();
  const found: FoundName[] = [];
  const lookUps = names.map(async (host) => {
    const ips = await resolver.resolve(host);
    if (ips.length > 0) found.push({ host, ips });
  });
  const patience = new AbortController();
  await Promise.race([
    Promise.all(lookUps).then(() => patience.abort()),
    setTimeout(NAMES_PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => {}),
  ]);
  return [...found];
}

function makeBook({ server, first }: StartConfig): UserBook {
  const { channels } = contextOf(server);
  return new UserBook({ users: first.users, channels, logLengthMax: server.aclLogMaxLength });
}

/** As long as nobody has changed them, those in the file are right; with an `aclfile` there are
 *  none in it. */
function writtenUsers(book: UserBook, { server }: StartConfig): WrittenUsers {
  return server.aclFile !== null || !book.isChanged ? null : userWords(book.users);
}

function settingsToSave({ sentinel, server }: StartConfig, myId: string): SentinelSettings {
  const listenPort = ownPort(server);
  const moment = { nowMs: 0, wallMs: systemClock.wallMs() };
  const state = createState({ settings: sentinel, myId, listenPort, seed: 0, ...moment });
  return durableSettings(state, moment);
}

/** 40 random hexadecimal characters. */
export function newId(): string {
  return randomBytes(20).toString('hex');
}
