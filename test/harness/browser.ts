// A real Chromium without a screen, for what only a browser can tell. It loads nothing but what the
// test opens, and ends with the sandbox.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Sandbox } from './sandbox.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser of this machine; the first name where there is none. */
export function browserName(): string {
  const isThere = (name: string): boolean =>
    spawnSync('sh', ['-c', `command -v ${name}`], { timeout: 10_000 }).status === 0;
  return NAMES.find(isThere) ?? 'chromium';
}

export interface Finding {
  readonly rule: string;
  readonly where: readonly string[];
}

/** A page, and what it complained of: errors of the script, and what its policy forbade. */
export interface OpenPage {
  readonly page: Page;
  readonly complaints: readonly string[];
  /** Every address that was asked for. */
  readonly asked: readonly string[];
  /** What axe-core finds on the page as it is now. */
  accessibility(): Promise<readonly Finding[]>;
}

export async function openBrowser(sandbox: Sandbox): Promise<Browser> {
  const path = spawnSync('sh', ['-c', `command -v ${browserName()}`], { encoding: 'utf8' });
  const browser = await chromium.launch({ executablePath: path.stdout.trim(), args: QUIET });
  sandbox.onClose(() => browser.close());
  return browser;
}

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly locale?: string;
  readonly dark?: boolean;
  /** A path that is never answered. */
  readonly without?: string;
}

export async function openPage(
  browser: Browser,
  url: string,
  { width = 1_280, height = 900, locale = 'en-GB', dark = false, without }: PageOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width, height },
    locale,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const text = message.text();
    // The browser itself says of each answer that it was no success.
    if (message.type() === 'error' && !text.startsWith('Failed to load')) complaints.push(text);
  });
  page.on('request', (request) => asked.push(request.url()));
  if (without !== undefined) await page.route(`**${without}`, (route) => route.abort());
  await page.goto(url);
  return { page, complaints, asked, accessibility: () => accessibilityOf(page) };
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

async function accessibilityOf(page: Page): Promise<readonly Finding[]> {
  const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  await page.evaluate(readFileSync(source, 'utf8'));
  const { violations } = await page.evaluate<AxeResult>('globalThis.axe.run()');
  return violations.map(({ id, nodes }) => ({ rule: id, where: nodes.map(({ html }) => html) }));
}
