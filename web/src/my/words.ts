import { addWords } from '../i18n';
import type { Words } from '../i18n/words';

/** The words of the applicant's pages that no other page has. */
export const zh = {
  sessions: {
    title: '登录情况', lead: '以下是您目前登录的地方。如有不认识的，请退出它并修改密码。', where: '浏览器', since: '登录时间', used: '最近使用', until: '最迟到期', current: '本次登录', program: '其他程序', end: '退出', end_of: '退出 {{where}}，{{at}}登录', end_others: '退出其他所有登录', ended_other: '已退出 {{count}} 处登录。',
  },
  mine: {
    look: '查看', pixels: '{{n}} 像素', photo: '竖幅证件照，印在证照上：不小于 {{width}}×{{height}} 像素，高为宽的 1–{{longest}} 倍。', shoot: '拍照',
    rate: '评价本次办理', decided_by: '如今日受理，最迟于{{on}}作出决定。', decided_note: '依法不计入的时间除外。', renew: '待换证', renew_by: '延续应于{{on}}前申请，有效期至{{until}}', renew_late: '应于{{on}}前申请延续，请尽快；有效期至{{until}}', duty: '待办义务', duty_by: '{{year}} 年{{what}}，{{on}}前',
  },
};

export const en: Words<typeof zh> & { sessions: { ended_one: string } } = {
  sessions: {
    title: 'Where you are signed in', lead: 'End a session that you do not know, and change your password.', where: 'Browser', since: 'Signed in', used: 'Last used', until: 'Ends by', current: 'This session', program: 'Another program', end: 'End', end_of: 'End {{where}}, signed in {{at}}', end_others: 'End all others', ended_one: '{{count}} session has ended.', ended_other: '{{count}} sessions have ended.',
  },
  mine: {
    look: 'View', pixels: '{{n}} pixels', photo: 'An upright portrait, printed on the certificate: at least {{width}} × {{height}} pixels, 1 to {{longest}} times as high as wide.', shoot: 'Take photo',
    rate: 'Rate how it was handled', decided_by: 'If it is accepted today, it is decided by {{on}}.', decided_note: 'Time that the law leaves out comes on top.', renew: 'Renewal due', renew_by: 'Apply for its renewal by {{on}}; valid to {{until}}', renew_late: 'Its renewal was to be applied for by {{on}}: do it soon; valid to {{until}}', duty: 'Duty', duty_by: '{{what}} {{year}}, by {{on}}',
  },
};

addWords({ zh, en });
