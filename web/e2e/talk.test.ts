import { expect } from '@playwright/test';
import { violations } from './axe';
import { as, Caller, sample, test } from './office';

test('both sides write to each other about a case, its applicant rates it, and the office answers', async ({ browser, playwright }) => {
  const caller = await Caller.of(playwright, 'demo-a1');
  const { case: id, case_number: number } = await caller.filed(sample('p1'));
  const mine = await as(browser, 'demo-a1');
  await mine.goto(`/my/cases/${id}`);
  await expect(mine.getByRole('heading', { name: '还要多久' })).toBeVisible();
  await expect(mine.getByText('剩 5 个工作日')).toBeVisible();
  await mine.getByLabel('新留言').fill('请问何时办结？');
  await mine.getByRole('button', { name: '发送' }).dblclick();
  await expect(mine.locator('.talk li')).toHaveText([/请问何时办结？/]); // pressed twice, sent once

  const desk = await as(browser, 'demo-u1');
  await desk.goto(`/desk/cases/${id}`);
  await desk.getByRole('tab', { name: '留言 1 条未读' }).click();
  await expect(desk.locator('.talk li')).toHaveText([/申请人.*未读.*请问何时办结？/]);
  expect(await violations(desk)).toEqual([]);
  await desk.getByLabel('新留言').fill('五个工作日内受理。');
  await desk.getByRole('button', { name: '发送' }).click();
  await expect(desk.locator('.talk li')).toHaveCount(2);
  await expect(desk.getByRole('tab', { name: '留言 (2)' })).toBeVisible(); // and what was read is not unread any more

  await caller.post(`/cases/${id}/withdraw`, { reason: '改期' });
  await mine.goto('/my');
  await mine.getByRole('link', { name: `评价本次办理 ${number}` }).click();
  await mine.getByLabel('不满意', { exact: true }).check();
  await mine.getByRole('button', { name: '提交评价' }).click();
  await expect(mine.locator('.errors')).toContainText('请选择不满意的方面');
  expect(await violations(mine)).toEqual([]);
  await mine.getByLabel('办理速度').check();
  await mine.getByRole('button', { name: '提交评价' }).click();
  await expect(mine.getByText('感谢您的评价')).toBeVisible();

  const head = await as(browser, 'demo-u6');
  await head.goto(`/desk/cases/${id}?tab=messages`);
  await head.getByLabel('回复内容').fill('已增派人员。');
  await head.getByRole('button', { name: '回复评价' }).click();
  await expect(head.getByText('机关回复')).toBeVisible();
  await mine.goto(`/my/cases/${id}`);
  await expect(mine.getByText('已增派人员。')).toBeVisible();
  await expect(mine.locator('.talk li').last()).toContainText('五个工作日内受理。');
  expect(await violations(mine)).toEqual([]);
});
