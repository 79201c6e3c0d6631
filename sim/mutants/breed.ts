// Makes a mutant that can run: the compiled sources and simulator in a folder of their own, with
// one change. The sources themselves know nothing of it.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Mutant } from './mutant.ts';

/** The folder that the compiler writes to. */
const COMPILED = fileURLToPath(new URL('../..', import.meta.url));
/** What a worker needs. */
const ROOMS: readonly string[] = [
  ...['acl', 'core', 'config', 'dialect', 'driver', 'events', 'resp'].map((room) =>
    join('src', room),
  ),
  'sim',
];

export interface Bred {
  readonly worker: URL;
  remove(): void;
}

/** Throws what `mutatedSource` throws. */
export function breed(mutant: Mutant): Bred {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-mutant-'));
  try {
    for (const room of ROOMS) {
      cpSync(join(COMPILED, room), join(folder, room), { recursive: true, filter: isNeeded });
    }
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(sourcePath(mutant.file, folder), mutatedSource(mutant, folder));
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  return {
    worker: pathToFileURL(join(folder, 'sim', 'worker.js')),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function isNeeded(path: string): boolean {
  return !/\.(d\.ts|map|tsbuildinfo)$|\.test\.js$/.test(path);
}

/** The changed source in a folder of compiled ones. Throws when the place to change is not there
 *  exactly once. */
export function mutatedSource(mutant: Mutant, folder: string = COMPILED): string {
  const { name, file, find, replace } = mutant;
  const parts = readFileSync(sourcePath(file, folder), 'utf8').split(find);
  if (parts.length !== 2) {
    throw new Error(`mutant '${name}': its place is there ${parts.length - 1} times`);
  }
  return parts.join(replace);
}

function sourcePath(file: string, folder: string): string {
  return join(folder, 'src', `${file}.js`);
}
