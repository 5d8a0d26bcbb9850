import { addWords } from '../i18n';

/** The words of what proves a case. */
export const zh = {
  trail: {
    caption_other: '{{count}} 条留痕', none: '没有符合条件的留痕。', number: '序号', time: '时间（北京时间）', actor: '人员', action: '动作', hash: '摘要', case: '办件', for: '代 {{name}}', system: '系统',
    applicant: '申请人', officer: '办理人员', open: '展开第 {{number}} 条', filter: '筛选', person: '人员', round: '轮次', round_n: '第 {{count}} 轮', any: '不限',
    kind: '动作', effective: '应生效于', role: '岗位', unit: '机构', position: '日志位置', waiting: '尚未并入检查点', whole_hash: '摘要', payload: '内容', unwritten: '没有填写内容。', no_payload: '内容已按期删除，或者无权查看。',
    facts: '事实（公开部分，原文）', guards: '依据的任命版本', policy: '第 {{number}} 版', mandate: '代理依据', files: '文件', bad: '从此条起未获证明', proved: '已证明', another: '与所证明的不是同一条',
  },
  check: {
    title: '验证', run: '验证', again: '重新验证', idle: '尚未验证。由本浏览器用公钥核对每一条，不依赖服务器的说法。', running: '正在验证：{{done}}', running_of: '正在验证：{{done}}/{{of}}',
    good: '已验证', good_at: '{{at}} · 用时 {{took}} 毫秒', failed: '不通过', unknown: '无法判断', from_entry: '从第 {{number}} 条起未获证明：{{cause}}', whole: '全部未获证明：{{cause}}',
    in_pack: '{{stream}} 第 {{number}} 条：{{cause}}', rest: '是否完整未获证明：{{cause}}', still: '第 1 至 {{number}} 条仍已证明。', still_none: '没有一条获得证明。', detail: '技术细节', what: '证明了什么',
    chain: '{{entries}}/{{entries}} 条前后相连，没有缺少、调换或增加。', log: '{{proved}} 条都在本机关签名的日志中（{{size}} 条，{{at}} 签名）。', waiting: '最近 {{count}} 条只验证了前后相连，尚未进入检查点，稍后再验证。',
    signature: '检查点的签名由密钥“{{origin}}”作出，就是本浏览器首次见到的密钥，或者由它逐次签名更替而来。', growth: '日志自本浏览器上次所见（{{from}} 条）以来只有增加，没有改动。', first: '本浏览器首次见到该日志，下次将核对它只增不改。',
    texts: '{{count}} 处意见和填写内容与摘要一致。', erased: '{{count}} 处内容已按期删除，并有删除的记录。', withheld: '{{count}} 处内容您无权查看，未核对。', files: '{{count}} 个文件与登记的摘要一致。', files_unread: '{{count}} 个文件未能取得，未核对。', differing: '{{proved}}/{{entries}} 条留痕已证明，但有 {{count}} 个文件与登记的不同', differs: '第 {{number}} 条登记的文件，摘要应为',
    limits: '不能证明：所写内容出于本意；机关的时钟准确；密钥持有人没有重写整个日志（须由他人保管的检查点证明）。', offline: '离线验证的方法', key: '公钥', key_help: '公钥应当从机关网站以外的途径取得。以下是本浏览器所知的公钥，可以换成您保管的。',
    pack: '验证证据包', pack_lead: '选择或拖入证据包（zip）。文件不会上传；本页打开后断网也可以验证。', pack_choose: '选择证据包', pack_good: '{{streams}} 个流水、{{entries}} 条留痕、{{members}} 个成员全部一致，在 {{size}} 条的日志中（{{at}} 签名）。',
    pack_subject: '内容：{{subject}}', pack_name: '文件 {{name}}', pack_limits: '本页不核对期限表、事项定义的含义和增长证明，请用 shenpi trail verify。',
  },
  checkcode: {
    hash_mismatch: '摘要不符', entry_malformed: '内容损坏，不能读出', wrong_stream: '属于别的流水', number_gap: '缺少一条', duplicate_entry: '有重复的一条', chain_broken: '与上一条不相连', time_backwards: '时间早于上一条',
    payload_mismatch: '内容与摘要不符，或被取走', erasure_unrecorded: '内容被取走而没有删除的记录', not_included: '与签名的日志不符，此条被改动过', signed_head_mismatch: '条数或最后一条与日志签名的不同', signed_head_bad_signature: '条数的签名无效', signed_head_malformed: '条数的签名格式有误',
    checkpoint_bad_signature: '检查点签名无效', checkpoint_malformed: '检查点格式有误', key_history_broken: '签名密钥不是您信任的密钥，或密钥的更替不成立', log_shrunk: '日志比本浏览器上次所见的短', forked: '日志与本浏览器上次所见的不是同一日志', pack_malformed: '不是完整的证据包', pack_bad_signature: '清单的签名无效', pack_member_altered: '文件与登记的摘要不符',
    pack_file_missing: '缺少所列的文件', cosignatures_too_few: '见证签名不足', other: '与证明不符（{{code}}）',
  },
  hindrance: {
    no_crypto: '本浏览器在此连接上不提供密码运算。请用 https 打开，或换新版浏览器。', unreachable: '未能从服务器取得证明。请检查网络后重试。', no_checkpoint: '日志还没有签名的检查点，请稍后再试。', no_permission: '您无权取得本件的证明。', no_key: '公钥格式有误，请核对。',
    too_large: '证据包中有文件超出浏览器所能处理，请用 verify.mjs 或 shenpi trail verify。', gave_up: '本浏览器未能完成验证，请重试。',
  },
};

const en = {
  trail: {
    caption_one: '{{count}} entry', caption_other: '{{count}} entries', none: 'No entry fits.', number: 'No.', time: 'Time (UTC+8)', actor: 'Who', action: 'What', hash: 'Hash', case: 'Case', for: 'for {{name}}', system: 'System',
    applicant: 'The applicant', officer: 'An officer', open: 'Open entry {{number}}', filter: 'Filter', person: 'Person', round: 'Round', round_n: 'Round {{count}}', any: 'Any',
    kind: 'Action', effective: 'Due at', role: 'Role', unit: 'Unit', position: 'Place in the log', waiting: 'in no checkpoint yet', whole_hash: 'Hash', payload: 'Content', unwritten: 'Nothing was written.', no_payload: 'It was erased after its time, or is not for you.',
    facts: 'Facts (in the clear, as stored)', guards: 'Appointments judged on', policy: 'revision {{number}}', mandate: 'On the mandate', files: 'Files', bad: 'not proved from here on', proved: 'proved', another: 'not the entry that was proved',
  },
  check: {
    title: 'Verification', run: 'Verify', again: 'Verify again', idle: 'Not verified yet. This browser checks every entry with the public key and takes nobody’s word for it.', running: 'Verifying: {{done}}', running_of: 'Verifying: {{done}}/{{of}}',
    good: 'Verified', good_at: '{{at}} · in {{took}} ms', failed: 'Failed', unknown: 'Cannot say', from_entry: 'Not proved from entry {{number}} on: {{cause}}', whole: 'Nothing is proved: {{cause}}',
    in_pack: '{{stream}}, entry {{number}}: {{cause}}', rest: 'That nothing is missing is not proved: {{cause}}', still: 'Entries 1 to {{number}} are still proved.', still_none: 'No entry is proved.', detail: 'Technical detail', what: 'What is proved',
    chain: '{{entries}}/{{entries}} entries follow one another: none is missing, exchanged or added.', log: '{{proved}} are in the log that the office signed ({{size}} entries, signed {{at}}).', waiting: 'Of the latest {{count}} only the chain is checked; they are in no checkpoint yet. Verify again later.',
    signature: 'The checkpoint is signed by the key “{{origin}}”, the one that this browser first met or one that it was replaced by, signed each time.', growth: 'The log only grew since this browser last saw it ({{from}} entries).', first: 'This browser sees the log for the first time; from now on it checks that it only grows.',
    texts: '{{count}} texts agree with their hashes.', erased: '{{count}} texts were erased after their time, and it is recorded.', withheld: '{{count}} texts are not for you and were not checked.', files: '{{count}} files agree with their hashes.', files_unread: '{{count}} files could not be had and were not checked.', differing: '{{proved}}/{{entries}} entries are proved, but {{count}} of the files are not what was recorded', differs: 'The file that entry {{number}} records; its hash should be',
    limits: 'Not proved: that people meant what they wrote; that the clock of the office was right; that who holds the key did not write the whole log anew (for that a checkpoint is needed that somebody else kept).', offline: 'How to verify offline', key: 'Public key', key_help: 'Get the key by another way than this site. This is the one that this browser knows; you may put your own here.',
    pack: 'Verify an evidence pack', pack_lead: 'Choose an evidence pack (zip) or drop it here. It is not uploaded; once this page is open it works without a network.', pack_choose: 'Choose a pack', pack_good: '{{streams}} streams, {{entries}} entries and {{members}} members agree, in the log of {{size}} entries (signed {{at}}).',
    pack_subject: 'Content: {{subject}}', pack_name: 'File {{name}}', pack_limits: 'This page does not check clock sheets, what definitions mean, and proofs of growth; shenpi trail verify does.',
  },
  checkcode: {
    hash_mismatch: 'the hash differs', entry_malformed: 'it is damaged and cannot be read', wrong_stream: 'it is of another stream', number_gap: 'an entry is missing', duplicate_entry: 'an entry is there twice', chain_broken: 'it does not follow the one before', time_backwards: 'it is earlier than the one before',
    payload_mismatch: 'its text differs from its hash, or was taken away', erasure_unrecorded: 'its text was taken away and no erasure is recorded', not_included: 'it is not what the signed log has: it was changed', signed_head_mismatch: 'the log signed another number of entries or another last one', signed_head_bad_signature: 'the signature of how many there are is not good', signed_head_malformed: 'the word on how many there are cannot be read',
    checkpoint_bad_signature: 'the signature of the checkpoint is not good', checkpoint_malformed: 'the checkpoint cannot be read', key_history_broken: 'it is not signed by a key that you trust, or the keys do not follow one another', log_shrunk: 'the log is shorter than when this browser last saw it', forked: 'it is another log than the one this browser saw', pack_malformed: 'it is no whole evidence pack', pack_bad_signature: 'the signature of the list is not good', pack_member_altered: 'a file differs from the hash that is recorded',
    pack_file_missing: 'a file that is named is not there', cosignatures_too_few: 'too few witnesses signed', other: 'it does not agree with the proof ({{code}})',
  },
  hindrance: {
    no_crypto: 'This browser gives no cryptography on this connection. Open the page by https, or use a newer browser.', unreachable: 'The proof could not be had from the server. Check the network and try again.', no_checkpoint: 'The log has no signed checkpoint yet; try again in a moment.', no_permission: 'The proof of this case is not for you.', no_key: 'This is no public key of a log; check it.',
    too_large: 'A file of the pack is larger than a browser can take; use verify.mjs or shenpi trail verify.', gave_up: 'This browser could not finish; try again.',
  },
};

addWords({ zh, en });
