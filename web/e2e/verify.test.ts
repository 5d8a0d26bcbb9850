import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { as, Caller, enter, password, sample, test } from './office';
import { folder, freePort, start } from './server';

/** Takes an application to its certificate, and gives its number. */
async function granted(of: (login: string) => Promise<Caller>): Promise<string> {
  const applicant = await of('demo-a1');
  const { case: id } = await applicant.filed(sample('p1'));
  for (const [who, node, decision] of [
    ['demo-u1', 'acceptance', 'accept'], ['demo-u3', 'first-review', 'pass'], ['demo-u4', 'originals-check', 'pass'], ['demo-u5', 'originals-check', 'pass'], ['demo-u6', 'second-review', 'pass'], ['demo-u8', 'decision', 'grant'],
  ] as const) await (await of(who)).decides(id, node, decision);
  const clerk = await of('demo-u5');
  await clerk.post(`/cases/${id}/tasks/${await clerk.visit(id, 'certificate')}/issue`, {});
  interface Granted { certificate?: { number: string }; documents: { type: string; seq: number; issued_at?: string }[] }
  const paper = async () => (await applicant.get<Granted>(`/cases/${id}`)).documents.find((d) => d.type === 'certificate' && d.issued_at);
  await expect.poll(paper).toBeTruthy();
  return (await applicant.get<Granted>(`/cases/${id}`)).certificate?.number ?? '';
}

test('a certificate is verified by its file, a picture of it or its code, and an altered one is refused', async ({ page, browser, playwright }) => {
  const number = await granted((login) => Caller.of(playwright, login));
  const holder = await as(browser, 'demo-a1');
  await holder.goto(`/my/certificates/${number}`);
  const [taken] = await Promise.all([holder.waitForEvent('download'), holder.getByRole('link', { name: /证书.*PDF/ }).click()]);
  const file = readFileSync(await taken.path());
  const asked: string[] = [];
  page.on('request', (r) => { if (r.method() !== 'GET') asked.push(r.url()); });
  await page.goto('/verify');
  const choose = page.getByLabel('证照 PDF 或含二维码的图片');
  const verdict = page.getByRole('status').getByRole('heading', { level: 2 });
  await choose.setInputFiles({ name: 'certificate.pdf', mimeType: 'application/pdf', buffer: file });
  await expect(verdict).toContainText('真实，有效');
  await expect(page.getByRole('status').getByText(number)).toBeVisible();
  expect(asked).toEqual([]); // nothing was sent

  // A picture of the page, as a scanner makes it.
  const paper = test.info().outputPath('certificate');
  writeFileSync(`${paper}.pdf`, file);
  execFileSync('pdftoppm', ['-jpeg', '-r', '150', '-singlefile', `${paper}.pdf`, paper]);
  await page.reload();
  await choose.setInputFiles(`${paper}.jpg`);
  await expect(verdict).toContainText('真实，有效');

  const code = /SHENPI:[A-Z2-7]+/.exec(file.toString('latin1'))?.[0] ?? '';
  const altered = code.slice(0, -40) + (code.at(-40) === 'A' ? 'B' : 'A') + code.slice(-39);
  await page.getByLabel('二维码内容').fill(altered);
  await page.getByRole('button', { name: '按二维码内容核验' }).click();
  await expect(verdict).toContainText('内容被改动，或不是本机关签发');

  await choose.setInputFiles({ name: 'altered.pdf', mimeType: 'application/pdf', buffer: Buffer.from(file.toString('latin1').replaceAll(code, altered), 'latin1') });
  await expect(page.getByRole('alert')).toContainText('有不同的证照码');
  await choose.setInputFiles('../catalogue/samples/files/s2/manager-certificates-5.png');
  await expect(page.getByRole('alert')).toContainText('没有读到二维码');
});

test('a revoked certificate is shown as such to everybody and to its holder', async ({ browser, playwright }) => {
  const data = folder(), port = await freePort(), baseURL = `http://127.0.0.1:${port}`, logins = join(data, 'logins.txt');
  const of = async (login: string) => Caller.as(await playwright.request.newContext({ baseURL }), login, logins);
  const end = await start(data, port); // its clock is moved: the holder has time to ask for a hearing
  try {
    const number = 'SL-SIQ3-2022-0007';
    const { case: id } = await (await of('demo-u3')).filed({ ...sample('v1'), certificate: number });
    for (const [who, node, decision] of [
      ['demo-u6', 'filing-check', 'open'], ['demo-u4', 'investigation', 'pass'], ['demo-u5', 'investigation', 'pass'], ['demo-l1', 'legal-review', 'pass'],
    ] as const) await (await of(who)).decides(id, node, decision);
    const teller = await of('demo-u4');
    await teller.post(`/cases/${id}/hearing/tell`, { reason: '审计报告系伪造' });
    await expect.poll(async () => (await teller.get<{ documents: { issued_at?: string }[] }>(`/cases/${id}`)).documents.every((d) => d.issued_at)).toBe(true);
    const clock = await of('demo-x2');
    const { today } = await clock.get<{ today: string }>('/session');
    await clock.post('/demo/clock', { to: new Date(Date.parse(`${today}T09:00:00+08:00`) + 15 * 86_400_000).toISOString() });
    await (await of('demo-u8')).decides(id, 'decision', 'revoke');

    const page = await (await browser.newContext({ baseURL })).newPage();
    await page.goto('/verify');
    await page.getByLabel('证照编号').fill(number);
    await page.getByRole('button', { name: '按编号核验' }).click();
    await expect(page.getByRole('status').getByRole('heading', { level: 2 })).toHaveText(`${number} 已撤销`);
    await page.goto('/login');
    await enter(page, 'demo-a4', password('demo-a4', logins));
    await page.goto('/my/certificates');
    await expect(page.getByRole('listitem').filter({ hasText: number })).toContainText('已撤销');
    await page.getByRole('link', { name: number }).click();
    await expect(page.locator('.page-title')).toContainText('已撤销');
  } finally {
    await end();
    rmSync(data, { recursive: true, force: true });
  }
});
