import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What axe finds wrong with a page as it stands. It is run in the page alone, which has no frames: another page to put frames together would take longer than axe. */
export async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`);
}

export interface Look { width: number; language: string; appearance: string }

/** How pages are looked at: each width, language and appearance once, and in the sizes of a release each with each. */
export const looks: Look[] = process.env.SHENPI_LONG
  ? [1440, 768, 320].flatMap((width) => ['zh', 'en'].flatMap((language) => ['light', 'dark', 'contrast'].map((appearance) => ({ width, language, appearance }))))
  : [{ width: 1440, language: 'zh', appearance: 'light' }, { width: 320, language: 'zh', appearance: 'contrast' }, { width: 768, language: 'en', appearance: 'dark' }];

/** Has a page, once it is loaded again, look so. */
export async function wear(page: Page, look: Look): Promise<void> {
  await page.setViewportSize({ width: look.width, height: 900 });
  await page.evaluate(([l, a]) => { localStorage.setItem('language', l ?? ''); localStorage.setItem('appearance', a ?? ''); }, [look.language, look.appearance]);
}

/** Requires that everybody can use a page as it looks now. */
export async function usable(page: Page, address: string, look: Look): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  const where = `${address} ${look.width} ${look.language} ${look.appearance}`;
  expect(await violations(page), where).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${where} scrolls sideways`).toBe(true);
  await expect(page.locator('html')).toHaveAttribute('lang', look.language === 'zh' ? 'zh-CN' : 'en');
}
