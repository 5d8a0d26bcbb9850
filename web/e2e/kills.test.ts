import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, expect, type Page } from '@playwright/test';
import { Caller, enter, password, test } from './office';
import { folder, freePort, start } from './server';

/** How often each is killed. */
const times = process.env.SHENPI_LONG ? 100 : 10;
/** Between two letters, and what may be lost, in milliseconds of the page's clock: it is moved by the test, so that no load of the machine changes what is asked. */
const beat = 500, bearable = 5000;

test.describe.configure({ mode: 'default', timeout: 60_000 + times * 20_000 }); // one server for all, which is killed too

let data = '', port = 0, base = '', end: Awaited<ReturnType<typeof start>>;

test.beforeAll(async () => {
  [data, port] = [folder(), await freePort()];
  base = `http://127.0.0.1:${port}`;
  end = await start(data, port);
});

test.afterAll(async () => {
  await end();
  rmSync(data, { recursive: true, force: true });
});

/** Somebody who types a number that grows, and knows what was typed when. */
class Typist {
  private readonly pending = new Set<unknown>();
  private n = 0;

  private constructor(private readonly page: Page) {
    page.on('request', (r) => { if (r.method() === 'PUT') this.pending.add(r); });
    page.on('requestfinished', (r) => this.pending.delete(r));
    page.on('requestfailed', (r) => this.pending.delete(r));
  }

  static async at(page: Page, draft: string): Promise<Typist> {
    const typist = new Typist(page);
    await page.clock.install();
    await page.goto(`${base}/my/drafts/${draft}/form/person`);
    await expect(typist.field).toBeVisible();
    await page.clock.pauseAt(Date.now() + 60_000);
    return typist;
  }

  get field() {
    return this.page.locator('[id="/person/name"]');
  }

  /** Types so many letters from a number on, one a beat; the network does not keep the page waiting. */
  async types(from: number, letters: number): Promise<number> {
    for (this.n = from; this.n < from + letters; this.n++) {
      await this.field.fill(String(this.n));
      await this.passes(beat);
    }
    return this.n - 1;
  }

  async passes(ms: number): Promise<void> {
    await this.page.clock.runFor(ms);
    await expect.poll(() => this.pending.size).toBe(0);
  }

  /** Lets time pass until everything is saved. */
  async settles(): Promise<void> {
    await expect(async () => {
      await this.passes(1000);
      await expect(this.page.locator('.save')).toHaveClass('save saved', { timeout: 50 });
    }).toPass();
  }
}

/** What must be there when somebody who found a number went on from the first to the last. */
const mustBeThere = (found: number, first: number, last: number) => (last - bearable / beat < first ? found : last - bearable / beat);

/** As long as people type between two saves, and longer: different each time, the same in each run. */
const letters = (round: number) => 4 + ((round * 7919) % 15);

async function drafted(login: string, playwright: Parameters<typeof Caller.of>[0]): Promise<{ caller: Caller; draft: string }> {
  const caller = await Caller.as(await playwright.request.newContext({ baseURL: base }), login, join(data, 'logins.txt'));
  return { caller, draft: (await caller.post<{ id: string }>('/drafts', { item: 'si-project-manager' })).id };
}

async function saved(caller: Caller, draft: string): Promise<number> {
  return Number((await caller.get<{ form: { person?: { name?: string } } }>(`/drafts/${draft}`)).form.person?.name ?? 0);
}

/** What the server has after a kill, which is enough. */
async function kept(caller: Caller, draft: string, { found, first, last }: { found: number; first: number; last: number }): Promise<number> {
  const there = await saved(caller, draft);
  expect(there, `found ${found}, typed ${first} to ${last}`).toBeGreaterThanOrEqual(mustBeThere(found, first, last));
  return there;
}

/** Signs in once; the others go on with that session. */
async function signedIn(context: BrowserContext, login: string) {
  const page = await context.newPage();
  await page.goto(`${base}/login`);
  await enter(page, login, password(login, join(data, 'logins.txt')));
  await page.close();
  return context.storageState();
}

test('a tab that dies while somebody types takes five seconds with it at most', async ({ browser, playwright }) => {
  const { caller, draft } = await drafted('demo-a1', playwright);
  const session = await signedIn(await browser.newContext(), 'demo-a1');
  for (let round = 0, found = 0; round < times; round++) {
    const context = await browser.newContext({ storageState: session });
    const page = await context.newPage();
    const typist = await Typist.at(page, draft);
    await expect(typist.field).toHaveValue(found ? String(found) : '');
    const first = found + 1, last = await typist.types(first, letters(round));
    const died = page.waitForEvent('crash');
    void (await context.newCDPSession(page)).send('Page.crash').catch(() => undefined); // nobody is left to answer
    await died;
    await context.close();
    found = await kept(caller, draft, { found, first, last });
  }
});

test('a browser that dies while somebody types takes five seconds with it at most', async ({ browser, playwright }) => {
  const { caller, draft } = await drafted('demo-a2', playwright);
  const session = await signedIn(await browser.newContext(), 'demo-a2');
  for (let round = 0, found = 0; round < times; round++) {
    const own = await playwright.chromium.launchServer(test.info().project.use.launchOptions);
    const page = await (await (await playwright.chromium.connect(own.wsEndpoint())).newContext({ storageState: session })).newPage();
    const typist = await Typist.at(page, draft);
    await expect(typist.field).toHaveValue(found ? String(found) : '');
    const first = found + 1, last = await typist.types(first, letters(round));
    await own.kill();
    found = await kept(caller, draft, { found, first, last });
  }
});

test('a server that dies while somebody types takes nothing with it: the page has it, and saves it when it is back', async ({ browser, playwright }) => {
  const { caller, draft } = await drafted('demo-a3', playwright);
  const context = await browser.newContext();
  await signedIn(context, 'demo-a3');
  const typist = await Typist.at(await context.newPage(), draft);
  for (let round = 0, last = 0; round < times; round++) {
    last = await typist.types(last + 1, letters(round));
    await end('SIGKILL');
    last = await typist.types(last + 1, letters(round + 1));
    end = await start(data, port);
    await typist.settles();
    await expect(typist.field).toHaveValue(String(last));
    expect(await saved(caller, draft)).toBe(last);
  }
});
