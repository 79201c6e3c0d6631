// Which tests there are, by the end of their file's name. The sources decide, not what an earlier
// build has left behind, so that a deleted test is gone.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** `unit`: x.test.ts, in milliseconds. `real`: x.real.test.ts, with real servers and real time.
 *  `slow`: x.slow.test.ts, long and without servers. */
export type TestKind = 'unit' | 'real' | 'slow';

export const TEST_KINDS: readonly TestKind[] = ['unit', 'slow', 'real'];

const ROOMS = ['src', 'sim', 'tools', 'test'];

/** null: not a test. */
export function testKind(fileName: string): TestKind | null {
  if (!fileName.endsWith('.test.ts')) return null;
  if (fileName.endsWith('.real.test.ts')) return 'real';
  return fileName.endsWith('.slow.test.ts') ? 'slow' : 'unit';
}

/** The compiled file of a source, relative to the same folder. */
export function compiledFile(source: string): string {
  return join('dist', source.replace(/\.ts$/, '.js'));
}

/** The compiled files of these kinds, of the repository in `folder`, sorted by name. */
export function collectTests(folder: string, kinds: readonly TestKind[]): string[] {
  const files = ROOMS.filter((room) => existsSync(join(folder, room)))
    .flatMap((room) => sourcesUnder(folder, room))
    .filter((source) => {
      const kind = testKind(source);
      return kind !== null && kinds.includes(kind);
    });
  return files.map(compiledFile).sort();
}

function sourcesUnder(folder: string, room: string): string[] {
  const names = readdirSync(join(folder, room), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => join(room, name));
}
