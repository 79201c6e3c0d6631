// Puts the web page together: what the compiler has left of src/dashboard becomes one script, and
// that, the style and the page itself are laid where the HTTP door looks for them. Says how large
// they are when asked with `--sizes`.

import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';

const SOURCES = 'src/dashboard';
const COMPILED = 'dist/src/dashboard';
/** Beside the compiled HTTP door: see src/http/routes/page.ts. */
const PUBLIC = 'dist/src/dashboard/public';
const FILES = ['page.js', 'page.css', 'index.html', 'icon.svg'] as const;

function main(words: readonly string[]): void {
  rmSync(PUBLIC, { recursive: true, force: true });
  mkdirSync(PUBLIC, { recursive: true });
  buildSync({
    entryPoints: { page: join(COMPILED, 'main.js') },
    outdir: PUBLIC,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
  });
  buildSync({
    entryPoints: [join(SOURCES, 'page.css')],
    outdir: PUBLIC,
    minify: true,
    bundle: true,
    target: ['chrome123', 'firefox120', 'safari17.5'],
  });
  for (const name of ['index.html', 'icon.svg']) cpSync(join(SOURCES, name), join(PUBLIC, name));
  if (words.includes('--sizes')) process.stdout.write(sizes());
}

function sizes(): string {
  let sum = 0;
  const lines = FILES.map((name) => {
    const bytes = readFileSync(join(PUBLIC, name));
    const packed = gzipSync(bytes, { level: 9 }).length;
    sum += packed;
    return `${name.padEnd(12)} ${bytes.length} bytes, ${packed} compressed`;
  });
  return `${lines.join('\n')}\nin all ${sum} bytes compressed\n`;
}

main(process.argv.slice(2));
