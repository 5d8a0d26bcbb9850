import { expect, test } from 'vitest';
import { pieces } from './difference';

const shown = (was: string, now: string) => pieces(was, now).map((p) => ({ same: p.text, added: `+${p.text}`, removed: `-${p.text}` })[p.kind]);

test.each([
  ['经审查', '经复审查', ['经', '+复', '审查']],
  ['old words stay', 'new words stay', ['-old', '+new', ' words stay']],
  ['0851-00000001', '0851-00000099', ['0851-', '-00000001', '+00000099']],
  ['', '全新', ['+全新']],
  ['没有了', '', ['-没有了']],
  ['一样', '一样', ['一样']],
  ['𠮷示例', '吉示例', ['-𠮷', '+吉', '示例']],
])('%s to %s', (was, now, want) => {
  expect(shown(was, now)).toEqual(want);
});

test('whatever is compared, both texts are in it', () => {
  const texts = ['甲乙丙丁', '乙甲丁丙', 'a b c', 'a  c b', 'x'.repeat(3000), '好'.repeat(1300)];
  for (const was of texts) {
    for (const now of texts) {
      const list = pieces(was, now);
      expect(list.filter((p) => p.kind !== 'added').map((p) => p.text).join('')).toBe(was);
      expect(list.filter((p) => p.kind !== 'removed').map((p) => p.text).join('')).toBe(now);
    }
  }
});
