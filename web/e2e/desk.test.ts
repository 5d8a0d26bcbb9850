import { expect, type Page } from '@playwright/test';
import { as, Caller, sample, test } from './office';

const long = Boolean(process.env.SHENPI_LONG);

/** The number of the case on the workbench. */
async function number(page: Page): Promise<string> {
  return (await page.getByRole('heading', { level: 1 }).innerText()).split(' ')[0] ?? '';
}

test('a whole queue is worked through by keyboard, three keys a case', async ({ browser, playwright }) => {
  test.setTimeout(long ? 1_800_000 : 300_000);
  const many = long ? 100 : 20;
  const applicant = await Caller.of(playwright, 'demo-a2');
  const filed = new Set((await applicant.filedMany(sample('p2'), many)).map((f) => f.case_number));
  const window = await as(browser, 'demo-u1');
  await window.goto(`/desk?item=si-project-manager&q=${encodeURIComponent('山川')}`);
  await expect(window.getByRole('row')).toHaveCount(many + 1);
  await window.keyboard.press('j');
  await expect(window.getByRole('row').nth(1).getByRole('link')).toBeFocused();
  await window.keyboard.press('Enter');
  const took: number[] = [];
  for (let left = many; left > 0; left--) {
    await expect(window.getByRole('radio', { name: '受理', exact: true })).toBeVisible();
    const here = await number(window);
    expect(filed.delete(here), here).toBe(true);
    await window.keyboard.press('1');
    await expect(window.getByRole('button', { name: '确定：受理' })).toBeVisible();
    const began = Date.now();
    await window.keyboard.press('Control+Enter');
    if (left > 1) await expect(window.getByRole('heading', { level: 1 })).not.toContainText(here);
    took.push(Date.now() - began);
  }
  expect(filed.size).toBe(0);
  test.info().annotations.push({ type: 'next case, ms', description: took.sort((a, b) => a - b).join(' ') });
  await expect(window.getByText('目前没有待办。')).toBeVisible(); // the list is right at once
});

test('of two who decide one task one does, and the other keeps what they wrote', async ({ browser, playwright }) => {
  const applicant = await Caller.of(playwright, 'demo-a1');
  const { case: id } = await applicant.filed(sample('p1'));
  const pages: Page[] = [];
  for (const login of ['demo-u1', 'demo-u2']) {
    const page = await as(browser, login);
    await page.goto(`/desk/cases/${id}?task=1`);
    await page.getByRole('radio', { name: '受理', exact: true }).check();
    pages.push(page);
  }
  const [first, second] = pages as [Page, Page];
  await second.locator('#ask-reason').fill('经审查，{事项}材料齐全');
  await second.getByRole('button', { name: '确定：受理' }).click();
  await expect(second.locator('#ask-reason')).toBeFocused(); // what stands in braces is filled in first
  await second.locator('#ask-reason').fill('经审查，材料齐全，符合形式要求');
  await expect(second.getByText('已保存草稿')).toBeVisible();
  await second.keyboard.press('Escape'); // leaves the field, not the case
  await expect(second.locator('#ask-reason')).not.toBeFocused();
  await expect(second.locator('#ask-reason')).toHaveValue('经审查，材料齐全，符合形式要求');
  await second.getByRole('radio', { name: '要求补正', exact: true }).check();
  await second.getByLabel('存在的问题').fill('缺页');
  await second.getByRole('radio', { name: '受理', exact: true }).check();
  await expect(second.locator('#ask-reason')).toHaveValue('经审查，材料齐全，符合形式要求');
  await second.getByRole('link', { name: '待办', exact: true }).last().click();
  await second.getByRole('button', { name: '留在此页' }).click(); // what is demanded of the applicant would be lost
  await second.getByRole('radio', { name: '要求补正', exact: true }).check();
  await expect(second.getByLabel('存在的问题')).toHaveValue('缺页');
  await second.getByLabel('存在的问题').fill('');
  await second.getByRole('radio', { name: '受理', exact: true }).check();
  await first.getByRole('button', { name: '确定：受理' }).click();
  await expect.poll(async () => (await applicant.get<{ status: string }>(`/cases/${id}`)).status).toBe('accepted');

  await second.getByRole('button', { name: '确定：受理' }).click();
  await expect(second.locator('.errors').getByText('任务已经办结')).toBeVisible();
  await expect(second.locator('.errors').locator('xpath=..').getByText('甲示范').first()).toBeVisible();
  await expect(second.getByRole('complementary').getByText('经审查，材料齐全，符合形式要求')).toBeVisible();
  await second.reload();
  await expect(second.getByText('未发送的意见')).toBeVisible();
  await expect(second.getByText('经审查，材料齐全，符合形式要求')).toBeVisible();
  await second.getByRole('button', { name: '删除' }).click();
  await expect(second.getByText('未发送的意见')).toHaveCount(0);
  expect((await applicant.get<{ rows: unknown[] }>(`/cases/${id}/trail`)).rows.length).toBeGreaterThan(1);
});

test('many are decided together: who cannot is told before, and a line that is cut does nothing twice', async ({ browser, playwright }) => {
  test.setTimeout(long ? 1_800_000 : 300_000);
  const many = long ? 500 : 6, apart = long ? 20 : 2;
  const applicant = await Caller.of(playwright, 'demo-a2');
  const officer = await Caller.of(playwright, 'demo-u2');
  const filed = await applicant.filedMany(sample('s2'), many);
  for (const f of filed.slice(0, apart)) await officer.post(`/cases/${f.case}/tasks/1/claim`, {});
  const window = await as(browser, 'demo-u1');
  // What a colleague has claimed is not in the list: it was free when it was marked.
  for (const f of filed.slice(0, apart)) await officer.post(`/cases/${f.case}/tasks/1/release`, {});
  await window.goto(`/desk?item=si-qualification&q=${encodeURIComponent('山川')}`);
  for (let seen = 200; ; seen += 200) {
    await expect(window.getByRole('row')).toHaveCount(Math.min(seen, many) + 1);
    if (seen >= many) break;
    await window.getByRole('button', { name: '更多' }).click();
  }
  await window.getByLabel('选择本页全部').check();
  await window.keyboard.press('Shift+A');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('批量办理');
  for (const f of filed.slice(0, apart)) await officer.post(`/cases/${f.case}/tasks/1/claim`, {});
  await expect(window.getByRole('radio', { name: '要求补正' })).toHaveCount(0); // what is demanded differs from case to case
  await window.getByRole('radio', { name: '受理' }).check();
  await window.getByLabel('意见或理由').fill('材料齐全');
  await window.keyboard.down('Control');
  await window.keyboard.down('Enter');
  await expect(window.getByText(`${many - apart} 件可以办理`)).toBeVisible();
  await window.keyboard.down('Enter'); // it is held: nobody has read yet what it would confirm
  await expect(window.getByRole('button', { name: '确定：受理' })).toBeVisible();
  await window.keyboard.up('Enter');
  await window.keyboard.up('Control');
  await expect(window.getByRole('row', { name: filed[0]?.case_number ?? '' })).toContainText('已由他人领取');

  // The server does what it was sent, and its answer is lost.
  const lost: string[] = [];
  await window.route('**/api/v1/batches', async (route) => {
    const answer = (await (await route.fetch()).json()) as { rows: { result: string }[] };
    if (lost.length === 0) lost.push(...answer.rows.map((r) => r.result));
    await route.abort();
  });
  await window.getByRole('button', { name: '确定：受理' }).click();
  await expect(window.getByText('连接中断')).toBeVisible();
  const before = lost.filter((r) => r === 'done').length;
  expect(before).toBeGreaterThan(0);
  await window.unroute('**/api/v1/batches');
  await window.getByRole('button', { name: '继续' }).click();
  await expect(window.getByText(`办理完毕：${many - apart} 件完成，${apart} 件未办。`)).toBeVisible();
  await expect(window.getByRole('cell', { name: '此前已办理' })).toHaveCount(before);
  const done = filed.at(-1)?.case ?? '';
  const { rows } = await officer.get<{ rows: { kind: string; facts: { act?: { batch?: string } } }[] }>(`/cases/${done}/trail`);
  const decided = rows.filter((r) => r.facts.act?.batch);
  expect(decided).toHaveLength(1);
  await expect(window.getByText(decided[0]?.facts.act?.batch ?? 'none')).toBeVisible();

  for (const f of filed.slice(0, apart)) await officer.post(`/cases/${f.case}/tasks/1/release`, {});
  await window.getByRole('button', { name: `重试未办理的 ${apart} 件` }).click();
  await expect(window.getByText('0 件未办。')).toBeVisible();
  expect(JSON.stringify(await window.evaluate(() => history.state as unknown))).not.toMatch(/材料齐全|山川/); // it outlives who is signed in
  const saved = window.waitForEvent('download');
  await window.getByRole('button', { name: '导出结果' }).click();
  expect((await saved).suggestedFilename()).toMatch(/\.csv$/);
  await window.getByRole('link', { name: '返回待办' }).first().click();
  await expect(window.getByText('目前没有待办。')).toBeVisible();
});

test('whoever may not decide is told why, and who can', async ({ browser, playwright }) => {
  const applicant = await Caller.of(playwright, 'demo-a1');
  const { case: id } = await applicant.filed(sample('p1'));
  await (await Caller.of(playwright, 'demo-u1')).decides(id, 'acceptance', 'accept');
  const head = await Caller.of(playwright, 'demo-u7'); // who examines and heads the office, too
  await head.decides(id, 'first-review', 'pass');
  for (const login of ['demo-u4', 'demo-u5']) await (await Caller.of(playwright, login)).decides(id, 'originals-check', 'pass');
  const page = await as(browser, 'demo-u7');
  await page.goto(`/desk/cases/${id}`);
  await expect(page.getByRole('radio', { name: '通过' })).toHaveCount(0);
  await expect(page.locator('details.why').first()).toBeVisible();
  await page.keyboard.press('w');
  const why = page.locator('details.why').first();
  await expect(why).toHaveAttribute('open', '');
  await expect(why).toContainText('您办理过“初审”');
  await expect(why).toContainText('己示范'); // the other head
  const visit = await head.visit(id, 'second-review');
  const { rows } = await head.get<{ rows: { visit?: number; decision?: string; why?: { code: string } }[] }>(`/cases/${id}/permissions`);
  expect(rows.find((r) => r.visit === visit && r.decision === 'pass')?.why?.code).toBe('not_who');
  expect(await head.refused(`/cases/${id}/tasks/${visit}/decide`, { decision: 'pass' })).toBe('not_who');
});

test('a panel: named, one stands aside and another takes the seat, decided by the third pass', async ({ browser, playwright }) => {
  const applicant = await Caller.of(playwright, 'demo-a1');
  const { case: id } = await applicant.filed(sample('s1'));
  await (await Caller.of(playwright, 'demo-u1')).decides(id, 'acceptance', 'accept');
  const handler = await Caller.of(playwright, 'demo-u3');
  await handler.decides(id, 'first-review', 'pass');
  const page = await as(browser, 'demo-u3');
  await page.goto(`/desk/cases/${id}`);
  await page.getByRole('radio', { name: '指定成员' }).check();
  for (const name of ['子示范', '丑示范', '寅示范', '卯示范', '辰示范']) await page.getByLabel(name).check();
  await page.getByRole('button', { name: '确定：指定成员' }).click();

  const first = await as(browser, 'demo-e1');
  await first.goto(`/desk/cases/${id}`);
  await expect(first.getByText('需 3 票通过，已有 0 票通过')).toBeVisible();
  await first.getByRole('radio', { name: '通过', exact: true }).check();
  await first.locator('#ask-reason').fill('同意');
  await first.keyboard.press('Control+Enter');
  await expect.poll(async () => (await handler.get<{ visits: { node: string; seats: { vote?: string }[] }[] }>(`/cases/${id}`)).visits.find((v) => v.node === 'expert-review')?.seats.filter((s) => s.vote === 'pass').length).toBe(1);
  await (await Caller.of(playwright, 'demo-e2')).decides(id, 'expert-review', 'fail');

  const third = await as(browser, 'demo-e3');
  await third.goto(`/desk/cases/${id}`);
  await third.getByRole('radio', { name: '申请回避' }).check();
  await third.locator('#ask-reason').fill('曾任该单位顾问');
  await third.getByRole('button', { name: '确定：申请回避' }).click();
  const head = await as(browser, 'demo-u6');
  await head.goto(`/desk/cases/${id}`);
  await head.getByRole('radio', { name: '同意回避' }).check();
  await head.locator('#ask-reason').fill('情况属实');
  await head.getByRole('button', { name: '确定：同意回避' }).click();
  await expect(head.getByRole('radio', { name: '同意回避' })).toHaveCount(0);

  await page.reload();
  await page.getByRole('radio', { name: '指定成员' }).check();
  await page.getByLabel('巳示范').check();
  await page.getByRole('button', { name: '确定：指定成员' }).click();
  await expect(page.getByRole('radio', { name: '指定成员' })).toHaveCount(0);
  for (const login of ['demo-e4', 'demo-e6']) await (await Caller.of(playwright, login)).decides(id, 'expert-review', 'pass');
  await page.goto(`/desk/cases/${id}?tab=progress`);
  const panel = page.getByRole('listitem').filter({ hasText: '专家评审' }).first();
  await expect(panel).toContainText('辰示范: 已关闭');
  await expect(panel).toContainText('巳示范: 通过');
  await expect(panel).toContainText('丑示范: 不通过');
});

test('whoever examines sees what changed, what was measured, and the papers beside the form', async ({ browser, playwright }) => {
  const applicant = await Caller.of(playwright, 'demo-a1');
  const { case: id } = await applicant.filed(sample('p1'));
  const window = await Caller.of(playwright, 'demo-u1');
  await window.post(`/cases/${id}/tasks/1/decide`, { decision: 'supplement', reason: '需补正', supplements: [{ material: '', problem: '电话有误', demand: '请更正' }] });
  const draft = await applicant.post<{ id: string; form: { person: { phone: string } }; revision: number }>('/drafts', { case: id });
  draft.form.person.phone = '0851-00000099';
  await applicant.save(draft.id, draft.revision, draft.form);
  await applicant.post(`/cases/${id}/supply`, { draft: draft.id });

  const page = await as(browser, 'demo-u1');
  await page.goto(`/desk/cases/${id}`);
  await expect(page.getByRole('radio').first()).toBeVisible();
  await page.keyboard.press('d');
  await expect(page.getByRole('tabpanel')).toContainText('申报人 › 电话');
  await expect(page.getByRole('tabpanel').locator('ins')).toHaveText(/00000099$/);
  await expect(page.getByRole('tabpanel').locator('del')).toHaveText(/00000001$/);
  await page.keyboard.press('c');
  await expect(page.getByRole('table')).toContainText('符合');
  await page.keyboard.press('f');
  await page.keyboard.press(']');
  await expect(page.locator('.viewer canvas')).toBeVisible();
  await expect(page.locator('.viewer').getByText('示例材料，不是真实文件')).toBeAttached(); // what is drawn can be read aloud
  await page.keyboard.press('m');
  await page.getByRole('button', { name: /查看 .*\.png/ }).first().click();
  await expect(page.locator('.viewer img')).toBeVisible();
  await page.getByRole('button', { name: '关闭' }).click();
  await expect(page.locator('.viewer')).toHaveCount(0);

  // A view is kept under a name, with how much it holds.
  await page.goto('/desk?card=red');
  await page.getByRole('button', { name: '保存视图' }).click();
  await page.getByLabel('视图名称').fill('急件');
  await page.getByLabel('视图名称').press('Enter');
  await expect(page.getByRole('link', { name: /急件/ })).toBeVisible();
  await page.getByRole('button', { name: /删除视图/ }).click();
  await expect(page.getByRole('link', { name: /急件/ })).toHaveCount(0);
});

test('the document of a decision is seen before it is taken, and words are kept for the next', async ({ browser, playwright }) => {
  const applicant = await Caller.of(playwright, 'demo-a1');
  const { case: id } = await applicant.filed(sample('p1'));
  const page = await as(browser, 'demo-u2');
  await page.goto(`/desk/cases/${id}`);
  await page.getByRole('radio', { name: '受理', exact: true }).check();
  await page.locator('#ask-reason').fill('经审查，材料齐全');
  await page.getByText('管理模板').click();
  await page.getByLabel('模板名称').fill('齐全');
  await page.getByLabel('作为“受理”的默认意见').check();
  await page.getByRole('button', { name: '把当前意见保存为模板' }).click();
  await expect(page.getByRole('button', { name: '删除模板 齐全' })).toBeVisible();
  await page.getByRole('button', { name: '预览文书' }).click();
  const paper = page.getByRole('dialog');
  await expect(paper.locator('canvas')).toBeVisible();
  await expect(paper.getByText('示例云图科技有限公司', { exact: false })).toBeAttached();
  await paper.getByRole('button', { name: '关闭' }).click();
  expect((await applicant.get<{ status: string }>(`/cases/${id}`)).status).toBe('received');

  const other = await applicant.filed(sample('p1'));
  await page.goto(`/desk/cases/${other.case}`);
  await page.getByRole('radio', { name: '受理', exact: true }).check();
  await expect(page.locator('#ask-reason')).toHaveValue('经审查，材料齐全'); // a plain pass is never a bare signature
  await page.getByText('管理模板').click();
  await page.getByRole('button', { name: '删除模板 齐全' }).click();
  await expect(page.getByRole('button', { name: '删除模板 齐全' })).toHaveCount(0);
});
