import { looks, usable, wear } from './axe';
import { as, Caller, sample, test } from './office';

/** Every address that each kind of person may open. */
const places: Record<string, { login?: string; paths: string[] }> = {
  public: { paths: ['/', '/items', '/items?q=nothing', '/items/si-qualification', '/items/si-revocation', '/progress', '/verify', '/notices', '/notices?over', '/results', '/login', '/log', '/log/pack', '/nowhere'] },
  applicant: { login: 'demo-a1', paths: ['/my', '/my/cases', '/my/certificates', '/my/certificates/NUMBER', '/my/library', '/messages', '/account', '/items/si-project-manager', 'DRAFT', 'DRAFT/form/person', 'DRAFT/form/achievements', 'DRAFT/materials', 'DRAFT/check', '/my/cases/CASE', '/my/cases/CASE/receipt', '/my/cases/CASE/rating', '/my/cases/ASKED', 'SUPPLY', 'SUPPLY/materials', 'SUPPLY/check', '/my/cases/ASKED/receipt?supplied'] },
  officer: { login: 'demo-u1', paths: ['/desk', '/cases', '/messages', '/account', '/desk/cases/CASE', '/desk/bulk', '/desk?card=yellow&item=si-project-manager', '/desk/cases/CASE?tab=files', '/desk/cases/CASE?tab=changes', '/desk/cases/CASE?tab=criteria', '/desk/cases/CASE?tab=progress', '/desk/cases/CASE?tab=way', '/desk/cases/CASE?tab=documents', '/desk/cases/CASE?tab=clocks', '/desk/cases/CASE?tab=messages', '/desk/cases/CASE?tab=trail'] },
  auditor: { login: 'demo-x1', paths: ['/audit/trail', '/audit/trail?q=nothing', '/audit/cases', '/audit/cases/CASE', '/audit/cases/CASE/clock', '/audit/cases/CASE/as-of/TODAY', '/log', '/log/pack'] },
  administrator: {
    login: 'demo-x2',
    paths: ['/admin', '/admin/items', '/admin/items/si-cancellation', '/admin/items/si-cancellation/v/1', '/admin/items/si-cancellation/v/1/flow', '/admin/items/si-cancellation/v/1/proof', '/admin/items/si-cancellation/v/1/diff', '/admin/items/si-cancellation/proposal',
      '/admin/items/si-renewal/edit', '/admin/items/si-renewal/copy', '/admin/org', '/admin/people', '/admin/people/U5', '/admin/calendar', '/admin/system'],
  },
  'security administrator': { login: 'demo-x3', paths: ['/admin', '/admin/people/U5', '/admin/roles', '/admin/substitutions', '/admin/items'] },
};

for (const [who, { login, paths }] of Object.entries(places)) {
  test(`everybody can use the pages of ${who}`, async ({ browser, request, playwright }) => {
    test.setTimeout(process.env.SHENPI_LONG ? 3_600_000 : 600_000); // some ninety pages
    let ids = { DRAFT: '', CASE: '', TODAY: '', NUMBER: '', ASKED: '', SUPPLY: '' };
    if (login) {
      const applicant = await Caller.as(request, 'demo-a1');
      const draft = await applicant.post<{ id: string }>('/drafts', { item: 'si-project-manager' });
      const [certificate] = (await applicant.get<{ rows: { number: string }[] }>('/certificates')).rows;
      const asked = (await applicant.filed(sample('p1'))).case;
      const supplements = [{ material: 'labour-contract', problem: '缺少签章页', demand: '请补传', basis: '劳动合同法' }, { material: '', problem: '电话有误', demand: '请更正' }];
      await (await Caller.of(playwright, 'demo-u1')).post(`/cases/${asked}/tasks/1/decide`, { decision: 'supplement', reason: '需补正', supplements });
      ids = {
        ASKED: asked, SUPPLY: `/my/drafts/${(await applicant.post<{ id: string }>('/drafts', { case: asked })).id}`,
        DRAFT: `/my/drafts/${draft.id}`, CASE: (await applicant.filed(sample('p1'))).case, TODAY: (await applicant.get<{ today: string }>('/session')).today,
        NUMBER: certificate?.number ?? '',
      };
    }
    if (login === 'demo-x2') await (await Caller.as(request, login)).proposed('si-cancellation', (text) => text.replace(/^promise: .*$/m, 'promise: {decide: 11}'));
    const page = login ? await as(browser, login) : await (await browser.newContext()).newPage();
    await page.goto('/');
    for (const look of looks) {
      await wear(page, look);
      for (const path of paths) await usable(page, Object.entries(ids).reduce((at, [name, id]) => at.replace(name, id), path), look);
    }
  });
}
