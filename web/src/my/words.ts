import { addWords } from '../i18n';
import type { Words } from '../i18n/words';

/** The words of the applicant's pages that no other page has. */
export const zh = {
  sessions: {
    title: '登录情况', lead: '以下是您目前登录的地方。如有不认识的，请退出它并修改密码。', where: '浏览器', since: '登录时间', used: '最近使用', until: '最迟到期', current: '本次登录', program: '其他程序', end: '退出', end_of: '退出 {{where}}，{{at}}登录', end_others: '退出其他所有登录', ended_other: '已退出 {{count}} 处登录。',
  },
  carried: {
    opened: '已按证照 {{number}} 预填', and_case: '其余内容来自', only_changes: '只需核对，并修改有变化的部分。', case: '办件 {{number}}（{{on}}受理）', stop: '。', and: '、', what_other: '预填了 {{count}} 部分内容', unchanged: '目前与预填的内容相同。', changed_other: '您已修改 {{count}} 处：{{what}}',
    offer: '沿用上次申请的内容', from_case: '您上次申请本事项是', stays: '已填写的内容不会改动。', can: '可以沿用：', take: '沿用办件 {{number}} 的内容', taken_other: '已从办件 {{number}} 沿用 {{count}} 部分内容，请逐项核对。', left_out: '以下内容与现在的表单不符，未带入：',
  },
  asked: { title: '补正：{{done}}/{{all}} 项已改动', point: '{{problem}}。{{demand}}', changed: '已改动', open: '尚未改动', rest: '尚未改动的，提交后按原样审查。如认为原材料无误，请在办件的“消息”中说明。' },
  mine: {
    receipt: '回执', supplied: '补正已提交', no_file: '未提交', look: '查看', pixels: '{{n}} 像素', photo: '竖幅证件照，印在证照上：不小于 {{width}}×{{height}} 像素，高为宽的 1–{{longest}} 倍。', shoot: '拍照',
    rate: '评价本次办理', decided_by: '如今日受理，最迟于{{on}}作出决定。', decided_note: '依法不计入的时间除外。', renew: '待换证', renew_by: '延续应于{{on}}前申请，有效期至{{until}}', renew_late: '应于{{on}}前申请延续，请尽快；有效期至{{until}}', duty: '待办义务', duty_by: '{{year}} 年{{what}}，{{on}}前',
  },
};

export const en: Words<typeof zh> & { sessions: { ended_one: string }; carried: Record<'what_one' | 'changed_one' | 'taken_one', string> } = {
  sessions: {
    title: 'Where you are signed in', lead: 'End a session that you do not know, and change your password.', where: 'Browser', since: 'Signed in', used: 'Last used', until: 'Ends by', current: 'This session', program: 'Another program', end: 'End', end_of: 'End {{where}}, signed in {{at}}', end_others: 'End all others', ended_one: '{{count}} session has ended.', ended_other: '{{count}} sessions have ended.',
  },
  carried: {
    opened: 'Filled in from certificate {{number}}', and_case: 'The rest is from', only_changes: 'Check it, and change only what is different now.', case: 'case {{number}} (received {{on}})', stop: '.', and: ', ', what_one: '{{count}} part was filled in', what_other: '{{count}} parts were filled in', unchanged: 'All of it still stands as it was filled in.', changed_one: 'You changed {{count}} place: {{what}}', changed_other: 'You changed {{count}} places: {{what}}',
    offer: 'Take over from your last application', from_case: 'You last applied in', stays: 'What you have typed stays.', can: 'Can be taken over:', take: 'Take over from case {{number}}', taken_one: '{{count}} part was taken over from case {{number}}; check it.', taken_other: '{{count}} parts were taken over from case {{number}}; check each.', left_out: 'This does not fit the form as it is now and was left out:',
  },
  asked: { title: 'Supplement: {{done}} of {{all}} points changed', point: '{{problem}}: {{demand}}', changed: 'Changed', open: 'Not changed yet', rest: 'What you do not change is examined as it is. If you think it is right as it stands, say why in a message on the case.' },
  mine: {
    receipt: 'Receipt', supplied: 'Supplement submitted', no_file: 'None', look: 'View', pixels: '{{n}} pixels', photo: 'An upright portrait, printed on the certificate: at least {{width}} × {{height}} pixels, 1 to {{longest}} times as high as wide.', shoot: 'Take photo',
    rate: 'Rate how it was handled', decided_by: 'If it is accepted today, it is decided by {{on}}.', decided_note: 'Time that the law leaves out comes on top.', renew: 'Renewal due', renew_by: 'Apply for its renewal by {{on}}; valid to {{until}}', renew_late: 'Its renewal was to be applied for by {{on}}: do it soon; valid to {{until}}', duty: 'Duty', duty_by: '{{what}} {{year}}, by {{on}}',
  },
};

addWords({ zh, en });
