import { expect } from '@playwright/test';
import { violations } from './axe';
import { as, Caller, sample, test } from './office';

test('an application takes over from the last one what is not typed yet, and a renewal says what it opened with', async ({ browser, playwright, request }) => {
  const caller = await Caller.as(request, 'demo-t1');
  const first = sample('p1'), code = (await caller.get<{ person: { enterprise: string } }>('/session')).person.enterprise;
  const { case_number: number } = await caller.filed({ ...first, form: { ...first.form, person: { ...(first.form.person as object), id_no: '520000199105059176' }, employment: { ...(first.form.employment as object), employer_credit_code: code } } });
  const draft = await caller.post<{ id: string }>('/drafts', { item: first.item });
  await caller.save(draft.id, 1, { employment: { employer_name: '新名称' } });

  const page = await as(browser, 'demo-t1');
  await page.goto(`/my/drafts/${draft.id}`);
  const offer = page.getByRole('region', { name: '沿用上次申请的内容' });
  await expect(offer.getByRole('link', { name: number })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await offer.getByRole('button', { name: `沿用办件 ${number} 的内容` }).click();
  await expect(offer.getByRole('status')).toContainText(`已从办件 ${number} 沿用`);
  const saved = async () => (await caller.get<{ form: { employment: Record<string, unknown>; person?: unknown } }>(`/drafts/${draft.id}`)).form;
  await expect.poll(async () => (await saved()).employment.employer_credit_code).toBe(code);
  expect((await saved()).employment.employer_name).toBe('新名称'); // what was typed stays
  expect((await saved()).person).toBeUndefined(); // the next one is about another person

  const holder = await Caller.of(playwright, 'demo-a4');
  const renewal = await holder.post<{ id: string; form: { enterprise?: unknown } }>('/drafts', { item: 'si-renewal', certificate: 'SL-SIQ3-2022-0007' });
  const other = await as(browser, 'demo-a4');
  await other.goto(`/my/drafts/${renewal.id}`);
  const opened = other.getByRole('region', { name: '已按证照 SL-SIQ3-2022-0007 预填' });
  await expect(opened).toContainText('目前与预填的内容相同');
  expect(await violations(other)).toEqual([]);
});
