import { expect } from '@playwright/test';
import { as, Caller, sample, test } from './office';
import { violations } from './axe';

test('what was filed once is taken from the library and not sent again', async ({ browser, request }) => {
  const caller = await Caller.as(request, 'demo-a1');
  const s = sample('p1');
  await caller.filed(s);
  const draft = await caller.post<{ id: string }>('/drafts', { item: s.item });
  const page = await as(browser, 'demo-a1');
  const sent: string[] = [];
  page.on('request', (r) => { if (r.method() === 'PUT') sent.push(new URL(r.url()).pathname); });
  const file = s.files.find((f) => f.path.endsWith('.pdf'));
  if (!file) throw new Error('the sample has no PDF');

  await page.goto(`/my/drafts/${draft.id}/materials`);
  const section = page.locator('section', { has: page.locator(`[id="m-${file.requirement}"]`) });
  await section.getByRole('button', { name: /^从材料库选/ }).click();
  const dialog = section.getByRole('dialog');
  await expect(dialog.getByText('以前提交过').first()).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: `选用 ${file.name}` }).click();
  await expect(dialog.getByRole('button', { name: `选用 ${file.name}` })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(section.locator('> .files').getByRole('button', { name: `移除 ${file.name}` })).toBeVisible();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatch(new RegExp(`/drafts/${draft.id}/papers/${file.requirement}/[0-9a-f]{64}$`));

  await page.getByRole('link', { name: '材料库', exact: true }).click();
  await expect(page.getByRole('rowheader', { name: file.name })).toBeVisible();
});
