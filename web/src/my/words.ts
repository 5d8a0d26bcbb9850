import { addWords } from '../i18n';
import type { Words } from '../i18n/words';

/** The words of the applicant's pages that no other page has. */
export const zh = {
  mine: {
    decided_by: '如今日受理，最迟于{{on}}作出决定。', decided_note: '依法不计入的时间除外。', renew: '待换证', renew_by: '延续应于{{on}}前申请，有效期至{{until}}', renew_late: '应于{{on}}前申请延续，请尽快；有效期至{{until}}', duty: '待办义务', duty_by: '{{year}} 年{{what}}，{{on}}前',
  },
};

export const en: Words<typeof zh> = {
  mine: {
    decided_by: 'If it is accepted today, it is decided by {{on}}.', decided_note: 'Time that the law leaves out comes on top.', renew: 'Renewal due', renew_by: 'Apply for its renewal by {{on}}; valid to {{until}}', renew_late: 'Its renewal was to be applied for by {{on}}: do it soon; valid to {{until}}', duty: 'Duty', duty_by: '{{what}} {{year}}, by {{on}}',
  },
};

addWords({ zh, en });
