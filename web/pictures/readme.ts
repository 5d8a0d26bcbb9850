import { mkdirSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { as, Caller, sample } from '../e2e/office';

const folder = '../docs/pictures';

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: `${folder}/${name}.jpg`, type: 'jpeg', quality: 72 });
}

test('pictures', async ({ page, browser, playwright }) => {
  mkdirSync(folder, { recursive: true });
  const [applicant, window] = [await Caller.of(playwright, 'demo-a1'), await Caller.of(playwright, 'demo-u1')];
  const filed = await applicant.filedMany(sample('p1'), 6);
  const [one, two] = filed as [{ case: string }, { case: string }];
  await window.decides(one.case, 'acceptance', 'accept');
  const draft = await applicant.drafted(sample('p1'));

  await page.goto('/items/si-qualification');
  await page.getByRole('heading', { name: '办理流程' }).evaluate((h) => h.scrollIntoView());
  await page.screenshot({ path: `${folder}/guide.jpg`, type: 'jpeg', quality: 72 });

  const my = await as(browser, 'demo-a1');
  await my.goto(`/my/drafts/${draft}/check`);
  await expect(my.getByRole('heading', { level: 1 })).toHaveText('核对并提交');
  await my.goto(`/my/cases/${one.case}`);
  await expect(my.locator('.timeline li').first()).toBeVisible();
  await take(my, 'case');

  const desk = await as(browser, 'demo-u1');
  await expect(desk.locator('main tbody a').first()).toBeVisible();
  await take(desk, 'inbox');
  await desk.goto(`/desk/cases/${two.case}?tab=files`);
  await desk.locator('.rows button').first().click();
  await expect(desk.locator('.viewer canvas, .viewer img').first()).toBeVisible();
  await desk.getByRole('tab', { name: '表单' }).click();
  await take(desk, 'workbench');

  const auditor = await as(browser, 'demo-x1');
  await auditor.goto(`/audit/cases/${one.case}`);
  await expect(async () => { // once the log has its entries
    await auditor.getByRole('button', { name: /^(重新)?验证$/ }).click();
    await expect(auditor.locator('.verify')).toContainText('已验证', { timeout: 2000 });
  }).toPass();
  await take(auditor, 'trail');

  const admin = await as(browser, 'demo-x2');
  await admin.goto('/admin/items/si-qualification/edit');
  await expect(admin.getByRole('tab', { name: '流程' })).toBeVisible();
  await admin.getByRole('tab', { name: '流程' }).click();
  await expect(admin.locator('svg').first()).toBeVisible();
  await take(admin, 'editor');
});
