import { addWords } from '../i18n';
import type { Words } from '../i18n/words';

/** The words of what parties and officers see of a case alike, beside the shared ones. */
export const zh = {
  outlook: {
    title: '还要多久', left_workday_other: '剩 {{count}} 个工作日', left_day_other: '剩 {{count}} 天', left_month_other: '剩 {{count}} 天', today: '今天是最后一日',
    over_workday_other: '已超 {{count}} 个工作日', over_day_other: '已超 {{count}} 天', over_month_other: '已超 {{count}} 天',
    due: '{{title}}：应于{{on}}前', if: '{{title}}：如明日恢复计时，应于{{on}}前', used: '已计 {{used}} / {{all}}', days: '每天怎么算的',
    paused: '暂停计时', stands: '{{why}}：自{{from}}起不计入，至今 {{n}} 个工作日', stands_new: '{{why}}：自{{from}}起不计入', was: '{{why}}：{{from}}至{{to}}，{{n}} 个工作日不计入',
    resumes: '暂停期间不计时，剩余天数不减少。', now: '现在由谁办理', next: '接下来', someone: '{{post}}（{{unit}}）', and: '、', passing: '{{title}}（等待期间届满或外单位答复）',
  },
  talk: {
    title: '留言', lead: '可以就本件相互留言，对方会收到通知。留言计入办件轨迹，不代替补正、异议等法定程序。', none: '还没有留言。', applicant: '申请人', office: '办理机关', me: '我', new: '未读', erased: '（内容已按期删除）',
    text: '新留言', send: '发送', sending: '正在发送…', limit: '不超过 2000 字', office_side: '{{unit}} · {{post}}', unread_other: '{{count}} 条未读',
  },
  rating: {
    title: '评价', ask: '评价本次办理', lead: '评价自愿，每个办件一次，提交后不能修改。评价只有您和办理机关可以看到，不向第三方公开。', grade: '总体评价', reasons: '主要涉及（可多选）', comment: '意见和建议', send: '提交评价', sending: '正在提交…',
    given: '已于{{on}}评价', answer: '机关回复', answered: '{{on}}回复', unanswered: '机关尚未回复。', reply: '回复评价', reply_text: '回复内容（只能回复一次，申请人会收到通知）', thanks: '感谢您的评价',
  },
  papers: { all: '下载全部文书和材料（zip）', certificate: '证照', valid: '{{from}}至{{until}}', open_ended: '{{from}}起', making: '编号已定，正在制证' },
};

export const en: Words<typeof zh> & { outlook: Record<'left_workday_one' | 'left_day_one' | 'left_month_one' | 'over_workday_one' | 'over_day_one' | 'over_month_one', string>; talk: { unread_one: string } } = {
  outlook: {
    title: 'How long it still takes', left_workday_other: '{{count}} working days left', left_day_other: '{{count}} days left', left_month_other: '{{count}} days left', today: 'Today is its last day',
    left_workday_one: '{{count}} working day left', left_day_one: '{{count}} day left', left_month_one: '{{count}} day left',
    over_workday_other: '{{count}} working days over', over_day_other: '{{count}} days over', over_month_other: '{{count}} days over',
    over_workday_one: '{{count}} working day over', over_day_one: '{{count}} day over', over_month_one: '{{count}} day over',
    due: '{{title}}: by {{on}}', if: '{{title}}: by {{on}} if the clock runs again tomorrow', used: '{{used}} of {{all}} used', days: 'How each day is counted',
    paused: 'Clock paused', stands: '{{why}}: not counted since {{from}} (working days so far: {{n}})', stands_new: '{{why}}: not counted since {{from}}', was: '{{why}}: not counted from {{from}} to {{to}} (working days: {{n}})',
    resumes: 'While it is paused no day is used up.', now: 'Who has it now', next: 'What comes next', someone: '{{post}}, {{unit}}', and: ', ', passing: '{{title}} (until its time is over, or another agency answers)',
  },
  talk: {
    title: 'Messages', lead: 'You can write to each other about this case; the other side is told. Messages are on the record of the case and take the place of no supplement, objection or other step of the law.', none: 'No messages yet.', applicant: 'Applicant', office: 'The office', me: 'me', new: 'Unread', erased: '(Erased after its time of keeping)',
    text: 'New message', send: 'Send', sending: 'Sending…', limit: 'At most 2,000 characters', office_side: '{{post}}, {{unit}}', unread_other: '{{count}} unread', unread_one: '{{count}} unread',
  },
  rating: {
    title: 'Rating', ask: 'Rate how it was handled', lead: 'Rating is up to you, once for each case, and cannot be changed. Only you and the office see it; no third party does.', grade: 'All in all', reasons: 'What it is about (any number)', comment: 'What you want to say', send: 'Send the rating', sending: 'Sending…',
    given: 'Rated on {{on}}', answer: 'Answer of the office', answered: 'Answered on {{on}}', unanswered: 'The office has not answered yet.', reply: 'Answer the rating', reply_text: 'Your answer (once; the applicant is told)', thanks: 'Thank you for your rating',
  },
  papers: { all: 'Download all papers (zip)', certificate: 'Certificate', valid: '{{from}} to {{until}}', open_ended: 'From {{from}}', making: 'Its number is given; it is being made' },
};

addWords({ zh, en });
