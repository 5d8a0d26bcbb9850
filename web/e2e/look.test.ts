import { expect } from '@playwright/test';
import { test } from './office';

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
