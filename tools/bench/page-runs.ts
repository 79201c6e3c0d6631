// What the web page costs a browser with many groups: until its first words stand there, how much
// it loads, and what one event costs that changes one group. Stock has no page.

import type { Browser, CDPSession } from 'playwright-core';
import { openBrowser, openPage } from '../../test/harness/browser.ts';
import { nowMs } from '../../test/harness/clock.ts';
import { freePort } from '../../test/harness/ports.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import type { Sentinel } from '../../test/harness/sentinel.ts';
import { ModelProcess, type WatchedGroup } from './model-process.ts';
import { startModelQuorum } from './model-quorum.ts';
import type { PartResult, Row, Sample, Target, Unit } from './result.ts';
import { median } from './statistics.ts';

export interface PagePart {
  readonly title: string;
  readonly groups: number;
  readonly runs: number;
  readonly events: number;
  readonly paintTargetMs: number;
  readonly loadTargetKiB: number;
  readonly eventTargetMs: number;
}

const DOWN_AFTER_MS = 30_000;
const FAILOVER_TIMEOUT_MS = 180_000;
const IDLE_WINDOW_MS = 5_000;
const EVENT_EVERY_MS = 50;
const BYTES_PER_KIB = 1_024;

export async function runPagePart(
  part: PagePart,
  progress: (text: string) => void,
): Promise<PartResult> {
  const sandbox = new Sandbox();
  try {
    const { groups } = await ModelProcess.start(sandbox, part.groups);
    const port = await freePort();
    const [watched] = await startModelQuorum(sandbox, {
      ...{ kind: 'vedette', groups },
      ...{ downAfterMs: DOWN_AFTER_MS, failoverTimeoutMs: FAILOVER_TIMEOUT_MS },
      lines: (place) => (place === 0 ? [`# vedette: http-port ${port}`] : []),
    });
    if (watched === undefined) throw new Error('There is no Sentinel');
    const browser = await openBrowser(sandbox);
    const url = `http://127.0.0.1:${port}/`;
    // The first one reads the disk.
    await load(browser, url);
    const loads: Load[] = [];
    for (let each = 0; each < part.runs; each += 1) loads.push(await load(browser, url));
    const eventMs = await costOfEvents(browser, url, { part, groups, watched });
    const paintMs = median(loads.map((each) => each.paintMs));
    const sizeKiB = median(loads.map((each) => each.sizeKiB));
    progress(`${part.title}: first words ${paintMs.toFixed(0)} ms, ${sizeKiB.toFixed(0)} KiB`);
    const row = (what: string, unit: Unit, vedette: number, value: number): Row => {
      const target: Target = { kind: 'at most', value };
      return { part: part.title, what, unit, stock: Number.NaN, vedette, target };
    };
    return {
      rows: [
        row('first words on the screen', 'ms', paintMs, part.paintTargetMs),
        row('what it loads, compressed', 'KiB', sizeKiB, part.loadTargetKiB),
        row('work of the browser for one event', 'ms', eventMs, part.eventTargetMs),
      ],
      samples: loads.map((each): Sample => {
        return { part: part.title, kind: 'vedette', values: { ...each } };
      }),
    };
  } finally {
    await sandbox.close();
  }
}

interface Load {
  readonly paintMs: number;
  readonly sizeKiB: number;
}

/** In a browser that has kept nothing. Of the page and its files, not of what it then asks for. */
async function load(browser: Browser, url: string): Promise<Load> {
  const { page } = await openPage(browser, url);
  await page.locator('.group-line').first().waitFor();
  const paintMs = await page.evaluate<number>(
    "performance.getEntriesByName('first-contentful-paint')[0].startTime",
  );
  const bytes = await page.evaluate<number>(
    `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .filter((entry) => !/\\/(api|events)/.test(entry.name))
      .reduce((sum, entry) => sum + entry.encodedBodySize, 0)`,
  );
  await page.context().close();
  return { paintMs, sizeKiB: bytes / BYTES_PER_KIB };
}

/** What the page's thread does for each event beyond what it does anyway. Milliseconds. */
async function costOfEvents(
  browser: Browser,
  url: string,
  place: {
    readonly part: PagePart;
    readonly groups: readonly WatchedGroup[];
    readonly watched: Sentinel;
  },
): Promise<number> {
  const { part, groups, watched } = place;
  const { page } = await openPage(browser, url);
  await page.locator('.group-line').first().waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await page.waitForTimeout(IDLE_WINDOW_MS);
  const idle = await workOver(session, () => page.waitForTimeout(IDLE_WINDOW_MS));
  const busy = await workOver(session, async () => {
    for (let each = 0; each < part.events; each += 1) {
      const group = groups[each % groups.length];
      const parallelSyncs = String(3 + Math.floor(each / groups.length));
      const words = ['SENTINEL', 'SET', group?.name ?? '', 'parallel-syncs', parallelSyncs];
      await watched.call(...words);
      await page.waitForTimeout(EVENT_EVERY_MS);
    }
  });
  const beyondMs = busy.workMs - (idle.workMs / idle.tookMs) * busy.tookMs;
  return Math.max(0, beyondMs) / part.events;
}

interface Work {
  readonly workMs: number;
  readonly tookMs: number;
}

async function workOver(session: CDPSession, during: () => Promise<void>): Promise<Work> {
  const startMs = nowMs();
  const before = await taskMs(session);
  await during();
  return { workMs: (await taskMs(session)) - before, tookMs: nowMs() - startMs };
}

/** What the page's thread has worked since it began. */
async function taskMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000;
}
