// Puts together what the compiler has left. The web page: src/dashboard becomes one script, and
// that, the style and the page itself are laid where the HTTP door looks for them. The command: its
// many files become few, with which it starts sooner. Says how large the page is when asked with
// `--sizes`.

import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';

const SOURCES = 'src/dashboard';
const COMPILED = 'dist/src/dashboard';
/** Beside the compiled HTTP door: see src/http/routes/page.ts. */
const PUBLIC = 'dist/src/dashboard/public';
const FILES = ['page.js', 'page.css', 'index.html', 'icon.svg'] as const;

/** Where bin/vedette looks for the command; at this depth its paths hold in both forms. */
const BUNDLE = 'dist/src/bundle';
const VERBS = "export { isVerb } from './catalogue.js'; export { main } from './main.js';";
const FOR_NODE = {
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
} as const;

function main(words: readonly string[]): void {
  bundleCommand();
  bundlePage();
  if (words.includes('--sizes')) process.stdout.write(sizes());
}

function bundleCommand(): void {
  rmSync(BUNDLE, { recursive: true, force: true });
  // What is loaded only when it is needed stays in files of its own.
  buildSync({
    ...FOR_NODE,
    entryPoints: {
      daemon: 'dist/src/daemon/main.js',
      // Started by its name, beside whatever starts it.
      'file-store-worker': 'dist/src/adapters/file-store-worker.js',
    },
    outdir: BUNDLE,
    splitting: true,
    format: 'esm',
  });
  // One file of the older kind: nothing else starts so soon.
  buildSync({
    ...FOR_NODE,
    stdin: { contents: VERBS, resolveDir: 'dist/src/cli' },
    outfile: join(BUNDLE, 'cli.cjs'),
    format: 'cjs',
    // What this kind has in place of it.
    banner: { js: "const ownUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': 'ownUrl' },
  });
}

function bundlePage(): void {
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
