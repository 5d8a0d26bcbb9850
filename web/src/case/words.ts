import { addWords } from '../i18n';
import type { Words } from '../i18n/words';

/** The words of what parties and officers see of a case alike, beside the shared ones. */
export const zh = {
  outlook: {
    title: '还要多久', left_workday_other: '剩 {{count}} 个工作日', left_day_other: '剩 {{count}} 天', left_month_other: '剩 {{count}} 天', today: '今天是最后一日',
    over_workday_other: '已超 {{count}} 个工作日', over_day_other: '已超 {{count}} 天', over_month_other: '已超 {{count}} 天',
    due: '{{title}}：应于{{on}}前', if: '{{title}}：如明日恢复计时，应于{{on}}前', used: '已计 {{used}} / {{all}}', days: '每天怎么算的',
    paused: '暂停计时', stands: '{{why}}：自{{from}}起不计入，至今 {{count}} 个工作日', stands_new: '{{why}}：自{{from}}起不计入', was: '{{why}}：{{from}}至{{to}}，{{count}} 个工作日不计入',
    resumes: '暂停期间不计时，剩余天数不减少。', now: '现在由谁办理', next: '接下来', someone: '{{post}}（{{unit}}）', and: '、', passing: '{{title}}（等待期间届满或外单位答复）',
  },
  papers: { all: '下载全部文书和材料（zip）', certificate: '证照', valid: '{{from}}至{{until}}', open_ended: '{{from}}起', making: '编号已定，正在制证' },
};

export const en: Words<typeof zh> & { outlook: Record<'left_workday_one' | 'left_day_one' | 'left_month_one' | 'over_workday_one' | 'over_day_one' | 'over_month_one', string> } = {
  outlook: {
    title: 'How long it still takes', left_workday_other: '{{count}} working days left', left_day_other: '{{count}} days left', left_month_other: '{{count}} days left', today: 'Today is its last day',
    left_workday_one: '{{count}} working day left', left_day_one: '{{count}} day left', left_month_one: '{{count}} day left',
    over_workday_other: '{{count}} working days over', over_day_other: '{{count}} days over', over_month_other: '{{count}} days over',
    over_workday_one: '{{count}} working day over', over_day_one: '{{count}} day over', over_month_one: '{{count}} day over',
    due: '{{title}}: by {{on}}', if: '{{title}}: by {{on}} if the clock runs again tomorrow', used: '{{used}} of {{all}} used', days: 'How each day is counted',
    paused: 'Clock paused', stands: '{{why}}: not counted since {{from}}, {{count}} working days so far', stands_new: '{{why}}: not counted since {{from}}', was: '{{why}}: {{from}} to {{to}}, {{count}} working days not counted',
    resumes: 'While it is paused no day is used up.', now: 'Who has it now', next: 'What comes next', someone: '{{post}}, {{unit}}', and: ', ', passing: '{{title}} (until its time is over, or another agency answers)',
  },
  papers: { all: 'Download all papers (zip)', certificate: 'Certificate', valid: '{{from}} to {{until}}', open_ended: 'From {{from}}', making: 'Its number is given; it is being made' },
};

addWords({ zh, en });
