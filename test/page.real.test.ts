// The web page in a real browser, in front of real Sentinels and nodes: it loads from one host
// only, shows a failover as it happens, comes back after a loss, and starts a planned failover, but
// not without the token.

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { browserName, type OpenPage, openBrowser, openPage } from './harness/browser.ts';
import { Group } from './harness/group.ts';
import { ours } from './harness/kind.ts';
import { freePort } from './harness/ports.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { expect, until } from './harness/wait.ts';

const NAME = 'mymaster';
const TOKEN = 'a-token-of-some-length';
const NEEDS = { needs: [browserName()] };

interface Place {
  readonly quorum: Quorum;
  readonly group: Group;
  readonly url: string;
}

async function startPlace(sandbox: Sandbox, more: readonly string[] = []): Promise<Place> {
  const group = await Group.start(sandbox, { name: NAME, replicas: 2 });
  const port = await freePort();
  const door = [`# vedette: http-port ${port}`, `# vedette: http-token ${TOKEN}`, ...more];
  const kinds = ours(3);
  const quorum = await Quorum.start(sandbox, { kinds, groups: [group], ownLines: { 0: door } });
  return { quorum, group, url: `http://127.0.0.1:${port}/` };
}

/** What the picture shows as the master. */
async function shownMaster(page: Page): Promise<string> {
  return (await page.locator('.picture .master .name').textContent()) ?? '';
}

async function showsMaster(page: Page, port: number): Promise<void> {
  await until(`the page to show ${port} as the master`, async () => {
    const shown = await shownMaster(page);
    expect(shown.endsWith(`:${port}`), `it shows ${shown}`);
    return true;
  });
}

async function giveToken(page: Page, token: string): Promise<void> {
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Use this token' }).click();
}

function assertQuiet({ complaints, asked }: OpenPage, url: string): void {
  assert.deepEqual(complaints, []);
  const strange = asked.filter((each) => !each.startsWith(url));
  assert.deepEqual(strange, [], 'no request leaves the host');
}

realTest(
  'the page shows a failover as it happens, and comes back after a loss',
  async (sandbox) => {
    const { quorum, group, url } = await startPlace(sandbox);
    const browser = await openBrowser(sandbox);
    const opened = await openPage(browser, url);
    const { page } = opened;
    const oldPort = group.masterPort;
    await page.getByText('Live', { exact: true }).waitFor();
    await showsMaster(page, oldPort);
    assert.equal(await page.locator('.picture .replica').count(), 2);
    assert.equal(await page.locator('.picture .watcher').count(), 3);

    const unheard = await openPage(browser, url, { without: `/api/groups/${NAME}` });
    await showsMaster(unheard.page, oldPort);
    const isSaid = (text: string) => unheard.page.getByText(text).count();
    assert.equal(await isSaid('Nothing: the doctor found no fault.'), 0, 'nobody has told that');
    assert.equal(await isSaid('None that this Sentinel remembers.'), 0, 'nor that');
    assert.equal(await isSaid('Asking…'), 2);
    await unheard.page.close();

    await group.node(oldPort).crash();
    const newPort = await quorum.agreesOnNewMaster(group, oldPort);
    await showsMaster(page, newPort);
    await page.locator('.events', { hasText: '+switch-master' }).waitFor();
    await page.locator('.stage.switched .took').first().waitFor();
    await page.locator('.findings', { hasText: 'replica-down' }).waitFor();

    const watched = quorum.at(0);
    await watched.crash();
    await page.getByText('Connection lost, trying again').waitFor();
    await watched.restart();
    await page.getByText('Live', { exact: true }).waitFor();
    await showsMaster(page, newPort);
    assertQuiet(opened, url);
  },
  NEEDS,
);

realTest(
  'a planned failover needs the token and a look at what it would do',
  async (sandbox) => {
    const { quorum, group, url } = await startPlace(sandbox);
    const opened = await openPage(await openBrowser(sandbox), url);
    const { page } = opened;
    const oldPort = group.masterPort;
    await showsMaster(page, oldPort);

    await page.getByRole('button', { name: 'Planned failover' }).click();
    assert.equal(await page.getByRole('button', { name: 'Fail over now' }).count(), 0);
    await page.getByRole('button', { name: 'See what would be done' }).click();
    await page.getByRole('dialog', { name: 'Unlock changes' }).waitFor();
    await giveToken(page, 'some-other-token-entirely');
    await page.getByText('That is not the token.').waitFor();
    assert.equal(await quorum.at(0).masterPort(NAME), oldPort);

    await giveToken(page, TOKEN);
    await page.getByText('This is what would be done').waitFor();
    assert.equal(await quorum.at(0).masterPort(NAME), oldPort, 'nothing was done yet');
    await page.getByRole('button', { name: 'Fail over now' }).click();
    await page.locator('.outcome', { hasText: 'Done' }).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    const newPort = await quorum.agreesOnNewMaster(group, oldPort);
    await showsMaster(page, newPort);
    await page.locator('.history', { hasText: 'no acknowledged write lost' }).waitFor();
    assertQuiet(opened, url);
  },
  NEEDS,
);

realTest(
  'it is fit for keyboards, screen readers, phones, the dark and Chinese',
  async (sandbox) => {
    const { group, url } = await startPlace(sandbox, ['# vedette: http-protect-reads yes']);
    const browser = await openBrowser(sandbox);
    for (const look of [
      { width: 1_280, locale: 'en-GB' },
      { width: 390, height: 844, locale: 'zh-CN', dark: true },
    ]) {
      const opened = await openPage(browser, url, look);
      const { page } = opened;
      const words =
        look.locale === 'zh-CN'
          ? { needed: '需要令牌', unlock: '解锁操作', use: '使用此令牌', plan: '计划内切换…' }
          : {
              ...{ needed: 'Token needed', unlock: 'Unlock changes', use: 'Use this token' },
              plan: 'Planned failover…',
            };
      await page.getByText(words.needed).waitFor();
      assert.equal(await page.locator('.picture').count(), 0, 'nothing is shown without the token');
      await page.getByRole('button', { name: words.unlock }).press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type(TOKEN);
      await page.keyboard.press('Enter');
      await showsMaster(page, group.masterPort);
      assert.deepEqual(await opened.accessibility(), []);
      const widest = await page.evaluate<number>('document.documentElement.scrollWidth');
      assert.ok(widest <= look.width, `${widest} wide on a screen of ${look.width}`);

      const address = `${url}#/group/${NAME}`;
      await page.goto(address);
      await page.locator('.skip').press('Enter');
      assert.equal(page.url(), address, 'whoever skips stays with the group');
      assert.equal(await page.evaluate<string>('document.activeElement.id'), 'content');

      await page.getByRole('button', { name: words.plan }).press('Enter');
      await page.getByRole('dialog').waitFor();
      assert.deepEqual(await opened.accessibility(), []);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      assertQuiet(opened, url);
    }
  },
  NEEDS,
);
