import { expect } from '@playwright/test';
import { violations } from './axe';
import { as, Caller, sample, test } from './office';

/** Every address that each kind of person may open. */
const places: Record<string, { login?: string; paths: string[] }> = {
  public: { paths: ['/', '/items', '/items?q=nothing', '/items/si-qualification', '/items/si-revocation', '/progress', '/verify', '/notices', '/notices?over', '/results', '/login', '/log', '/log/pack', '/nowhere'] },
  applicant: { login: 'demo-a1', paths: ['/my', '/my/cases', '/my/certificates', '/my/library', '/messages', '/account', '/items/si-project-manager', 'DRAFT', 'DRAFT/form/person', 'DRAFT/form/achievements', 'DRAFT/materials', 'DRAFT/check', '/my/cases/CASE', '/my/cases/CASE/receipt', '/my/cases/CASE/rating'] },
  officer: { login: 'demo-u1', paths: ['/desk', '/cases', '/messages', '/account', '/desk/cases/CASE', '/desk/bulk', '/desk?card=yellow&item=si-project-manager', '/desk/cases/CASE?tab=files', '/desk/cases/CASE?tab=changes', '/desk/cases/CASE?tab=criteria', '/desk/cases/CASE?tab=progress', '/desk/cases/CASE?tab=way', '/desk/cases/CASE?tab=documents', '/desk/cases/CASE?tab=clocks', '/desk/cases/CASE?tab=messages', '/desk/cases/CASE?tab=trail'] },
  auditor: { login: 'demo-x1', paths: ['/audit/trail', '/audit/trail?q=nothing', '/audit/cases', '/audit/cases/CASE', '/audit/cases/CASE/clock', '/audit/cases/CASE/as-of/TODAY', '/log', '/log/pack'] },
  administrator: {
    login: 'demo-x2',
    paths: ['/admin', '/admin/items', '/admin/items/si-cancellation', '/admin/items/si-cancellation/v/1/proof', '/admin/items/si-cancellation/proposal',
      '/admin/items/si-renewal/edit', '/admin/org', '/admin/people', '/admin/people/U5', '/admin/calendar', '/admin/system'],
  },
  'security administrator': { login: 'demo-x3', paths: ['/admin', '/admin/people/U5', '/admin/roles', '/admin/substitutions', '/admin/items'] },
};

const looks = [
  { width: 1440, language: 'zh', appearance: 'light' }, { width: 320, language: 'zh', appearance: 'contrast' }, { width: 768, language: 'en', appearance: 'dark' },
];

for (const [who, { login, paths }] of Object.entries(places)) {
  test(`everybody can use the pages of ${who}`, async ({ browser, request }) => {
    test.setTimeout(600_000); // some ninety pages
    let ids = { DRAFT: '', CASE: '', TODAY: '' };
    if (login) {
      const applicant = await Caller.as(request, 'demo-a1');
      const draft = await applicant.post<{ id: string }>('/drafts', { item: 'si-project-manager' });
      ids = { DRAFT: `/my/drafts/${draft.id}`, CASE: (await applicant.filed(sample('p1'))).case, TODAY: (await applicant.get<{ today: string }>('/session')).today };
    }
    if (login === 'demo-x2') await (await Caller.as(request, login)).proposed('si-cancellation', (text) => text.replace(/^promise: .*$/m, 'promise: {decide: 11}'));
    const page = login ? await as(browser, login) : await (await browser.newContext()).newPage();
    await page.goto('/');
    for (const look of looks) {
      await page.setViewportSize({ width: look.width, height: 900 });
      await page.evaluate(([l, a]) => { localStorage.setItem('language', l ?? ''); localStorage.setItem('appearance', a ?? ''); }, [look.language, look.appearance]);
      for (const path of paths) {
        const address = path.replace('DRAFT', ids.DRAFT).replace('CASE', ids.CASE).replace('TODAY', ids.TODAY);
        await page.goto(address);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
        const where = `${path} ${look.width} ${look.language} ${look.appearance}`;
        expect(await violations(page), where).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${where} scrolls sideways`).toBe(true);
        if (look.language === 'en') expect(await page.locator('html').getAttribute('lang')).toBe('en');
      }
    }
  });
}
