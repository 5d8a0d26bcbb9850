import { afterEach, beforeAll, expect, test } from 'vitest';
import i18next from 'i18next';
import { listed, stretch } from './format';

beforeAll(() => i18next.init({ lng: 'zh', resources: {} }));
afterEach(() => i18next.changeLanguage('zh'));

test.each([[1, '1秒', '1 second'], [90, '90秒', '90 seconds'], [60, '1分钟', '1 minute'], [7_200, '2小时', '2 hours'], [86_400, '1天', '1 day'], [172_800, '2天', '2 days'], [0.5, '0.5秒', '0.5 seconds']])('%d s is a stretch in its largest whole unit', async (seconds, zh, en) => {
  expect(stretch(seconds)).toBe(zh);
  await i18next.changeLanguage('en');
  expect(stretch(seconds)).toBe(en);
});

test('names stand beside one another as the language puts them', async () => {
  expect(listed(['甲', '乙', '丙'])).toBe('甲、乙、丙');
  await i18next.changeLanguage('en');
  expect(listed(['A', 'B', 'C'])).toBe('A, B, C');
  expect(listed([])).toBe('');
});
