import { expect, type Route } from '@playwright/test';
import { as, Caller, test } from './office';

const mib = 1 << 20;

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
