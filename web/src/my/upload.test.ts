import { Blob } from 'node:buffer';
import { expect, test } from 'vitest';
import { gate, ranges, sha256, shotName } from './upload';

test('a file is named by its content', async () => {
  expect(await sha256(new Blob(['abc']) as globalThis.Blob)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('what is left is sent in parts, the last with the rest', () => {
  expect(ranges(20, 0, 8)).toEqual([[0, 8], [8, 16], [16, 20]]);
  expect(ranges(20, 16, 8)).toEqual([[16, 20]]);
  expect(ranges(16, 8, 8)).toEqual([[8, 16]]);
  expect(ranges(16, 16, 8)).toEqual([]);
});

test('so many run at once, and one that fails lets the next in', async () => {
  const enter = gate(2);
  const order: string[] = [], ends: (() => void)[] = [];
  const one = (name: string, fails = false) => enter(async () => {
    order.push(name);
    await new Promise<void>((end) => ends.push(end));
    if (fails) throw new Error(name);
  }).catch(() => undefined);
  const all = [one('a', true), one('b'), one('c'), one('d')];
  await Promise.resolve();
  expect(order).toEqual(['a', 'b']);
  ends[0]?.();
  await all[0];
  await new Promise((go) => setTimeout(go));
  expect(order).toEqual(['a', 'b', 'c']);
  ends[1]?.();
  ends[2]?.();
  await Promise.all([all[1], all[2]]);
  await new Promise((go) => setTimeout(go));
  ends[3]?.();
  await Promise.all(all);
  expect(order).toEqual(['a', 'b', 'c', 'd']);
});

test('a picture that was just taken replaces none that was taken before', () => {
  expect(shotName('身份证', 'image/jpeg', [])).toBe('身份证 1.jpg');
  expect(shotName('身份证', 'image/jpeg', ['身份证 1.jpg', '身份证 2.jpg'])).toBe('身份证 3.jpg');
  expect(shotName('正面/反面', 'image/png', [])).toBe('正面 反面 1.png');
});
