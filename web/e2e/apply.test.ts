import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page, type Route } from '@playwright/test';
import { as, Caller, enter, sample, signIn, test } from './office';

/** What has an id that is a JSON pointer. */
function at(page: Page, pointer: string): Locator {
  return page.locator(`[id="${pointer}"]`);
}

/** Fills in a value where the form asks for it, whatever control that is. */
async function fill(page: Page, pointer: string, value: unknown): Promise<void> {
  if (Array.isArray(value)) {
    const rows = at(page, pointer).locator('> .array-row');
    while ((await rows.count()) < value.length) await at(page, pointer).locator('> button').last().click();
    for (const [i, v] of value.entries()) await fill(page, `${pointer}/${i}`, v);
    return;
  }
  if (typeof value === 'object' && value !== null) {
    for (const [name, v] of Object.entries(value)) await fill(page, `${pointer}/${name}`, v);
    return;
  }
  const control = at(page, pointer);
  const tag = await control.evaluate((e) => e.tagName);
  if (tag === 'FIELDSET') return control.locator(`input[value="${String(value)}"]`).check();
  if (tag === 'SELECT') return void (await control.selectOption(String(value)));
  if ((await control.getAttribute('type')) === 'checkbox') return control.check();
  if (!(await control.getAttribute('readonly'))) await control.fill(String(value));
}

test('an applicant fills in an application, is told what is missing, files it, and follows it', async ({ page, browser }) => {
  const s = sample('p1');
  await page.goto('/');
  await page.locator('#q').fill('项目经理');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: '系统集成项目经理资质审批' }).click();
  await page.getByRole('link', { name: '登录后申请' }).click();
  await enter(page, 'demo-a1');
  await page.getByRole('button', { name: '开始申请' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('系统集成项目经理资质审批');

  // What is wrong in a section is told when it is left.
  await page.locator('.tasks a').first().click();
  await page.getByRole('button', { name: '下一步' }).click();
  await expect(page.locator('.errors')).toBeFocused();
  const list = page.url().replace(/\/form\/.*/, '');

  const guide = (await (await page.request.get(`/api/v1/items/${s.item}`)).json()) as { form: { properties: Record<string, unknown> } };
  for (const section of Object.keys(guide.form.properties)) {
    if (s.form[section] === undefined) continue;
    await page.goto(`${list}/form/${section}`);
    await fill(page, `/${section}`, s.form[section]);
    await page.getByRole('button', { name: '下一步' }).click();
    await expect(page).not.toHaveURL(new RegExp(`/form/${section}$`));
  }

  await page.goto(`${list}/materials`);
  for (const material of new Set(s.files.map((f) => f.requirement))) {
    const files = s.files.filter((f) => f.requirement === material);
    await page.locator(`[id="f-${material}"]`).setInputFiles(files.map((f) => ({ name: f.name, mimeType: type(f.path), buffer: read(f.path) })));
    for (const f of files) await expect(page.getByText(f.name).first()).toBeVisible();
  }
  await page.getByRole('link', { name: '核对并提交' }).click();
  await expect(page.locator('.errors')).toHaveCount(0);
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: '提交申请' }).dblclick();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('提交成功');
  const number = await page.locator('.big').first().innerText();
  const code = await page.locator('.big').nth(1).innerText();

  await page.getByRole('link', { name: '我的办件' }).click();
  await expect(page.getByRole('link', { name: number })).toHaveCount(1); // pressed twice, filed once
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto('/progress');
  await stranger.locator('#number').fill(number);
  await stranger.locator('#code').fill(code);
  await stranger.keyboard.press('Enter');
  await expect(stranger.getByRole('status').getByText(number)).toBeVisible();
});

function read(path: string): Buffer {
  return readFileSync(`../catalogue/${path}`);
}

function type(path: string): string {
  return path.endsWith('.pdf') ? 'application/pdf' : path.endsWith('.png') ? 'image/png' : 'image/jpeg';
}

test('what was typed is there after the tab was killed, and in another browser', async ({ browser, request }) => {
  const caller = await Caller.as(request, 'demo-t3');
  const draft = await caller.post<{ id: string }>('/drafts', { item: 'si-project-manager' });
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, 'demo-t3');
  await page.goto(`/my/drafts/${draft.id}/form/person`);
  const name = at(page, '/person/name');
  await name.fill('𠮷示例'); // a character beyond the basic plane
  await expect(page.locator('.save')).toHaveClass('save saved');
  await context.close(); // no farewell
  const other = await (await browser.newContext()).newPage();
  await signIn(other, 'demo-t3');
  await other.goto(`/my/drafts/${draft.id}/form/person`);
  await expect(at(other, '/person/name')).toHaveValue('𠮷示例');
});

test('two who fill in one draft keep what both typed, and choose where both typed', async ({ browser, request }) => {
  const caller = await Caller.as(request, 'demo-t4');
  const draft = await caller.post<{ id: string }>('/drafts', { item: 'si-project-manager' });
  const pages: Page[] = [];
  for (let n = 0; n < 2; n++) {
    const page = await (await browser.newContext()).newPage();
    await signIn(page, 'demo-t4');
    await page.goto(`/my/drafts/${draft.id}/form/person`);
    await expect(at(page, '/person/name')).toBeVisible();
    pages.push(page);
  }
  const [mine, theirs] = pages as [Page, Page];
  await at(theirs, '/person/name').fill('乙');
  await at(theirs, '/person/phone').fill('0851-00000009');
  await expect(theirs.locator('.save')).toHaveClass('save saved');
  const reads = (r: Route) => (r.request().method() === 'GET' ? r.fulfill({ status: 503 }) : r.fallback());
  await mine.route(`**/drafts/${draft.id}`, reads); // what the other one typed cannot be read at first
  await at(mine, '/person/name').fill('甲');
  await expect(mine.locator('.save')).toHaveClass('save offline');
  await expect(at(mine, '/person/name')).toHaveValue('甲');
  await mine.unroute(`**/drafts/${draft.id}`, reads);
  await expect(mine.getByText('他人同时修改了以下内容')).toBeVisible();
  await expect(at(mine, '/person/phone')).toHaveValue('0851-00000009');
  await mine.getByRole('button', { name: '用我的' }).click();
  await expect(mine.locator('.save')).toHaveClass('save saved');
  const kept = await caller.get<{ form: { person: { name: string; phone: string } } }>(`/drafts/${draft.id}`);
  expect(kept.form.person).toMatchObject({ name: '甲', phone: '0851-00000009' });
});

test('what could not be read is said to be so, and is not taken for nothing', async ({ browser, playwright }) => {
  const { case: id } = await (await Caller.of(playwright, 'demo-a1')).filed(sample('p1'));
  await (await Caller.of(playwright, 'demo-u1')).post(`/cases/${id}/tasks/1/decide`, { decision: 'supplement', reason: '需补正', supplements: [{ material: '', problem: '电话有误', demand: '请更正' }] });
  const page = await as(browser, 'demo-a1');
  const down = (r: Route) => r.fulfill({ status: 503 });
  const retry = page.getByRole('button', { name: '重试' });
  const broken = ['**/api/v1/certificates?*', '**/api/v1/cases?*rateable=true*', '**/api/v1/cases/*/permissions', '**/api/v1/cases/*/trail*', '**/api/v1/drafts'];
  for (const path of broken) await page.route(path, down);
  await page.goto('/my');
  await expect(retry).toHaveCount(4); // ended cases, drafts, and certificates, both where one is due and where they are listed
  await expect(page.getByText('目前没有')).toHaveCount(0);
  await page.goto(`/my/cases/${id}`);
  await expect(page.locator('.asked').getByRole('alert')).toContainText('HTTP 503');
  await expect(page.getByRole('button', { name: '开始补正' })).toHaveCount(0); // one may be begun
  await expect(retry).toHaveCount(3); // drafts, what may be done, and whether one may write
  await page.goto(`/my/cases/${id}/receipt`);
  await expect(page.getByRole('alert')).toContainText('HTTP 503');
  for (const path of broken) await page.unroute(path, down);
  await retry.click();
  await expect(page.getByText('收到时间')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('two tabs that file one draft at once file one case', async ({ browser, request }) => {
  const caller = await Caller.as(request, 'demo-a1');
  const draft = await caller.drafted(sample('p1'));
  const context = await browser.newContext();
  const pages = [await context.newPage(), await context.newPage()];
  await signIn(pages[0] as Page, 'demo-a1');
  for (const page of pages) {
    await page.goto(`/my/drafts/${draft}/check`);
    await page.getByRole('checkbox').check();
  }
  await Promise.all(pages.map((page) => page.getByRole('button', { name: '提交申请' }).dblclick()));
  for (const page of pages) await expect(page.getByRole('heading', { level: 1 })).toHaveText('提交成功');
  expect(new Set(pages.map((page) => page.url())).size).toBe(1);
});
