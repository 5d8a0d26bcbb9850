import { expect } from '@playwright/test';
import { Caller, enter, password, signIn, test } from './office';

test('a session is prolonged in all tabs at once, and what was typed outlives its end for its owner alone', async ({ browser, playwright }) => {
  const elsewhere = await Caller.of(playwright, 'demo-a4');
  const draft = await elsewhere.post<{ id: string }>('/drafts', { item: 'si-project-manager' });
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage(), second = await context.newPage();
  await signIn(page, 'demo-a4');

  // Two minutes before its end, as the server counts.
  await context.route('**/api/v1/session', async (r) => {
    if (r.request().method() !== 'GET') return r.continue();
    const answer = await r.fetch(), me = (await answer.json()) as { now: string };
    return r.fulfill({ response: answer, json: { ...me, idle_at: new Date(Date.parse(me.now) + 100_000).toISOString() } });
  });
  await page.goto(`/my/drafts/${draft.id}/form/person`);
  await second.goto('/account');
  for (const p of [second, page]) await expect(p.getByRole('dialog', { name: '登录即将到期' })).toBeVisible();
  await expect(page.getByRole('button', { name: '继续', exact: true })).toBeFocused();
  await context.unrouteAll();
  await page.keyboard.press('Enter');
  for (const p of [second, page]) await expect(p.getByRole('dialog')).toHaveCount(0);

  // It is ended from elsewhere while somebody types.
  await elsewhere.delete('/sessions');
  const name = page.locator('[id="/person/name"]');
  await name.fill('张三丰');
  await expect(page.getByRole('dialog', { name: '登录已到期' })).toBeVisible();
  await expect(name).toBeHidden();
  await page.getByRole('dialog').evaluate((d) => (d as HTMLDialogElement).close()); // as going back does on a telephone
  await expect(page.locator('#password')).toBeVisible();
  await expect(page.locator('#password')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(name).toBeHidden();
  await page.keyboard.type(password('demo-a4'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(name).toHaveValue('张三丰');
  await expect(page.locator('.save')).toHaveClass('save saved');
  expect((await elsewhere.get<{ form: { person: { name: string } } }>(`/drafts/${draft.id}`)).form.person.name).toBe('张三丰');

  // One's sessions are listed, and ended one by one.
  await second.goto('/account');
  await expect(second.getByRole('row').filter({ hasText: '本次登录' })).toContainText('Chrome, Linux');
  await second.getByRole('row').filter({ hasText: '其他程序' }).getByRole('button').click();
  await expect(second.getByRole('row').filter({ hasText: '其他程序' })).toHaveCount(0);
  expect(await elsewhere.status('/drafts')).toBe(401);

  // Somebody else who signs in beside it sees nothing of the form.
  await (await Caller.of(playwright, 'demo-a4')).delete('/sessions');
  await second.goto('/login');
  await expect(page.getByRole('dialog', { name: '登录已到期' })).toHaveCount(0); // not looked at yet
  await enter(second, 'demo-t4');
  await page.waitForURL((url) => url.pathname === '/');
});
