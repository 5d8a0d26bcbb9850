import { addWords } from '../i18n';
import type { Words } from '../i18n/words';

/** The words of the public pages that no other page has. */
export const zh = {
  code: {
    file: '证照 PDF 或含二维码的图片', file_help: '选择文件，或拖放到此处。文件只在本机读取，不会上传。', reading: '正在读取…', signed_by: '签名密钥',
    unread: {
      too_large: '文件超过 64 MB。请换用证照的 PDF，或拍摄较小的照片。', no_picture: '无法打开此文件。请选择 PDF、PNG 或 JPEG 文件。',
      no_code: '没有读到二维码。请正对二维码拍摄，让它占满画面，避免反光和模糊；也可以输入证照编号。', several: '文件中有不同的证照码，无法确定是哪一份证照。请向持证人索取原文件。',
    },
    verdict: {
      valid: '真实，有效', valid_followed: '真实，有效，已有换发的新证', valid_status_unchecked: '签名有效，状态未核对', suspended: '真实，但已暂停', revoked: '真实，但已撤销或吊销', withdrawn: '真实，但已撤回', cancelled: '真实，但已注销',
      replaced: '真实，但已被新证取代', expired: '真实，但已过有效期', not_yet_valid: '真实，尚未生效', status_unknown: '真实，但不能认作有效', bad_signature: '内容被改动，或不是本机关签发', key_unknown: '不是本机关签发', no_credential: '不是证照码',
      other_certificate: '证照码与文件不符', field_hidden: '无法与文件核对', list_stale: '签名有效，状态未能核对', list_bad_signature: '签名有效，状态未能核对', list_malformed: '签名有效，状态未能核对', list_of_others: '签名有效，状态未能核对', altered: '证照码残缺或被改写',
    },
    why: {
      valid: '签名由本机关的密钥作出，状态清单未记载其失效。请与所示证照逐项比对。', valid_followed: '请索取换发的新证。', valid_status_unchecked: '没有取得状态清单，不能说明证照未被暂停或撤销。请稍后再核验。', suspended: '暂停期间不得使用。', revoked: '不得使用。', withdrawn: '不得使用。', cancelled: '不得使用。',
      replaced: '请索取新证。', expired: '有效期已过，不得使用。', not_yet_valid: '有效期尚未开始。', status_unknown: '状态清单中的记载无法识别。', bad_signature: '其中的内容不可信，以下不予显示。', key_unknown: '签名的密钥不是本机关公布的。', no_credential: '二维码或所输入的内容不是本系统的证照码。',
      other_certificate: '文件所称的编号与证照码中的编号不同，请勿采信。', field_hidden: '证照码未出示编号，不能确定属于此文件。', list_stale: '状态清单已过期，请稍后再核验。', list_bad_signature: '状态清单的签名无效，请稍后再核验。', list_malformed: '状态清单无法读取，请稍后再核验。', list_of_others: '取得的状态清单不属于此证照，请稍后再核验。', altered: '内容不完整或不是规范写法，不可信。',
    },
    by: { browser: '由本页在您的设备上核验，证照内容没有发送给任何人。', server: '您的浏览器不支持在本机核验，证照码已发送给本机关核验；文件本身没有发送。' },
  },
  notice: {
    lead: '作出决定前向社会公示。对拟定结果有异议的，可以在公示期内提出。', which: '公示', running: '公示中', over: '已结束', latest: '最新公示', none_running: '目前没有正在公示的事项。', none_over: '还没有结束的公示。',
    applicant: '申请人', item: '事项', proposed: '拟准予', period: '公示期', left: '剩余', last_day: '今天截止', days_workday_other: '余 {{count}} 个工作日', days_day_other: '余 {{count}} 天', days_month_other: '余 {{count}} 天',
    holder: '持证人', authority: '受理单位', number: '办件编号', case_note: '公示自{{from}}至{{until}}',
    outcome: { passed: '期满', objection: '收到异议，重新审查', closed: '已终止' },
    object: '提出异议', object_lead: '异议会送交办理此件的人员。姓名和联系方式只有经办人员和依法监督、审计的人员能看到，不会公开，也不会告诉申请人。', ended: '公示已经结束，不能再在网上提出异议。您写的内容仍在这里，可以复制后向受理单位反映。', name: '姓名或单位名称', contact: '联系方式', contact_help: '电话或电子邮箱，以便核实和答复', text: '异议内容',
    text_help: '请写明事实和理由', send: '提交异议', sending: '正在提交…', sent: '异议已收到', sent_number: '异议编号', sent_note: '查询或补充材料时请提供此编号。', as_enterprise: '将以 {{name}} 的名义提出。', own: '这是贵单位自己的申请。',
  },
  result: { lead: '已准予的行政许可。个人姓名只显示首字。', kind: '证照名称', any: '不限', from: '准予日期自', to: '至', granted: '准予日期', none: '没有符合条件的结果。', csv: '下载表格（CSV）', list: '结果' },
};

export const en: Words<typeof zh> & { notice: { days_workday_one: string; days_day_one: string; days_month_one: string } } = {
  code: {
    file: 'PDF of the certificate, or a picture of its code', file_help: 'Choose a file or drop it here. It is read on this device and not sent.', reading: 'Reading…', signed_by: 'Signing key',
    unread: {
      too_large: 'The file is larger than 64 MB. Take the PDF of the certificate or a smaller picture.', no_picture: 'This file cannot be opened. Choose a PDF, PNG or JPEG file.',
      no_code: 'No code could be read. Take the picture straight from above, let the code fill it, without glare or blur; or enter the number.', several: 'There are different codes in this file, so nobody can tell which certificate it is. Ask the holder for the original file.',
    },
    verdict: {
      valid: 'Genuine and in force', valid_followed: 'Genuine and in force; a newer one follows it', valid_status_unchecked: 'Signature good, status not checked', suspended: 'Genuine, but suspended', revoked: 'Genuine, but revoked', withdrawn: 'Genuine, but withdrawn', cancelled: 'Genuine, but cancelled',
      replaced: 'Genuine, but replaced', expired: 'Genuine, but expired', not_yet_valid: 'Genuine, not valid yet', status_unknown: 'Genuine, not to be taken for valid', bad_signature: 'Altered, or not issued here', key_unknown: 'Not issued by this office', no_credential: 'Not the code of a certificate',
      other_certificate: 'The code is of another certificate', field_hidden: 'Cannot be compared with the file', list_stale: 'Signature good, status not known', list_bad_signature: 'Signature good, status not known', list_malformed: 'Signature good, status not known', list_of_others: 'Signature good, status not known', altered: 'Cut or rewritten',
    },
    why: {
      valid: 'A key of this office signed it, and the list of statuses has nothing against it. Compare it with the paper, line by line.', valid_followed: 'Ask for the newer certificate.', valid_status_unchecked: 'The list of statuses could not be had, so it may have been suspended or revoked. Verify it again later.', suspended: 'It may not be used meanwhile.', revoked: 'It may not be used.', withdrawn: 'It may not be used.', cancelled: 'It may not be used.',
      replaced: 'Ask for the newer certificate.', expired: 'Its last day has passed; it may not be used.', not_yet_valid: 'Its first day has not come.', status_unknown: 'The list of statuses says something that this page does not know.', bad_signature: 'What it says cannot be trusted and is not shown.', key_unknown: 'The key that signed it is none that this office publishes.', no_credential: 'What was read or entered is no code of this system.',
      other_certificate: 'The file names another number than the code. Do not rely on it.', field_hidden: 'The code does not show its number, so it may belong to another file.', list_stale: 'The list of statuses is too old. Verify it again later.', list_bad_signature: 'The signature of the list of statuses is not good. Verify it again later.', list_malformed: 'The list of statuses cannot be read. Verify it again later.', list_of_others: 'The list of statuses is not that of this certificate. Verify it again later.', altered: 'It is incomplete or not written as it should be, and cannot be trusted.',
    },
    by: { browser: 'Verified by this page on your device; what the certificate says was sent to nobody.', server: 'Your browser cannot verify it here: the code was sent to this office to be verified, the file was not.' },
  },
  notice: {
    lead: 'What is going to be decided is published first. Whoever objects can say so while the notice runs.', which: 'Notices', running: 'Running', over: 'Over', latest: 'Latest public notices', none_running: 'No notice is running now.', none_over: 'No notice is over yet.',
    applicant: 'Applicant', item: 'Service', proposed: 'To be granted', period: 'Period', left: 'Left', last_day: 'Ends today', days_workday_other: '{{count}} working days left', days_day_other: '{{count}} days left', days_month_other: '{{count}} days left',
    days_workday_one: '{{count}} working day left', days_day_one: '{{count}} day left', days_month_one: '{{count}} day left',
    holder: 'Holder', authority: 'Office', number: 'Case number', case_note: 'Published from {{from}} to {{until}}',
    outcome: { passed: 'Time over', objection: 'An objection came; examined again', closed: 'Ended' },
    object: 'Raise an objection', object_lead: 'It goes to the officers of this case. Your name and contact are seen by them and by those who supervise and audit them: they are not published and the applicant is not told.', ended: 'The notice is over, and no objection can be sent online any more. What you wrote is still here: copy it and take it to the office.', name: 'Your name or organisation', contact: 'Contact', contact_help: 'Telephone or e-mail, so that the office can ask back and answer',
    text: 'Your objection', text_help: 'Give facts and reasons', send: 'Send the objection', sending: 'Sending…', sent: 'Your objection was received', sent_number: 'Number of the objection', sent_note: 'Quote it when you ask about it or send more.', as_enterprise: 'You object as {{name}}.', own: 'This is your own application.',
  },
  result: { lead: 'What was granted. Of names of persons only the first character is shown.', kind: 'Certificate', any: 'Any', from: 'Granted from', to: 'to', granted: 'Granted', none: 'Nothing was found.', csv: 'Download as a table (CSV)', list: 'Results' },
};

addWords({ zh, en });
