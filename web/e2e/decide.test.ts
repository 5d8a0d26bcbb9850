import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { violations } from './axe';
import { as, Caller, sample, test } from './office';

test('officers take a case through the workbench by keyboard, and the next one opens', async ({ browser, request }) => {
  const applicant = await Caller.as(request, 'demo-a1');
  const filed = await applicant.filed(sample('p1'));
  const window = await as(browser, 'demo-u1');
  await window.getByRole('row', { name: filed.case_number }).getByRole('link').press('Enter');
  await expect(window.getByRole('heading', { level: 1 })).toContainText(filed.case_number);
  await expect(window.getByRole('radio', { name: '受理' }).first()).toBeVisible();
  await window.keyboard.press('1');
  await expect(window.getByRole('radio').first()).toBeChecked();
  await window.getByRole('button', { name: /^确定/ }).press('Enter');
  await expect(window).not.toHaveURL(new RegExp(filed.case));
  expect(await applicant.get<{ status: string }>(`/cases/${filed.case}`)).toMatchObject({ status: 'accepted' });

  // Whoever accepted does not examine: the case offers them no decision any more.
  await window.goto(`/desk/cases/${filed.case}`);
  await expect(window.getByRole('complementary').getByRole('heading')).toBeVisible();
  await expect(window.getByRole('radio', { name: '受理' })).toHaveCount(0);
});

test('a supplement is asked for, supplied, and seen as what changed', async ({ browser, request }) => {
  const applicant = await Caller.as(request, 'demo-a1');
  const application = sample('p1'), filed = await applicant.filed(application);
  const window = await as(browser, 'demo-u2');
  await window.goto(`/desk/cases/${filed.case}`);
  await window.getByRole('radio', { name: '要求补正' }).check();
  await window.getByLabel('材料', { exact: true }).selectOption({ label: '劳动合同' });
  await window.getByLabel('存在的问题').fill('扫描件不清晰');
  await window.getByLabel('如何补正').fill('请重新扫描后上传');
  const why = window.locator('#ask-reason');
  if (await why.count()) await why.fill('材料需补正');
  await window.getByRole('button', { name: /^确定/ }).click();
  await expect(window.locator('.errors')).toHaveCount(0);

  const page = await as(browser, 'demo-a1');
  await page.goto('/my');
  await page.getByRole('link', { name: filed.case_number }).first().click();
  await expect(page.getByText('扫描件不清晰')).toBeVisible();
  const asked = page.locator('.asked');
  await expect(asked.getByRole('listitem')).toHaveText('劳动合同 扫描件不清晰。请重新扫描后上传');
  await page.getByRole('button', { name: '开始补正' }).click();
  await expect(asked.getByRole('heading')).toHaveText('补正：0/1 项已改动');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('link', { name: '核对并提交' }).click();
  await expect(asked).toContainText('提交后按原样审查');
  expect(await violations(page)).toEqual([]);
  await asked.getByRole('link', { name: '劳动合同' }).click(); // each point leads to its material
  const material = page.getByRole('region', { name: '劳动合同' });
  await expect(material).toBeInViewport();
  await expect(material.getByRole('listitem').first()).toHaveText('! 尚未改动 扫描件不清晰。请重新扫描后上传');
  await material.getByRole('button', { name: /^移除/ }).click();
  await page.locator('[id="f-labour-contract"]').setInputFiles({ name: '劳动合同-重扫.pdf', mimeType: 'application/pdf', buffer: readFileSync('../catalogue/samples/files/p1/social-insurance-1.pdf') });
  await expect(material.getByText('已改动')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('link', { name: '核对并提交' }).click();
  await expect(asked.getByRole('heading')).toHaveText('补正：1/1 项已改动');
  await expect(asked).not.toContainText('提交后按原样审查');
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: '提交补正' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('补正已提交');
  await expect(page.getByText('收到时间')).toBeVisible();
  await expect.poll(async () => (await applicant.get<{ asks: unknown[] }>(`/cases/${filed.case}`)).asks.length).toBe(0);

  // What was replaced is still there: to be looked at, and to be checked with the rest.
  await window.goto(`/desk/cases/${filed.case}?tab=changes`);
  const gone = window.getByRole('listitem').filter({ hasText: '− 删除' });
  const [old] = await Promise.all([window.waitForEvent('download'), gone.getByRole('link').click()]);
  expect(readFileSync(await old.path()).equals(readFileSync(`../catalogue/${application.files.find((f) => f.requirement === 'labour-contract')?.path}`))).toBe(true);
  await window.goto(`/desk/cases/${filed.case}?tab=trail`);
  await window.getByRole('button', { name: '验证', exact: true }).click();
  await expect(window.locator('.verify')).toContainText('个文件与登记的摘要一致', { timeout: 60_000 });
  await expect(window.locator('.verify')).not.toContainText('未能取得');
});
