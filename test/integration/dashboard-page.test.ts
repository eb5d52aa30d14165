import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { nodeDisk } from '../../plugins/files/node-disk.ts';
import { FeedbackFiles } from '../../plugins/spool/feedback-files.ts';
import { SilenceFiles } from '../../plugins/spool/silence-files.ts';
import { openPage, overflow, seriousFaults, startBrowser, type WatchedPage } from '../support/browser.ts';
import { DashboardStage, hostileHost, stageToken } from '../support/dashboard-stage.ts';
import { until } from '../support/until.ts';
import { openId } from '../support/watched-past.ts';

const seriesOf = (host: string): string =>
  `/series?${new URLSearchParams({ target: 'memory', series: `${host}/memory/memory-used` }).toString()}`;

const paths = [
  '/',
  seriesOf('web1'),
  seriesOf(hostileHost),
  '/episodes',
  '/episodes/dma-1111111111111111',
  '/silences',
  '/deliveries',
  '/coverage',
  '/score',
  '/login',
];

const phone = { viewport: { width: 400, height: 800 }, hasTouch: true };

/** The pages of the compiled `dma dashboard` in Debian's Chromium. */
describe('the pages of dma dashboard', function () {
  let folder: string;
  let stage: DashboardStage;
  let browser: Browser;
  let opened: WatchedPage;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-page-'));
    stage = await DashboardStage.start(folder);
    browser = await startBrowser();
  });

  after(async function () {
    await browser.close();
    await stage.stop();
    rmSync(folder, { recursive: true });
  });

  async function open(path: string, options: object = {}): Promise<WatchedPage> {
    opened = await openPage(browser, stage.url, options);
    await opened.page.goto(stage.url + path);
    return opened;
  }

  async function logIn({ page }: WatchedPage, token: string, name = 'Ada <b>'): Promise<void> {
    await page.goto(`${stage.url}/login?to=%2Fsilences`);
    await page.getByLabel('Token').fill(token);
    await page.getByLabel('Your name').fill(name);
    await page.getByRole('button', { name: 'Log in' }).click();
  }

  afterEach(() => opened.close());

  for (const [name, options] of Object.entries({
    light: { colorScheme: 'light' },
    dark: { colorScheme: 'dark' },
    'on a phone': phone,
  }))
    it(`have no fault ${name}: of scripts, of the policy, of width, or a serious one of accessibility`, async function () {
      const { page, faults } = await open('/', options);
      for (const path of paths) {
        await page.goto(stage.url + path);
        assert.ok((await overflow(page)) <= 0, `${path} is wider than the window`);
        assert.deepEqual(await seriousFaults(page), [], path);
      }
      assert.deepEqual(faults, []);
    });

  it('list series by risk, hostile names as text, with state and forecast', async function () {
    const { page } = await open('/');
    const rows = page.getByRole('table', { name: 'Series by risk' }).getByRole('row');
    await rows.nth(3).waitFor();
    const texts = await rows.allInnerTexts();
    assert.match(texts[1]!, /^86 %\s+web1\s+memory\s+11\.3G.*79 %.*\+1\.[67]G.*WARNING/s);
    assert.ok(texts[2]!.includes(hostileHost), texts[2]);
    await page.getByRole('searchbox').fill('memory db');
    await page.getByRole('button', { name: 'Show' }).click();
    assert.match(await page.getByRole('status').filter({ hasText: 'series' }).innerText(), /1 of 3 series/);
    assert.match(await page.getByRole('article').first().innerText(), /growing most: stress-ng \(pid 4711\)/);
  });

  it('lead by keyboard alone to one series, with its plot and its evidence in words', async function () {
    const { page } = await open('/');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to the content');
    await page.getByRole('link', { name: 'web1', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'memory of web1', level: 1 }).waitFor();
    await page.locator('#plot canvas').waitFor();
    assert.ok((await page.locator('#evidence li').count()) >= 3);
    const label = await page.locator('#plot').getAttribute('aria-label');
    assert.match(label!, /now 11\.3 GiB, expected 13\.\d GiB, limit 14\.4 GiB/);
    assert.match(await page.locator('#past').innerText(), /2 alerts in 30 days, 1 right/);
  });

  it('follow what happens without being loaded again, and keep the focus', async function () {
    const { page, faults } = await open('/');
    const link = page.getByRole('link', { name: 'db1', exact: true });
    await link.focus();
    await page.evaluate('globalThis.isSame = true');
    const now = Date.now() / 1000;
    await stage.redis.put('db1/memory/memory-used', [{ time: now, value: 13 * 2 ** 30 }]);
    await stage.redis.put('db1/memory/memory-free', [{ time: now, value: 3 * 2 ** 30 }]);
    await stage.redis.put('db1/dma-memory/percent-risk', [{ time: now, value: 97 }]);
    await page.getByText('97 %').waitFor({ timeout: 60_000 });
    assert.equal(await page.evaluate('globalThis.isSame'), true);
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'db1');
    assert.deepEqual(faults, []);
  });

  it('offer nothing that changes anything before a person has logged in', async function () {
    const { page } = await open('/silences');
    assert.equal(await page.getByRole('button', { name: 'Silence' }).count(), 0);
    await logIn(opened, 'not-the-token');
    await page.getByText('That is not the token.').waitFor();
    assert.deepEqual(await page.context().cookies(), []);
  });

  it('silence and judge by forms, in the name of who has logged in', async function () {
    const { page, faults } = await open('/');
    await logIn(opened, stageToken);
    await page.waitForURL('**/silences');
    const [cookie] = await page.context().cookies();
    assert.deepEqual([cookie!.httpOnly, cookie!.sameSite], [true, 'Strict']);
    assert.ok(!cookie!.value.includes(stageToken));
    await page.getByLabel('Host').fill('db*');
    await page.getByLabel('Comment').fill('<script>alert(1)</script>');
    await page.getByRole('button', { name: 'Silence' }).click();
    await page.getByRole('cell', { name: 'db*', exact: true }).waitFor();
    const files = new SilenceFiles(nodeDisk, stage.spool);
    assert.deepEqual(
      files.all().silences.map(({ host, by, comment }) => [host, by, comment]),
      [['db*', 'Ada <b>', '<script>alert(1)</script>']],
    );
    await page.getByRole('button', { name: 'End now' }).click();
    await page.getByText('Nothing is silenced.').waitFor();
    await page.goto(`${stage.url}/episodes`);
    await page.getByText('Judge this alert').click();
    await page.getByLabel('Mended').check();
    await page.getByLabel('Note').fill('restarted');
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.getByText('marked mended').waitFor();
    const kept = new FeedbackFiles(nodeDisk, stage.spool).of(openId);
    assert.deepEqual([kept?.verdict, kept?.note, kept?.by], ['mended', 'restarted', 'Ada <b>']);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('link', { name: 'Log in' }).waitFor();
    assert.deepEqual(faults, []);
  });

  it('lead to no other site after a login', async function () {
    const { page } = await open('/');
    for (const to of ['//evil.example/', String.raw`/\evil.example`, 'http://evil.example/']) {
      await page.goto(`${stage.url}/login?to=${encodeURIComponent(to)}`);
      await page.getByLabel('Token').fill(stageToken);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
      assert.equal(page.url(), `${stage.url}/`);
    }
  });

  it('show ten thousand series a hundred at a time', async function () {
    this.timeout(300_000);
    const now = Date.now() / 1000;
    const { client } = stage.redis;
    for (let start = 0; start < 10_000; start += 1000) {
      const all = client.multi();
      for (let index = start; index < start + 1000; index++) {
        const host = `node${String(index).padStart(5, '0')}`;
        const put = (name: string, value: number): unknown =>
          all.zAdd(`collectd/${host}/${name}`, { score: now, value: `${now.toFixed(3)}:${value}` });
        const names = ['memory/memory-used', 'memory/memory-free', 'dma-memory/percent-risk'];
        for (const [at, name] of names.entries()) put(name, at === 2 ? (index % 90) / 10 : 2 ** 33);
        all.sAdd(
          'collectd/values',
          names.map((name) => `${host}/${name}`),
        );
      }
      await all.exec();
    }
    const { page, faults } = await open('/');
    await until('all series to be found', 120, async () => {
      await page.goto(`${stage.url}/`);
      return (await page.getByText('10003 series').count()) > 0;
    });
    const rows = page.getByRole('table', { name: 'Series by risk' }).getByRole('row');
    assert.equal(await rows.count(), 101);
    await page.getByRole('link', { name: 'next' }).first().click();
    await page.getByText('page 2 of 101').first().waitFor();
    await page.goto(`${stage.url}/?q=node09999`);
    assert.equal(await rows.count(), 2);
    assert.deepEqual(faults, []);
  });

  it('say that Redis is away, and come back with it', async function () {
    const { page } = await open(seriesOf('web1'));
    await stage.redis.stop();
    await page.getByText(/This page is of .*: Redis/).waitFor({ timeout: 120_000 });
    await page.goto(`${stage.url}/`);
    await page
      .getByText(/Redis at .* /)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.goto(`${stage.url}/score`);
    assert.match(await page.getByRole('main').innerText(), /Not now/);
  });
});
