// Writes the pages that are made from catalogues. With `--check` it writes nothing and exits 1 when
// a page is not what the catalogues say.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { apiPage } from './docs/api-page.ts';
import { commandLinePage } from './docs/command-line-page.ts';
import { commandsPage } from './docs/commands-page.ts';
import { directivesPage } from './docs/directives-page.ts';
import { eventsPage } from './docs/events-page.ts';
import { findingsPage } from './docs/findings-page.ts';
import { manPage } from './docs/man-page.ts';
import { metricsPage } from './docs/metrics-page.ts';
import type { Page } from './docs/page.ts';

function isCurrent({ path, text }: Page): boolean {
  try {
    return readFileSync(path, 'utf8') === text;
  } catch {
    return false;
  }
}

function write({ path, text }: Page): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const pages = [
  apiPage(),
  commandsPage(),
  directivesPage(),
  eventsPage(),
  findingsPage(),
  metricsPage(),
  await commandLinePage(),
  await manPage(),
];
const stale = pages.filter((page) => !isCurrent(page));
if (process.argv.includes('--check')) {
  for (const { path } of stale) {
    process.stdout.write(`${path} is not what the code says: node dist/tools/docs.js writes it\n`);
  }
  if (stale.length > 0) process.exitCode = 1;
} else {
  for (const page of stale) write(page);
}
