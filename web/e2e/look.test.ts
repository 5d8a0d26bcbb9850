import { expect, type Page } from '@playwright/test';
import { as, Caller, sample, test } from './office';

test('the look follows a system that asks for contrast, and colours that are forced leave everything to be seen', async ({ page }) => {
  await page.emulateMedia({ contrast: 'more' });
  await page.goto('/verify');
  const text = page.getByText('文件只在本机读取', { exact: false });
  await expect(page.locator('html')).toHaveAttribute('data-appearance', 'contrast');
  await expect(text).toHaveCSS('color', 'rgb(51, 51, 51)');
  await page.emulateMedia({ contrast: 'no-preference' });
  await expect(page.locator('html')).not.toHaveAttribute('data-appearance');
  await expect(text).not.toHaveCSS('color', 'rgb(51, 51, 51)');

  await page.emulateMedia({ forcedColors: 'active' });
  await page.getByLabel('证照编号').fill('SL-SIQ3-2023-0001');
  await page.keyboard.press('Enter');
  const edge = (of: string) => page.locator(of).first().evaluate((e) => { const s = getComputedStyle(e); return [s.borderTopStyle, s.borderTopWidth, s.borderTopColor === s.backgroundColor]; });
  await expect(page.locator('section.sheet .tag')).toBeVisible();
  expect(await edge('section.sheet .tag')).toEqual(['solid', '1px', false]);
  expect(await edge('button.main')).toEqual(['solid', '1px', false]);
  await page.keyboard.press('Tab');
  await expect(page.locator(':focus')).toHaveCSS('outline-style', 'solid');
  await expect(page.locator(':focus')).toHaveCSS('outline-width', '3px');
});

/** How far what is on a page was moved while it was loaded, after web.dev/cls. */
async function shifted(page: Page, path: string): Promise<number> {
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.waitForLoadState('networkidle');
  return page.evaluate(() => new Promise<number>((tell) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const e of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) if (!e.hadRecentInput) sum += e.value;
    }).observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => setTimeout(() => tell(sum)));
  }));
}

test('nothing moves under the eye while a page is loaded', async ({ page, browser, playwright }) => {
  const { case: id } = await (await Caller.of(playwright, 'demo-a1')).filed(sample('p1'));
  const sums: Record<string, number> = {};
  const measure = async (on: Page, paths: string[]) => {
    for (const path of paths) sums[path.replace(id, 'CASE')] = await shifted(on, path);
  };
  await measure(page, ['/', '/items/si-qualification']);
  await measure(await as(browser, 'demo-a1'), ['/my', `/my/cases/${id}`]);
  await measure(await as(browser, 'demo-u1'), ['/desk', `/desk/cases/${id}`]);
  expect(Object.entries(sums).filter(([, sum]) => sum >= 0.02)).toEqual([]);
});
