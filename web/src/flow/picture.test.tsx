import { existsSync, readFileSync } from 'node:fs';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Schemas } from '../api/client';
import { startLanguage } from '../i18n';
import { openAt, travels } from './path';
import { FlowPicture } from './picture';

interface Case { steps: Schemas['GuideStep'][]; legs: Schemas['Leg'][] }

/** The routes of random cases, written by the histories of the engine (make routes): nothing here is made by hand. */
const file = 'node_modules/.routes.jsonl';

beforeAll(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  vi.stubGlobal('localStorage', { getItem: () => 'zh', setItem: () => undefined });
  await startLanguage();
});

/** The numbers, ends and order of the moves that a picture shows. */
function drawn(c: Case): string[] {
  const root = document.createElement('div');
  const react = createRoot(root);
  act(() => react.render(<FlowPicture caption="" steps={c.steps} travels={travels(c.legs)} open={openAt(c.legs)} />));
  const moves = [...root.querySelectorAll<HTMLElement>('[data-n]')].map((e) => ({ n: Number(e.dataset.n), text: `${e.dataset.from ?? ''}>${e.dataset.to ?? ''}` }));
  act(() => react.unmount());
  return moves.sort((a, b) => a.n - b.n).map((m) => `${m.n} ${m.text}`);
}

test('the drawn way of a random case is what its entries say', { timeout: 120_000 }, () => {
  expect(existsSync(file), `${file} is missing: make routes`).toBe(true);
  const cases = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Case);
  expect(cases.length).toBeGreaterThanOrEqual(1000);
  for (const c of cases) {
    const entries = c.legs.filter((l) => l.what === 'opened' || l.what === 'ended').map((l, i) => `${i + 1} ${l.from ?? ''}>${l.node}`);
    expect(drawn(c)).toEqual(entries);
  }
});

test('boxes of one lane do not lie over each other', async () => {
  const { layOut } = await import('./layout');
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(0, 50);
  for (const line of lines) {
    const { boxes, width } = layOut((JSON.parse(line) as Case).steps, { previous: '', otherwise: '', nth: String });
    const plain = boxes.filter((b) => b.step.kind !== 'parallel' && b.step.kind !== 'choice');
    for (const [i, a] of plain.entries()) {
      expect(a.x).toBeGreaterThan(0);
      expect(a.x + a.w).toBeLessThan(width);
      for (const b of plain.slice(i + 1)) expect(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y, `${a.step.node} and ${b.step.node}`).toBe(true);
    }
  }
});
