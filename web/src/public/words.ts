import { addWords } from '../i18n';
import type { Words } from '../i18n/words';

/** The words of the public pages that no other page has. */
export const zh = {
  notice: {
    lead: '作出决定前向社会公示。对拟定结果有异议的，可以在公示期内提出。', which: '公示', running: '公示中', over: '已结束', latest: '最新公示', none_running: '目前没有正在公示的事项。', none_over: '还没有结束的公示。',
    applicant: '申请人', item: '事项', proposed: '拟准予', period: '公示期', left: '剩余', last_day: '今天截止', days_workday_other: '余 {{count}} 个工作日', days_day_other: '余 {{count}} 天', days_month_other: '余 {{count}} 天',
    holder: '持证人', authority: '受理单位', number: '办件编号', case_note: '公示自{{from}}至{{until}}',
    outcome: { passed: '期满', objection: '收到异议，重新审查', closed: '已终止' },
    object: '提出异议', object_lead: '异议会送交办理此件的人员，姓名和联系方式只有他们能看到，不会公开，也不会告诉申请人。', name: '姓名或单位名称', contact: '联系方式', contact_help: '电话或电子邮箱，以便核实和答复', text: '异议内容',
    text_help: '请写明事实和理由', send: '提交异议', sending: '正在提交…', sent: '异议已收到', sent_number: '异议编号', sent_note: '查询或补充材料时请提供此编号。', as_enterprise: '将以 {{name}} 的名义提出。', own: '这是贵单位自己的申请。',
  },
  result: { lead: '已准予的行政许可。个人姓名只显示首字。', kind: '证照名称', any: '不限', from: '准予日期自', to: '至', granted: '准予日期', none: '没有符合条件的结果。', csv: '下载表格（CSV）', list: '结果' },
};

export const en: Words<typeof zh> & { notice: { days_workday_one: string; days_day_one: string; days_month_one: string } } = {
  notice: {
    lead: 'What is going to be decided is published first. Whoever objects can say so while the notice runs.', which: 'Notices', running: 'Running', over: 'Over', latest: 'Latest public notices', none_running: 'No notice is running now.', none_over: 'No notice is over yet.',
    applicant: 'Applicant', item: 'Service', proposed: 'To be granted', period: 'Period', left: 'Left', last_day: 'Ends today', days_workday_other: '{{count}} working days left', days_day_other: '{{count}} days left', days_month_other: '{{count}} days left',
    days_workday_one: '{{count}} working day left', days_day_one: '{{count}} day left', days_month_one: '{{count}} day left',
    holder: 'Holder', authority: 'Office', number: 'Case number', case_note: 'Published from {{from}} to {{until}}',
    outcome: { passed: 'Time over', objection: 'An objection came; examined again', closed: 'Ended' },
    object: 'Raise an objection', object_lead: 'It goes to the officers of this case. Your name and contact are seen by them alone: they are not published and the applicant is not told.', name: 'Your name or organisation', contact: 'Contact', contact_help: 'Telephone or e-mail, so that the office can ask back and answer',
    text: 'Your objection', text_help: 'Give facts and reasons', send: 'Send the objection', sending: 'Sending…', sent: 'Your objection was received', sent_number: 'Number of the objection', sent_note: 'Quote it when you ask about it or send more.', as_enterprise: 'You object as {{name}}.', own: 'This is your own application.',
  },
  result: { lead: 'What was granted. Of names of persons only the first character is shown.', kind: 'Certificate', any: 'Any', from: 'Granted from', to: 'to', granted: 'Granted', none: 'Nothing was found.', csv: 'Download as a table (CSV)', list: 'Results' },
};

addWords({ zh, en });
