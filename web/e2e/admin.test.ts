import { expect, type Page } from '@playwright/test';
import { violations } from './axe';
import { as, Caller, enter, sample, signIn, test } from './office';

/** Puts a text in the place of all that is in the editor, as somebody who pastes it. */
async function write(page: Page, text: string): Promise<void> {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}

/** Comes back to a page as somebody does who looked at another window: what is out of date is read again. */
async function comeBack(page: Page, until: string): Promise<void> {
  await expect(async () => {
    await page.evaluate(() => dispatchEvent(new Event('visibilitychange')));
    await expect(page.getByText(until)).toBeVisible({ timeout: 500 });
  }).toPass();
}

test('a version is written, mended by its findings, and published by a second item administrator; cases stay on theirs', async ({ browser, page: author, request }) => {
  test.setTimeout(240_000);
  const item = 'si-manager-change';
  const second = { login: 'demo-n20', password: 'a phrase that is long enough' };
  await (await Caller.as(request, 'demo-x2')).post('/people', { id: 'N20', ...second, kind: 'admin', name: '双示范', unit: 'gz-iid-platform' });
  await (await Caller.as(request, 'demo-x3')).post('/people/N20/appointments', { role: 'item-admin', unit: 'gz-iid' });
  const applicant = await Caller.as(request, 'demo-a1');
  const filed = await applicant.filed(sample('c2'));

  // The author.
  await signIn(author, 'demo-x2');
  await author.getByRole('link', { name: '事项管理' }).first().click();
  await author.getByRole('row', { name: item }).getByRole('link', { name: '编写新版本' }).click();
  await expect(author.locator('.cm-content')).toContainText(`item: ${item}`);
  const text = (await (await author.request.get(`/api/v1/definitions/${item}/1`)).text()).replace(/^version: 1$/m, 'version: 2').replace(/^promise: .*$/m, 'promise: {decide: 12}');
  let broken = 0;
  await write(author, text.replace(/within: 2/g, (was) => (broken++ < 2 ? 'with: 2' : was)));
  const findings = author.locator('.findings > li');
  await expect(findings).toHaveCount(2);
  await expect(author.getByText('不能发布')).toBeVisible();
  await findings.nth(1).getByRole('button').click();
  await expect(author.locator('.cm-activeLine')).toHaveText(/with: 2/);
  // Neither the flow as it was last understood is lost, nor the text by a reload.
  await author.getByRole('tab', { name: '流程' }).click();
  await expect(author.getByText('文本目前不能识别')).toBeVisible();
  await author.reload();
  await expect(author.getByText('已恢复')).toBeVisible();
  await expect(findings).toHaveCount(2);

  await write(author, text);
  await expect(author.getByRole('status').getByText('可以发布')).toBeVisible();
  await author.getByRole('tab', { name: '表单' }).click();
  await expect(author.locator('.form-preview input').first()).toBeVisible();
  await author.getByRole('tab', { name: '文书' }).click();
  const paper = author.waitForEvent('download');
  await author.getByRole('button', { name: /预览 PDF/ }).first().click();
  expect((await paper).suggestedFilename()).toMatch(/\.pdf$/);
  await author.getByRole('tab', { name: '改动' }).click();
  await expect(author.locator('.sides ins')).toContainText(['version: 2', 'promise: {decide: 12}']);
  expect(await violations(author)).toEqual([]);
  await author.getByRole('button', { name: '提出，交第二人复核' }).click();
  await expect(author.getByRole('heading', { level: 1 })).toContainText('第 2 版');
  await expect(author.getByText('您不能发布')).toBeVisible();
  await expect(author.getByText(/可以复核发布的人员：.*双示范/)).toBeVisible();
  await expect(author.getByRole('button', { name: /^发布/ })).toHaveCount(0);

  // The second person.
  const judge = await (await browser.newContext()).newPage();
  await judge.goto('/login');
  await enter(judge, second.login, second.password);
  await judge.getByRole('link', { name: /变更、补发 · 第 2 版/ }).click();
  await expect(judge.getByText('承诺时限（工作日）的决定时限由10改为12')).toBeVisible();
  await expect(judge.locator('.checklist')).toContainText(/[0-9a-f]{64}/); // whoever compares has the whole of it
  await judge.getByLabel('退回理由').fill('承诺时限缺少依据');
  await judge.getByRole('button', { name: '退回', exact: true }).click();
  await expect(judge.locator('.page-title')).toContainText('已退回');

  // The author goes on with what was rejected, and need not write it again.
  await author.goto(`/admin/items/${item}`);
  await author.getByRole('link', { name: '据此继续修改' }).click();
  await expect(author.getByText('承诺时限缺少依据')).toBeVisible();
  const changed = author.locator('.sides ins');
  await author.getByRole('tab', { name: '改动' }).click();
  await expect(changed).toContainText(['version: 2', 'promise: {decide: 12}']);
  await author.getByRole('link', { name: '改为从最新的已发布版本开始' }).click();
  await author.getByRole('tab', { name: '改动' }).click();
  await expect(changed).toHaveText([/version: 2/]);
  await author.getByRole('link', { name: '改为从未发布的提案开始' }).click();
  await author.getByRole('tab', { name: '改动' }).click();
  await expect(changed).toContainText(['version: 2', 'promise: {decide: 12}']);
  await author.getByRole('button', { name: '提出，交第二人复核' }).click();
  await expect(author.getByText('您不能发布')).toBeVisible();
  await author.goto(`/admin/items/${item}/edit`);
  await expect(author.getByText('第 2 版正在等待第二人复核')).toBeVisible();
  await write(author, `${text}# nothing else`);
  await judge.goto('/admin');
  await judge.getByRole('link', { name: /变更、补发 · 第 2 版/ }).click();
  await judge.getByRole('checkbox').check();
  await judge.getByRole('button', { name: '发布第 2 版' }).click();
  await expect(judge.locator('.page-title')).toContainText('已发布');

  // What its author went on writing stays when that comes out, and is joined with it.
  await comeBack(author, '编写期间该事项发布了新版本');
  await expect(author.locator('.cm-content')).toContainText('# nothing else');
  await author.getByRole('button', { name: '已合并' }).click();
  await expect(author.getByText('编写期间')).toHaveCount(0);
  await author.getByRole('tab', { name: '改动' }).click();
  await expect(changed).toHaveText([/version: 3/, /# nothing else/]);

  await judge.goto(`/admin/items/${item}`);
  await expect(judge.getByRole('row', { name: /第 2 版/ })).toContainText('生效');
  const first = judge.getByRole('row', { name: /第 1 版/ });
  await expect(first).toContainText('已被取代');
  await expect(first.getByRole('cell').nth(2)).toHaveText('1');
  await judge.goto(`/admin/items/${item}/v/2/diff`);
  await expect(judge.locator('.sides ins')).toContainText(['version: 2', 'promise: {decide: 12}']);
  expect(await violations(judge)).toEqual([]);
  await judge.goto('/admin/items/si-cancellation/v/1/diff');
  await expect(judge.getByText('只有这一版，没有可以对比的版本。')).toBeVisible();
  await judge.goto(`/items/${item}`);
  await expect(judge.getByText('第 2 版')).toBeVisible();
  await expect(judge.getByText('12 个工作日')).toBeVisible();
  expect(await applicant.get<{ version: number }>(`/cases/${filed.case}`)).toMatchObject({ version: 1 });
});

test('somebody is taken on, appointed, and shut out; what nobody could do any more is said before', async ({ browser, page: system }) => {
  await signIn(system, 'demo-x2');
  await system.goto('/admin/people');
  await system.getByText('登记人员并开账号').first().click();
  await system.getByLabel('姓名', { exact: true }).fill('新示范');
  await system.getByLabel('人员标识').fill('N30');
  await system.locator('#new-unit').selectOption('gz-iid-licensing');
  await system.getByLabel('账号', { exact: true }).fill('demo-n30');
  await system.getByLabel('密码').fill('a phrase that is long enough');
  await system.getByRole('button', { name: '登记人员并开账号' }).click();
  await expect(system.getByRole('heading', { level: 1 })).toHaveText('新示范');
  await expect(system.getByRole('button', { name: '任命' })).toHaveCount(0); // rights are given by somebody else

  const security = await as(browser, 'demo-x3'); // a page of its own, whose console tells what is refused below
  await security.goto('/admin/people');
  await security.getByLabel('姓名、标识').fill('n30');
  await security.keyboard.press('Enter');
  await expect(security.getByRole('link', { name: '新示范' })).toBeVisible();
  expect(security.url()).not.toMatch(/n30/i); // whom somebody looks for is nothing for an address
  await security.getByRole('link', { name: '新示范' }).click();
  const appoint = async (role: string) => {
    await security.locator('select[name="role"]').selectOption(role);
    await security.locator('select[name="unit"]').selectOption('gz-iid');
    await security.getByRole('button', { name: '任命', exact: true }).click();
  };
  // What somebody types outlasts what others do meanwhile.
  await system.getByText('修改信息').click();
  await system.getByLabel('职务').fill('窗口');
  await appoint('window');
  await expect(security.locator('.rows')).toContainText('窗口人员');
  await comeBack(system, '您填写期间，此人的信息或任命有了变动');
  await system.getByRole('link', { name: '机构' }).first().click();
  await system.getByRole('button', { name: '留在此页' }).click();
  await expect(system.getByLabel('职务')).toHaveValue('窗口');
  await system.getByRole('button', { name: '保留我的修改' }).click();
  await system.getByRole('button', { name: '保存' }).click();
  await expect(system.getByText('已完成')).toBeVisible();
  await expect(system.locator('.facts')).toContainText('窗口');
  await appoint('auditor');
  await expect(security.locator('.errors')).toContainText('不得兼任');
  await security.getByRole('button', { name: /结束任命/ }).click();
  await expect(security.getByText('没有环节因此无人办理')).toBeVisible();
  await security.getByRole('button', { name: '确定：结束“窗口人员”' }).click();
  await expect(security.getByText('没有任命')).toBeVisible();
  await security.getByText('已结束的任命（1）').first().click();
  await expect(security.getByRole('row', { name: /窗口人员/ })).toContainText('酉示范');
  await security.getByRole('button', { name: '停用账号' }).click();
  await security.getByRole('button', { name: '确定：停用新示范的账号' }).click();
  await expect(security.locator('.page-title')).toContainText('已停用');
  const shut = await security.request.post('/api/v1/session', { data: { login: 'demo-n30', password: 'a phrase that is long enough' } });
  expect(shut.status()).toBe(401);

  await security.goto('/admin/people/U5');
  await security.route('**/shortfall*', (r) => r.abort());
  await security.getByRole('button', { name: '停用账号' }).click();
  await expect(security.getByText('不能得知由此产生的影响')).toBeVisible();
  await expect(security.getByRole('button', { name: /确定：停用/ })).toBeEnabled();
  await security.getByRole('button', { name: '取消' }).click();
  await security.unroute('**/shortfall*');
  await security.getByRole('button', { name: '结束任命 制证人员' }).click();
  await expect(security.getByRole('alert')).toContainText('“制证”无人办理');
  expect(await violations(security)).toEqual([]);
  await security.getByRole('button', { name: '取消' }).click();
  await security.goto('/admin/items');
  await expect(security.getByRole('heading', { level: 1 })).toHaveText('找不到此内容');

  // Somebody else is away, and one who is away oneself.
  await security.goto('/admin/substitutions');
  await security.locator('summary').click();
  await security.route('**/colleagues*', (r) => r.fulfill({ status: 503 }));
  await security.getByLabel('外出人员').selectOption('U6');
  await expect(security.getByRole('alert')).toContainText('HTTP 503'); // not that there is nobody
  await security.unroute('**/colleagues*');
  await security.getByRole('button', { name: '重试' }).click();
  await expect(security.getByLabel('代办人').getByRole('option')).toHaveText(['请选择', '庚示范']);
  await security.getByLabel('代办人').selectOption('U7');
  await security.getByLabel('至（含当日）').fill(await security.locator('#sub-from').inputValue()); // for today
  await security.getByRole('button', { name: '委托代办' }).click();
  await expect(security.getByText('庚示范代己示范办理')).toBeVisible();
  const head = await as(browser, 'demo-u6');
  await head.goto('/account');
  await head.getByRole('button', { name: '提前结束 庚示范' }).click();
  await expect(head.getByText('已结束')).toBeVisible();
});

test('a year of the calendar is mended by its findings and loaded, and the system says how it stands', async ({ page, browser }) => {
  await signIn(page, 'demo-x2');
  await page.goto('/admin/calendar');
  await expect(page.getByRole('table', { name: /2026 年 1 月/ }).getByRole('cell', { name: /^1 ?放假/ })).toBeVisible();
  await page.getByText('导入一个年度').click();
  const box = page.getByLabel('年度日历');
  const text = JSON.stringify({ year: 2040, source: '国办发明电〔2039〕示例号', holidays: [{ date: '2040-01-02', name: { zh: '元旦', en: 'New Year' } }], makeup: [] }, null, 2);
  await box.fill(text.replace('2040-01-02', '2040-13-02'));
  await page.getByRole('button', { name: '第 6 行' }).click();
  expect(await box.evaluate((b: HTMLTextAreaElement) => b.value.slice(b.selectionStart, b.selectionEnd))).toContain('2040-13-02');
  await box.fill(text);
  await expect(page.getByText('1 天放假')).toBeVisible();
  await page.getByRole('button', { name: '导入 2040 年' }).click();
  await expect(page.getByLabel('年份').getByRole('option', { name: '2040' })).toHaveCount(1);
  await page.getByLabel('年份').selectOption('2040');
  await expect(page.getByText('国办发明电〔2039〕示例号')).toBeVisible();
  await expect(page.getByRole('table', { name: /2040 年 1 月/ }).getByRole('cell', { name: /^2 ?放假/ })).toBeVisible();

  await page.goto('/admin/system');
  await expect(page.getByRole('row', { name: /merge/ })).toContainText('正常');
  await expect(page.getByText('最近一次全量核验').locator('..')).toContainText('未知');
  await page.getByText('新建推送').first().click();
  await page.getByLabel('地址').fill('https://hooks.example.com/shenpi');
  await page.getByRole('button', { name: '新建推送' }).click();
  const secret = page.getByRole('listitem').filter({ hasText: 'hooks.example.com' }).getByRole('group', { name: /签名密钥/ });
  await expect(secret).toBeFocused();
  const first = await secret.locator('.mono').textContent();
  await page.getByRole('button', { name: '更换密钥 https' }).click();
  await expect(page.getByText('旧密钥再签名一天')).toBeVisible();
  await page.getByRole('button', { name: '确定更换' }).click();
  await expect(secret.locator('.mono')).not.toHaveText(first ?? '');
  await expect(secret).toBeFocused();
  expect(await violations(page)).toEqual([]);
  await page.reload();
  await expect(page.getByText('https://hooks.example.com/shenpi').first()).toBeVisible();
  await expect(page.getByText('密钥只显示这一次')).toHaveCount(0);
  await page.getByRole('button', { name: '停止 https' }).click();
  await page.getByRole('button', { name: '确定停止' }).click();
  await expect(page.getByText('没有推送订阅')).toBeVisible();

  // Once the service is silent nothing stays green.
  const left = await as(browser, 'demo-x2');
  await left.clock.install();
  await left.goto('/admin/system');
  await expect(left.locator('.tag').filter({ hasText: '正常' })).not.toHaveCount(0);
  await left.route('**/api/v1/system', (r) => r.abort());
  await left.clock.fastForward(31_000);
  await expect(left.getByRole('alert')).toContainText('没有应答');
  await expect(left.locator('.tag').filter({ hasText: '正常' })).toHaveCount(0);
});
