import { readFileSync } from 'node:fs';
import { type APIRequestContext, type Browser, expect, type Page, test as base } from '@playwright/test';

/** A sample application of the catalogue. */
export interface Sample {
  item: string;
  form: Record<string, unknown>;
  files: { requirement: string; name: string; path: string }[];
}

export function sample(key: string): Sample {
  return JSON.parse(readFileSync(`../catalogue/samples/${key}.json`, 'utf8')) as Sample;
}

function password(login: string): string {
  const line = readFileSync(process.env.SHENPI_LOGINS ?? '', 'utf8').split('\n').find((l) => l.startsWith(`${login}\t`) || l.startsWith(`${login} `));
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

export async function signIn(page: Page, login: string): Promise<void> {
  await page.goto('/login');
  await enter(page, login);
}

/** Signs in on the page that asks for it, and waits for where that leads. */
export async function enter(page: Page, login: string): Promise<void> {
  await page.locator('#login').fill(login);
  await page.locator('#password').fill(password(login));
  await page.locator('#password').press('Enter');
  await page.waitForURL((url) => url.pathname !== '/login');
}

export async function as(browser: Browser, login: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, login);
  return page;
}

/** Somebody at the API: what a test needs to be there is made there, and only what it is about is done in the browser. */
export class Caller {
  private constructor(private readonly request: APIRequestContext, private readonly csrf: string) {}

  static async as(request: APIRequestContext, login: string): Promise<Caller> {
    const answer = await request.post('/api/v1/session', { data: { login, password: password(login) } });
    expect(answer.status()).toBe(201);
    return new Caller(request, ((await answer.json()) as { csrf: string }).csrf);
  }

  private headers(more: Record<string, string> = {}) {
    return { 'X-Csrf-Token': this.csrf, 'Idempotency-Key': crypto.randomUUID(), ...more };
  }

  async post<T>(path: string, data: unknown): Promise<T> {
    const answer = await this.request.post(`/api/v1${path}`, { data, headers: this.headers() });
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
    return (await answer.json()) as T;
  }

  async get<T>(path: string): Promise<T> {
    return (await (await this.request.get(`/api/v1${path}`)).json()) as T;
  }

  /** A draft with all answers and files of a sample. */
  async drafted(s: Sample): Promise<string> {
    const draft = await this.post<{ id: string }>('/drafts', { item: s.item });
    const saved = await this.request.put(`/api/v1/drafts/${draft.id}`, { data: { form: s.form }, headers: this.headers({ 'If-Match': '"1"' }) });
    expect(saved.ok(), await saved.text()).toBe(true);
    for (const f of s.files) {
      const put = await this.request.put(`/api/v1/drafts/${draft.id}/files/${f.requirement}/${encodeURIComponent(f.name)}`, {
        data: readFileSync(`../catalogue/${f.path}`), headers: this.headers({ 'Content-Type': 'application/octet-stream' }),
      });
      expect(put.ok(), await put.text()).toBe(true);
    }
    return draft.id;
  }

  async filed(s: Sample): Promise<{ case: string; case_number: string }> {
    return this.post('/cases', { draft: await this.drafted(s) });
  }
}
