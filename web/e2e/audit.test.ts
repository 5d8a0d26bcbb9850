import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { violations } from './axe';
import { as, Caller, enter, password, sample, statePurpose, test } from './office';
import { folder, freePort, start } from './server';

interface Bare { visits: { visit: number }[]; documents: { issued_at?: string }[] }

/** Files a case and accepts it, and waits until its notice is issued and in a checkpoint. */
async function accepted(applicant: Caller, window: Caller): Promise<{ case: string; case_number: string }> {
  const filed = await applicant.filed(sample('p1'));
  const visit = (await window.get<Bare>(`/cases/${filed.case}`)).visits[0]?.visit;
  await window.post(`/cases/${filed.case}/tasks/${visit}/decide`, { decision: 'accept' });
  await expect.poll(async () => (await window.get<Bare>(`/cases/${filed.case}`)).documents[0]?.issued_at).toBeTruthy();
  await expect.poll(async () => {
    const proof = await window.get<{ entries?: { position?: number }[] }>(`/cases/${filed.case}/proof`);
    return proof.entries?.every((e) => e.position !== undefined);
  }).toBe(true);
  return filed;
}

/** Writes something else of the same length into the second entry of a case, in the file of the database: whoever owns it can. */
function alter(database: string, id: string, was: string, is: string): void {
  const file = readFileSync(database), entry = `"stream":"case/${id}","number":2,`;
  let changed = 0;
  for (let at = file.indexOf(entry); at >= 0; at = file.indexOf(entry, at + 1)) {
    const place = file.indexOf(was, at);
    if (place < 0 || place > at + 2000) continue;
    file.write(is, place);
    changed++;
  }
  expect(changed).toBeGreaterThan(0);
  writeFileSync(database, file);
}

async function verify(page: Page): Promise<void> {
  await page.getByRole('button', { name: '验证', exact: true }).click();
  await expect(page.locator('.verify [role="status"] .tag')).toBeVisible();
}

test('an altered row of the database is found out in the browser, and a clean case is green', async ({ browser, playwright }) => {
  const data = folder(), port = await freePort(), base = `http://127.0.0.1:${port}`, logins = join(data, 'logins.txt');
  const caller = async (login: string) => Caller.as(await playwright.request.newContext({ baseURL: base }), login, logins);
  let end = await start(data, port);
  try {
    const [applicant, window] = [await caller('demo-a1'), await caller('demo-u1')];
    const altered = await accepted(applicant, window), clean = await accepted(applicant, window), broken = await accepted(applicant, window);
    await end();
    alter(join(data, 'shenpi.db'), altered.case, '"decision":"accept"', '"decision":"refuse"');
    alter(join(data, 'shenpi.db'), broken.case, '"number":2,', '"number":2;');
    end = await start(data, port);

    const page = await (await browser.newContext({ baseURL: base })).newPage();
    await page.goto('/login');
    await enter(page, 'demo-x1', password('demo-x1', logins));
    await expect(page).toHaveURL(/\/audit\/trail$/); // where an auditor begins
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('请先说明查阅目的');
    await expect(page.locator('main table')).toHaveCount(0);
    expect(await violations(page)).toEqual([]);
    await statePurpose(page);
    await page.getByLabel('办件编号或申请人代码').fill(altered.case_number);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`q=${altered.case_number}`));
    await page.getByRole('link', { name: altered.case_number }).first().click();
    await verify(page);
    const panel = page.locator('.verify');
    await expect(panel).toContainText('不通过');
    await expect(panel).toContainText('从第 2 条起未获证明：与签名的日志不符，此条被改动过');
    await expect(panel).toContainText('第 1 至 1 条仍已证明');
    await expect(page.getByRole('row').filter({ hasText: '从此条起未获证明' })).toHaveCount(2);
    await expect(page.getByRole('row').filter({ hasText: '已证明' }).first()).toContainText('提交申请');

    await page.goto(`/audit/cases/${clean.case}`);
    await verify(page);
    await expect(panel).toContainText('已验证');
    await expect(panel).toContainText('3/3 条前后相连');
    await expect(panel).toContainText(/\d+ 个文件与登记的摘要一致/);
    await page.getByRole('button', { name: '重新验证' }).click();
    await expect(panel).toContainText('本浏览器上次所见'); // the log grew from there

    await page.goto('/audit/trail?streams=access'); // what was looked at just now is on the trail too
    const looks = page.locator('main tbody');
    await expect(looks).toContainText('说明查阅目的');
    await expect(looks).toContainText(`办件 ${altered.case_number}`);
    await expect(looks).toContainText(`办件 ${clean.case_number}`);
    const called = (await page.locator('.who a').innerText()).trim();
    await page.getByLabel('人员', { exact: true }).fill('无此人');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('没有编号或者姓名是“无此人”的人员');
    await page.getByLabel('人员', { exact: true }).fill(called);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/person=X1/); // whom it means, and not the name
    await expect(page.getByLabel('人员', { exact: true })).toHaveValue(called);

    // What the server cannot read any more is found out too. It says that it failed, which is no fault of the page.
    const other = await browser.newContext({ baseURL: base, storageState: await page.context().storageState() });
    const unread = await other.newPage();
    await unread.goto(`/audit/cases/${broken.case}`);
    await verify(unread);
    await expect(unread.locator('.verify')).toContainText('从第 2 条起未获证明：内容损坏，不能读出');
  } finally {
    await end();
    rmSync(data, { recursive: true, force: true });
  }
});

test('an evidence pack is checked in the browser without a network, and a changed byte is found', async ({ browser, request, context }) => {
  const [applicant, window] = [await Caller.as(request, 'demo-a1'), await Caller.as(await browser.newContext().then((c) => c.request), 'demo-u1')];
  const filed = await accepted(applicant, window);
  const auditor = await as(browser, 'demo-x1');
  await auditor.goto(`/audit/cases/${filed.case}`);
  const coming = auditor.waitForEvent('download');
  await auditor.getByRole('button', { name: '下载证据包（zip）' }).click();
  const pack = readFileSync(await (await coming).path());

  const page = await context.newPage(); // somebody who never signed in
  await page.goto('/log');
  await page.getByRole('button', { name: '核对签名与增长' }).click();
  await expect(page.getByRole('status')).toContainText('首次见到该日志');
  await page.getByRole('button', { name: '核对签名与增长' }).click();
  await expect(page.getByRole('status')).toContainText('只有增加，没有改动');
  await page.getByRole('link', { name: '在浏览器中验证证据包' }).click();
  await expect(page.getByLabel('公钥')).not.toBeEmpty();
  await context.setOffline(true);
  const choose = (bytes: Buffer) => page.getByLabel('选择证据包').setInputFiles({ name: 'case.zip', mimeType: 'application/zip', buffer: bytes });
  await choose(pack);
  await expect(page.getByRole('status')).toContainText('已验证');
  await expect(page.getByRole('status')).toContainText(`case ${filed.case_number}`);
  const spoilt = Buffer.from(pack);
  const at = spoilt.indexOf('"decision":"accept"');
  spoilt.write('"decision":"refuse"', at);
  await choose(spoilt);
  await expect(page.getByRole('status')).toContainText('不通过');
  await page.getByLabel('公钥').fill('other.example+00000000+AAAA'); // the verdict was by the other key
  await expect(page.getByRole('status')).toContainText('尚未验证');
  await context.setOffline(false);
});

test('a search is exported as it is, a limit is proved day by day, and a case is seen as of a day', async ({ browser, request }) => {
  const applicant = await Caller.as(request, 'demo-a1');
  const filed = await applicant.filed(sample('p1'));
  const page = await as(browser, 'demo-x1');
  await page.goto(`/audit/trail?q=${filed.case_number}`);
  await page.getByRole('button', { name: /提交申请/ }).click();
  await expect(page.getByText(/代.+提交申请：/)).toBeVisible();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出本次检索（CSV）' }).click();
  const csv = readFileSync(await (await coming).path(), 'utf8');
  expect(csv).toContain(`q=${filed.case_number}`);
  expect(csv.trimEnd()).toMatch(/共,1$/);

  await page.goto(`/audit/cases/${filed.case}/clock`);
  const sheet = page.locator('.sheet').filter({ has: page.getByRole('heading', { name: '受理期限' }) });
  await expect(sheet.getByRole('row').nth(1)).toContainText('第 1 条留痕');
  await expect(sheet.getByText(/起算，计入 5 天，最后一日为/)).toBeVisible();
  await sheet.getByRole('link', { name: '第 1 条留痕' }).first().click();
  await expect(page.getByRole('button', { name: /展开第 1 条/ })).toBeFocused();
  await expect(page.getByText(/代.+提交申请：/)).toBeVisible(); // it is open
  await page.getByRole('button', { name: '查看' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('截至');
  await expect(page.getByText('由截至当日的 1 条留痕还原')).toBeVisible();

  const chosen = page.locator('.as-of input'), first = await chosen.inputValue();
  await chosen.fill('2020-01-01'); // before it was filed
  await page.getByRole('button', { name: '查看' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(filed.case_number);
  await expect(page.getByRole('alert')).toContainText(`办件自${first}起才有记录`);
  await chosen.fill(first);
  await page.getByRole('button', { name: '查看' }).click();
  await expect(page.getByText('由截至当日的 1 条留痕还原')).toBeVisible();
});
