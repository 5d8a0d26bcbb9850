import { readFileSync } from 'node:fs';
import { expect, type Route } from '@playwright/test';
import { violations } from './axe';
import { as, Caller, sample, test } from './office';

const mib = 1 << 20;
const jpeg = readFileSync('../catalogue/' + (sample('p1').files.find((f) => f.name === '学历证书.jpg')?.path ?? ''));

test('an upload that was stopped goes on where it was, also after the page was gone', async ({ browser, request }) => {
  const caller = await Caller.as(request, 'demo-a1');
  const draft = await caller.post<{ id: string }>('/drafts', { item: 'si-project-manager' });
  const page = await as(browser, 'demo-a1');
  const material = page.locator('section', { has: page.locator('[id="m-contract-extract"]') });
  const file = { name: '大合同.pdf', mimeType: 'application/pdf', buffer: Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(13 * mib, 'x')]) };
  const sent: number[] = [];
  page.on('requestfinished', (r) => { const at = /\/parts\/(\d+)$/.exec(r.url()); if (at) sent.push(Number(at[1]) / mib); });
  let held: Route | undefined;
  await page.route('**/parts/8388608', (r) => { held = r; }); // the line hangs at 60 %

  await page.goto(`/my/drafts/${draft.id}/materials`);
  await material.locator('input[type=file]').setInputFiles(file);
  await expect.poll(() => held !== undefined).toBe(true);
  await material.getByRole('button', { name: '暂停 大合同.pdf' }).click();
  await expect(material.getByText('已暂停')).toBeVisible();
  await expect(material.getByRole('button', { name: '继续 大合同.pdf' })).toBeVisible();
  expect(sent).toEqual([0]);

  await page.unroute('**/parts/8388608');
  await page.reload();
  sent.length = 0;
  await material.locator('input[type=file]').setInputFiles(file);
  await expect(material.getByRole('button', { name: '移除 大合同.pdf' })).toBeVisible();
  expect(sent).toEqual([8]);

  // What the office has is not sent again.
  sent.length = 0;
  await material.locator('input[type=file]').setInputFiles({ ...file, name: '同一份.pdf' });
  await expect(material.getByRole('button', { name: '移除 同一份.pdf' })).toBeVisible();
  expect(sent).toEqual([]);
});

test('what was uploaded is looked at where it is listed, and a picture of the camera replaces none', async ({ browser, request }) => {
  const caller = await Caller.as(request, 'demo-a1');
  const draft = await caller.drafted(sample('p1'));
  const page = await as(browser, 'demo-a1', { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
  await page.goto(`/my/drafts/${draft}/materials`);

  const contracts = page.locator('section', { has: page.locator('[id="m-contract-extract"]') });
  const first = contracts.getByRole('button', { name: /^合同关键页-水务调度系统\.pdf/ });
  await first.click();
  const over = page.getByRole('dialog', { name: '查看' });
  await expect(over.getByText('第 1/1 页')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(over).toBeHidden();
  await expect(first).toBeFocused();

  const portrait = page.locator('section', { has: page.locator('[id="m-photo"]') });
  await expect(portrait.getByText('295×413 像素')).toBeVisible();
  await expect(portrait.getByText('不小于 200×240 像素')).toBeVisible();
  await portrait.getByRole('button', { name: /^证件照\.jpg/ }).click();
  const picture = over.getByRole('img', { name: '证件照.jpg 的图片' });
  await expect(picture).toHaveJSProperty('naturalWidth', 295);
  await over.getByRole('button', { name: '放大' }).click();
  await expect(picture).toHaveJSProperty('width', 443); // half as large again
  await over.getByRole('button', { name: '上一份' }).click();
  await expect(over.getByRole('heading', { name: /^身份证: / })).toBeVisible();
  await over.getByRole('button', { name: '关闭' }).click();

  const papers = page.locator('section', { has: page.locator('[id="m-education"]') });
  await papers.getByLabel('拍照').setInputFiles({ name: 'image.jpg', mimeType: 'image/jpeg', buffer: jpeg });
  await expect(papers.getByRole('button', { name: '移除 学历学位证书 1.jpg' })).toBeVisible();
  await papers.getByLabel('拍照').setInputFiles({ name: 'image.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([jpeg, Buffer.alloc(1)]) });
  await expect(papers.getByRole('button', { name: '移除 学历学位证书 2.jpg' })).toBeVisible();
  await expect(contracts.getByText('拍照')).toHaveCount(0); // it takes PDF alone
  expect(await violations(page)).toEqual([]);
});
