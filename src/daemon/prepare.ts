// What takes time before anything is watched: the thread that saves, a rehearsal, and a new id on
// disk. The state is made afterwards, because it counts the silence of nodes from its making.

import { randomBytes } from 'node:crypto';
import type { LoadedConfig } from '../adapters/config-file.ts';
import { FileStore } from '../adapters/file-store.ts';
import type { Log } from '../adapters/log.ts';
import { createState } from '../core/create.ts';
import { durableSettings } from '../core/durable.ts';
import type { SentinelSettings } from '../core/settings.ts';
import { rehearse } from './rehearsal.ts';
import { SaveLog } from './save-log.ts';

export interface Prepared {
  readonly myId: string;
  readonly store: FileStore;
  readonly saveLog: SaveLog;
}

export async function prepare(config: LoadedConfig, log: Log): Promise<Prepared> {
  const { path, document, sentinel } = config;
  const saveLog = new SaveLog(log);
  const store = new FileStore({ path, document, report: (problem) => saveLog.report(problem) });
  const myId = sentinel.myId ?? newId();
  const settings = settingsToSave(config, myId);
  store.warmUp(settings);
  rehearse();
  if (sentinel.myId === null) await new Promise((saved) => store.save(settings, saved));
  return { myId, store, saveLog };
}

function settingsToSave({ sentinel, server }: LoadedConfig, myId: string): SentinelSettings {
  const listenPort = server.port;
  return durableSettings(createState({ settings: sentinel, myId, listenPort, seed: 0, nowMs: 0 }));
}

/** 40 random hexadecimal characters. */
export function newId(): string {
  return randomBytes(20).toString('hex');
}
