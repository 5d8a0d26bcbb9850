import { readFileSync } from 'node:fs';
import { type APIRequestContext, type Browser, type BrowserContextOptions, expect, type Page, type PlaywrightWorkerArgs, test as base } from '@playwright/test';

type Playwright = PlaywrightWorkerArgs['playwright'];

/** A sample application of the catalogue. */
export interface Sample {
  item: string;
  certificate?: string; // that it is about
  form: Record<string, unknown>;
  files: { requirement: string; name: string; path: string }[];
}

export function sample(key: string): Sample {
  return JSON.parse(readFileSync(`../catalogue/samples/${key}.json`, 'utf8')) as Sample;
}

/** The password of a login, of this demonstration or of another. */
export function password(login: string, logins = process.env.SHENPI_LOGINS ?? ''): string {
  const line = readFileSync(logins, 'utf8').split('\n').find((l) => l.startsWith(`${login}\t`) || l.startsWith(`${login} `));
  if (!line) throw new Error(`no login ${login}`);
  return line.split(/\s+/)[1] ?? '';
}

/** Every page of a test fails it by an error in the console, a script that threw, or something that the policy refused. */
export const test = base.extend<{ quiet: undefined }>({
  quiet: [async ({ context }, use) => {
    const faults: string[] = [];
    await context.addInitScript(() => addEventListener('securitypolicyviolation', (e) => reportError(new Error(`refused by policy: ${e.violatedDirective} ${e.blockedURI}`))));
    context.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') faults.push(m.text()); });
    context.on('weberror', (e) => faults.push(String(e.error())));
    await use(undefined);
    expect(faults).toEqual([]);
  }, { auto: true }],
});

export async function signIn(page: Page, login: string, secret?: string): Promise<void> {
  await page.goto('/login');
  await enter(page, login, secret);
  const { purpose_due } = await page.evaluate(async () => (await fetch('/api/v1/session')).json() as Promise<{ purpose_due?: boolean }>);
  if (purpose_due) await statePurpose(page);
}

/** Says what for somebody looks who watches over others: they are asked on the page where they begin. */
export async function statePurpose(page: Page): Promise<void> {
  await page.locator('#purpose').fill('年度检查');
  await page.locator('form:has(#purpose) button.main').click();
  await expect(page.locator('#purpose')).toHaveCount(0);
}

/** Signs in on the page that asks for it, and waits for where that leads. */
export async function enter(page: Page, login: string, secret = password(login)): Promise<void> {
  await page.locator('#login').fill(login);
  await page.locator('#password').fill(secret);
  await page.locator('#password').press('Enter');
  await page.waitForURL((url) => url.pathname !== '/login');
}

export async function as(browser: Browser, login: string, device: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext(device)).newPage();
  await signIn(page, login);
  return page;
}

/** Somebody at the API: what a test needs to be there is made there, and only what it is about is done in the browser. */
export class Caller {
  private constructor(private readonly request: APIRequestContext, private readonly csrf: string) {}

  static async as(request: APIRequestContext, login: string, logins?: string): Promise<Caller> {
    const answer = await request.post('/api/v1/session', { data: { login, password: password(login, logins) } });
    expect(answer.status()).toBe(201);
    return new Caller(request, ((await answer.json()) as { csrf: string }).csrf);
  }

  /** Somebody beside others: each has a session of their own. */
  static async of(playwright: Playwright, login: string): Promise<Caller> {
    return Caller.as(await playwright.request.newContext({ baseURL: test.info().project.use.baseURL }), login);
  }

  /** Decides at the open visit of a step. */
  async decides(id: string, node: string, decision: string): Promise<void> {
    await this.post(`/cases/${id}/tasks/${await this.visit(id, node)}/decide`, { decision, reason: '情况属实' });
  }

  async visit(id: string, node: string): Promise<number> {
    const { visits } = await this.get<{ visits: { visit: number; node: string; status: string }[] }>(`/cases/${id}`);
    const open = visits.find((v) => v.node === node && v.status === 'open');
    expect(open, `no open visit of ${node}`).toBeDefined();
    return open?.visit ?? 0;
  }

  private headers(more: Record<string, string> = {}) {
    return { 'X-Csrf-Token': this.csrf, 'Idempotency-Key': crypto.randomUUID(), ...more };
  }

  async post<T>(path: string, data: unknown): Promise<T> {
    const answer = await this.request.post(`/api/v1${path}`, { data, headers: this.headers() });
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
    return (await answer.json()) as T;
  }

  /** The code that something is refused with. */
  async refused(path: string, data: unknown): Promise<string> {
    const answer = await this.request.post(`/api/v1${path}`, { data, headers: this.headers() });
    expect(answer.ok()).toBe(false);
    return ((await answer.json()) as { code: string }).code;
  }

  async save(draft: string, revision: number, form: unknown): Promise<void> {
    const saved = await this.request.put(`/api/v1/drafts/${draft}`, { data: { form }, headers: this.headers({ 'If-Match': `"${revision}"` }) });
    expect(saved.ok(), await saved.text()).toBe(true);
  }

  async get<T>(path: string): Promise<T> {
    return (await (await this.request.get(`/api/v1${path}`)).json()) as T;
  }

  async delete(path: string): Promise<void> {
    const answer = await this.request.delete(`/api/v1${path}`, { headers: this.headers() });
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  }

  /** The status that is answered with. */
  async status(path: string): Promise<number> {
    return (await this.request.get(`/api/v1${path}`)).status();
  }

  /** A draft with all answers and files of a sample. */
  async drafted(s: Sample): Promise<string> {
    const draft = await this.post<{ id: string }>('/drafts', { item: s.item, certificate: s.certificate });
    await this.save(draft.id, 1, s.form);
    await Promise.all(s.files.map(async (f) => {
      const put = await this.request.put(`/api/v1/drafts/${draft.id}/files/${f.requirement}/${encodeURIComponent(f.name)}`, {
        data: readFileSync(`../catalogue/${f.path}`), headers: this.headers({ 'Content-Type': 'application/octet-stream' }),
      });
      expect(put.ok(), await put.text()).toBe(true);
    }));
    return draft.id;
  }

  /** Files a sample so many times, some at once. */
  async filedMany(s: Sample, many: number): Promise<{ case: string; case_number: string }[]> {
    const filed: { case: string; case_number: string }[] = [];
    for (let n = 0; n < many; n += 5) filed.push(...await Promise.all(Array.from({ length: Math.min(5, many - n) }, () => this.filed(s))));
    return filed;
  }

  async filed(s: Sample): Promise<{ case: string; case_number: string }> {
    return this.post('/cases', { draft: await this.drafted(s) });
  }

  /** The text of a published version. */
  async definition(item: string, version = 1): Promise<{ text: string; etag: string }> {
    const answer = await this.request.get(`/api/v1/definitions/${item}/${version}`);
    return { text: await answer.text(), etag: answer.headers().etag ?? '' };
  }

  /** Puts the second version of an item before another person. */
  async proposed(item: string, change: (text: string) => string): Promise<void> {
    const { text, etag } = await this.definition(item);
    const answer = await this.request.post('/api/v1/proposals', { data: change(text.replace(/^version: 1$/m, 'version: 2')), headers: this.headers({ 'Content-Type': 'application/yaml', 'If-Match': etag }) });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
}
