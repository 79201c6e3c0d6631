// The files that a path with wildcards names, as `include` takes them: sorted, and hidden ones only
// where the pattern says so. A path without wildcards names itself, whether it exists or not.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { matchesGlob } from '../resp/glob.ts';

const WILDCARD = /[*?[]/;

/** `path` is absolute. */
export function wildcardPaths(path: string): readonly string[] {
  if (!WILDCARD.test(path)) return [path];
  let found: readonly string[] = ['/'];
  for (const segment of path.split('/').filter((each) => each !== '')) {
    found = found.flatMap((folder) => inFolder(folder, segment));
  }
  return found.filter((each) => existsSync(each));
}

function inFolder(folder: string, segment: string): readonly string[] {
  if (!WILDCARD.test(segment)) return [join(folder, segment)];
  return namesIn(folder)
    .filter((name) => segment.startsWith('.') || !name.startsWith('.'))
    .filter((name) => matchesGlob(segment, name))
    .map((name) => join(folder, name));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
