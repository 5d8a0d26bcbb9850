import { addWords } from '../i18n';

/** The words of the auditor’s screens. */
export const zh = {
  audit: {
    trail: '轨迹检索', cases: '办件', log: '公开日志', lead: '检索全部留痕。条件在地址中，可以收藏和转发。', q: '办件编号或申请人代码', q_help: '可只填一部分', person_help: '姓名或人员编号', streams: '范围', all_streams: '全部', from: '自', to: '至', search: '检索', reset: '清除条件',
    next: '下一页', first: '回到第一页', more_below: '（还有更多，见下一页）', definition: '施行的事项定义', version: '第 {{version}} 版', clock: '时限证明', evidence: '下载证据包（zip）', evidence_help: '含条目、证明、文件、事项定义和检查点，可离线验证。',
    csv: '导出本次检索（CSV）', search_evidence: '证据包：本次检索涉及的办件（zip）', asking: '正在准备', coming: '浏览器正在下载，进度见其下载列表。中断的文件没有结尾，验证时会发现。', person_none: '没有编号或者姓名是“{{who}}”的人员，请核对。', person_which: '叫“{{who}}”的有多人，请选择', as_of: '时点还原', as_of_help: '按当日结束时已有的留痕还原', as_of_title: '{{number}} 截至 {{on}}', as_of_entries: '由截至当日的 {{count}} 条留痕还原，其后的办理不在其中。期限按现行日历推算。', show: '查看', form: '申请内容', progress: '进度', files: '材料', documents: '文书', certificate: '证照', applicant: '申请人', received: '收到', due: '法定期限', decided: '决定', end: '结果', of_case: '办件留痕',
  },
  sheet: {
    as_of: '截至 {{on}}，日历摘要 {{calendar}}', entry: '第 {{number}} 条留痕', csv: '下载 CSV',
  },
  log: {
    lead: '每一项办理都记入一本只能增加的日志，日志的大小和根摘要由本机关签名（检查点）。任何人都可以保管检查点，以后核对日志是否只增不改。', checkpoint: '最新检查点', size: '条目数', at: '签名时间', root: '根摘要', save: '保存检查点', keys: '公钥', save_key: '保存公钥',
    earlier: '最近的检查点', check: '核对签名与增长', check_idle: '尚未核对。由本浏览器核对检查点的签名，以及日志自上次所见以来只增不改。', pinned: '本浏览器首次见到的公钥与此一致。', pinned_other: '本浏览器首次见到的是另一公钥。密钥更替须由旧密钥签名，验证时会核对。', offline: '离线验证', steps: ['从机关网站以外的途径取得公钥，保存为 checkpoint.pub。', '把 verify.mjs 和 check.mjs 存入同一文件夹（需要 Node 20 以上）。', '运行 node verify.mjs --key checkpoint.pub 证据包.zip。', '没有 Node 的，可在“验证证据包”页由浏览器验证，打开后断网亦可。'],
    verifier: '下载 {{name}}', pack: '在浏览器中验证证据包', seen: '本浏览器上次验证过的检查点：{{size}} 条，{{at}}。',
  },
};

const en = {
  audit: {
    trail: 'Trail search', cases: 'Cases', log: 'Public log', lead: 'Search all entries. The conditions are in the address, to keep and to pass on.', q: 'Case number or code of the applicant', q_help: 'a part is enough', person_help: 'name or id', streams: 'Kind of record', all_streams: 'All', from: 'From', to: 'To', search: 'Search', reset: 'Clear',
    next: 'Next page', first: 'First page', more_below: '(more on the next page)', definition: 'Definition in force', version: 'version {{version}}', clock: 'Clock proof', evidence: 'Download evidence pack (zip)', evidence_help: 'Entries, proofs, files, definition and checkpoint, to be verified offline.',
    csv: 'Export this search (CSV)', search_evidence: 'Evidence pack of the cases it finds (zip)', asking: 'Preparing', coming: 'Your browser is downloading it: see its list of downloads. A file that was cut off lacks its end, which verification finds.', person_none: 'Nobody has the id or the name “{{who}}”; check it.', person_which: 'Several people are called “{{who}}”; choose one', as_of: 'As of a day', as_of_help: 'from the entries there were by its end', as_of_title: '{{number}} as of {{on}}', as_of_entries: 'Made from the {{count}} entries there were by then; what was done later is not in it. Limits are counted by the calendar of today.', show: 'Show', form: 'Application', progress: 'Progress', files: 'Materials', documents: 'Documents', certificate: 'Certificate', applicant: 'Applicant', received: 'Received', due: 'Legal limit', decided: 'Decided', end: 'Result', of_case: 'Trail of the case',
  },
  sheet: {
    as_of: 'As of {{on}}, by the calendar {{calendar}}', entry: 'entry {{number}}', csv: 'Download CSV',
  },
  log: {
    lead: 'Every act is written into a log that can only grow. The office signs its size and root (a checkpoint). Anybody may keep checkpoints, and check later that the log only grew.', checkpoint: 'Latest checkpoint', size: 'Entries', at: 'Signed', root: 'Root', save: 'Save checkpoint', keys: 'Public keys', save_key: 'Save key',
    earlier: 'Latest checkpoints', check: 'Check signature and growth', check_idle: 'Not checked yet. This browser checks the signature, and that the log only grew since it last saw it.', pinned: 'It is the key that this browser first met.', pinned_other: 'This browser first met another key. A new key is signed by the old one; verification checks that.', offline: 'Verify offline', steps: ['Get the public key by another way than this site and save it as checkpoint.pub.', 'Put verify.mjs and check.mjs into one folder (Node 20 or later is needed).', 'Run node verify.mjs --key checkpoint.pub PACK.zip.', 'Without Node, the page “Verify a pack” does it in the browser, also without a network once it is open.'],
    verifier: 'Download {{name}}', pack: 'Verify a pack in the browser', seen: 'The checkpoint this browser verified last: {{size}} entries, {{at}}.',
  },
};

addWords({ zh, en });
