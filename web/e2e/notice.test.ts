import { type Browser, expect } from '@playwright/test';
import { looks, usable, wear } from './axe';
import { Caller, sample, test } from './office';

/** Brings an application to its public notice, by the officers whose turn it is. */
async function noticed(browser: Browser): Promise<{ id: string; number: string }> {
  const as = async (login: string) => Caller.as((await browser.newContext()).request, login);
  const filed = await (await as('demo-a1')).filed(sample('s1'));
  const at = async (who: Caller, node: string) => {
    const { visits } = await who.get<{ visits: { visit: number; node: string; status: string }[] }>(`/cases/${filed.case}`);
    return `/cases/${filed.case}/tasks/${visits.find((v) => v.node === node && v.status === 'open')?.visit}`;
  };
  const decide = async (who: Caller, node: string, decision: string) => who.post(`${await at(who, node)}/decide`, { decision, reason: '情况属实' });
  await decide(await as('demo-u1'), 'acceptance', 'accept');
  const handler = await as('demo-u3');
  await decide(handler, 'first-review', 'pass');
  await handler.post(`${await at(handler, 'expert-review')}/name`, { people: ['E1', 'E2', 'E3', 'E4', 'E5'] });
  for (const inspector of ['demo-u4', 'demo-u5']) await decide(await as(inspector), 'site-check', 'pass');
  for (const expert of ['demo-e1', 'demo-e2', 'demo-e3']) await decide(await as(expert), 'expert-review', 'pass');
  await decide(await as('demo-u6'), 'second-review', 'pass');
  return { id: filed.case, number: filed.case_number };
}

test('anybody reads what is proposed and objects to it, once, and the officers learn of it', async ({ page, browser }) => {
  const { id, number } = await noticed(browser);
  await page.goto('/');
  await page.getByRole('heading', { name: '最新公示' }).waitFor();
  await page.getByRole('navigation').getByRole('link', { name: '公示公告' }).click();
  await page.getByRole('listitem').filter({ has: page.locator(`a[href*="${number}"]`) }).getByRole('link').press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('审查结果的公示');
  await expect(page.getByText(/余 \d+ 个工作日/)).toBeVisible();
  for (const look of [...looks.slice(1), ...looks.slice(0, 1)]) { // and back to the first
    await wear(page, look);
    await usable(page, page.url(), look);
  }
  await page.getByLabel('姓名或单位名称').fill('李某');
  await page.getByLabel('联系方式').fill('lm@example.invalid');
  await page.getByLabel('异议内容').fill('业绩不实');
  await page.getByRole('button', { name: '提交异议' }).dblclick();
  await expect(page.getByRole('heading', { name: '异议已收到' })).toBeFocused();
  await expect(page.getByText(new RegExp(`${number}-\\d+`))).toBeVisible();
  await page.reload();
  await expect(page.getByText('收到异议，重新审查')).toBeVisible();

  const officer = await Caller.as((await browser.newContext()).request, 'demo-u6');
  const { visits } = await officer.get<{ visits: { opinions: { from?: string; reason?: string }[] }[] }>(`/cases/${id}`);
  expect(visits.flatMap((v) => v.opinions).filter((o) => o.from === '李某')).toMatchObject([{ reason: '业绩不实' }]);
});

test('what was granted is listed, by kind, with the table of the same rows', async ({ page }) => {
  await page.goto('/results');
  const rows = page.locator('tbody tr');
  await expect(rows.first()).toBeVisible();
  const all = await rows.count();
  await page.getByLabel('证照名称').selectOption({ label: '计算机信息系统集成企业资质证书' });
  await expect(page).toHaveURL(/kind=/);
  const table = await (await page.request.get(await page.getByRole('link', { name: 'CSV' }).getAttribute('href') ?? '')).text();
  const lines = table.trim().split('\n').length - 1;
  expect(lines).toBeGreaterThan(0);
  expect(lines).toBeLessThan(all);
  await expect(rows).toHaveCount(lines);
});
