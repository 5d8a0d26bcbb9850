import { join } from 'node:path';
import { type Browser, type Page, test } from '@playwright/test';
import { Caller, password, signIn } from '../e2e/office';
import { freePort, start } from '../e2e/server';

/** How often each page is opened. */
const times = 9;
/** When a page should be usable, in milliseconds from the click on. */
const aim = 1000;
/** When what a page is waited for will not come any more, in milliseconds: a selector that is not of the page fails soon. */
const patience = 30_000;

test('pages with a full database', async ({ browser, playwright }) => {
  const data = process.env.SHENPI_FULL ?? '', port = await freePort(), base = `http://127.0.0.1:${port}`;
  const end = await start(data, port);
  const logins = join(data, 'logins.txt');
  const caller = await Caller.as(await playwright.request.newContext({ baseURL: base }), 'demo-a1', logins);
  const [one] = (await caller.get<{ rows: { id: string; number: string }[] }>('/cases?limit=1')).rows;
  if (!one) throw new Error('no case is there');
  const rows: [who: string, path: string, usable: string][] = [
    ['demo-a1', '/my', 'main li a'],
    ['demo-a1', '/my/cases', 'main li a'],
    ['demo-a1', `/my/cases/${one.id}`, '.timeline li'],
    ['demo-u1', '/desk', 'main tbody a'],
    ['demo-u1', '/cases', 'main tbody a'],
    ['demo-u1', `/cases?q=${one.number}`, 'main tbody a'],
    ['demo-u1', `/desk/cases/${one.id}`, '.choices input, .bench aside details'],
    ['demo-x1', '/audit/trail', 'main tbody a'],
    ['demo-x1', `/audit/cases/${one.id}`, 'main table.trail tbody button'],
  ];
  const pages = new Map<string, Page>();
  process.stdout.write(`${'page'.padEnd(34)}${'median ms'.padStart(10)}${'worst ms'.padStart(10)}${'of the aim'.padStart(12)}` + '\n');
  for (const [who, path, usable] of rows) {
    const page = pages.get(who) ?? await signedIn(browser, base, who, logins);
    pages.set(who, page);
    const taken: number[] = [];
    for (let n = 0; n < times; n++) {
      await page.goto(base + path, { waitUntil: 'commit' });
      await page.locator(usable).first().waitFor({ timeout: patience });
      taken.push(await page.evaluate(() => performance.now()));
    }
    taken.sort((a, b) => a - b);
    const median = taken[times >> 1] ?? 0;
    process.stdout.write(`${path.replace(one.id, '…').padEnd(34)}${median.toFixed(0).padStart(10)}${(taken.at(-1) ?? 0).toFixed(0).padStart(10)}${(median / aim).toFixed(2).padStart(12)}` + '\n');
  }
  await end();
});

async function signedIn(browser: Browser, base: string, who: string, logins: string): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: base })).newPage();
  await signIn(page, who, password(who, logins));
  return page;
}
