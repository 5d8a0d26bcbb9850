import { addWords } from '../i18n';

/** The words of administrators. */
export const zh = {
  admin: {
    version: '版本', standing: '状态', nth: '第 {{version}} 版', live: '在办件', live_count_other: '在办 {{count}} 件', hash: '摘要', none: '无', look: '查看', judge: '复核', from: '{{on}}起', until: '，至{{on}}', effective: '施行', published: '发布', save: '保存', done: '已完成。',
    proposed_by: '{{who}} 于 {{at}} 提出', versions_other: '共 {{count}} 个版本。', stay: '办件始终按受理时的版本办理，新版本只用于之后的申请。', past_other: '未发布的提案（{{count}}）', at: '第 {{line}} 行第 {{column}} 列', line: '第 {{line}} 行', times_other: '{{count}} 次',
    substitutions: '外出人员的待办由代办人办理。双方须在同一机构任同一岗位。',
    state: { in_force: '生效', later: '待生效', replaced: '已被取代', closed: '停用', proposed: '待复核', published: '已发布', rejected: '已退回', withdrawn: '已撤回' },
    severity: { error: '错误', warning: '提醒', note: '说明' },
    found: { error_other: '{{count}} 错误', warning_other: '{{count}} 提醒', note_other: '{{count}} 说明' },
    tab: { text: '源文件', flow: '流程', proof: '证明报告', diff: '版本对比' },
    clock: { accept: '受理', decide: '决定', issue: '制证送达' },
    home: {
      title: '管理', definitions: '事项的版本、证明、编写和复核发布', org: '机构层级', people: '人员、账号和岗位任命', roles: '各岗位可以做什么、哪些岗位不得兼任', substitutions: '外出期间由谁代办', calendar: '工作日、节假日和调休', system: '运行状态、作业、投递和推送',
      waiting_other: '{{count}} 个版本待复核', yours: '可由您复核', troubles: '需要处理', unknown: '系统状态未知：没有应答', not_ready: '数据库没有应答', store: '文件存储没有应答', job: '后台作业 {{job}} 最近一次失败', late: '后台作业 {{job}} 迟迟没有完成', refused_other: '{{count}} 份文书未能生成', dead_other: '{{count}} 条外部通知投递失败', least: '至少 {{what}}',
    },
    items: { count_other: '共 {{count}} 个事项', lead: '每个版本发布前都经过证明，并由第二人复核。', waits: '待复核', next: '编写', none_yet: '尚未发布', of_other: '共 {{count}} 版', edit: '编写新版本', copy: '据此新建事项', see: '查看待复核的第 {{version}} 版', guide: '公开的办事指南' },
    diff: { against: '对比', title_other: '{{count}} 处不同', none: '内容没有不同。', alone: '只有这一版，没有可以对比的版本。', texts: '源文件对照', same_other: '{{count}} 行相同', added: '新增', removed: '删除', changed: '修改', moved: '移动' },
    proof: {
      sound: '可以发布', unsound: '不能发布', nothing: '没有发现问题。', findings: '发现', times: '最长用时', times_note: '各步骤都用满时限、没有退回时的最长计时。', clock: '时限', longest: '最长', within: '不超过法定', way: '路径（工作日）', deemed: '（视为受理，自收到起算）',
      returns: '退回', returns_note: '每次退回再走回来所需的时间，以及法定时限内还容得下几次。', from: '自', to: '退回到', costs: '每次用时', at_most: '至多', any: '不限', fits: '容得下', staff: '人员', feasible: '现有人员可以办完每一条路径', infeasible: '现有人员办不完', undecided: '组合过多，未能逐一判断', duties: '一种可行的分工', unspared: '缺席时即有环节无人办理的人员：{{names}}',
      shortest_other: '最短反例，{{count}} 步：', play: '逐步播放', back: '上一步', forth: '下一步', move: '第 {{n}}/{{of}} 步：', picture: '反例走到的位置', now: '按现在的人员和日历重新证明。', scope: '检查范围', positions: '状态', moves: '移动', prover: '证明程序', earlier: '提出时证明', report: '报告摘要',
      not: '证明不了：以后的人员变动；法律依据本身是否正确；机关以外的单位多久答复。',
    },
    proposal: {
      checklist: '发布核对', by: '提出人', proved: '证明', reason: '退回理由', first: '这是该事项的第一个版本。', whole: '全文', cannot: '您不能发布：', who: '可以复核发布的人员：{{names}}', names: '提出人 {{author}}，复核发布人 {{me}}。', read: '我已核对改动、证明和全文，摘要 {{hash}}。',
      publish: '发布第 {{version}} 版', reject: '退回', withdraw: '撤回提案', again: '据此继续修改',
    },
    edit: {
      next: '{{title}} · 编写第 {{version}} 版', copy: '据“{{title}}”新建事项', kept: '已恢复本窗口中尚未提出的文本。', anew: '放弃，重新开始', moved: '编写期间该事项发布了新版本。请在“改动”中与最新版本对照，把需要的内容合并进来再提出。', joined: '已合并，在最新版本上提出第 {{version}} 版', propose: '提出，交第二人复核', checking: '正在检查…', text: '正在编写的定义', before: '最新版本', beside: '检查结果与预览',
      findings: '检查', flow: '流程', form: '表单', documents: '文书', changes: '改动', stale: '文本目前不能识别，以下是上一次能识别的内容。', outline: '步骤', width: '宽度', phone: '手机（320）', wide: '宽屏', preview: '预览 PDF', keys: '按 Esc 后再按 Tab 可离开编辑框。文本只保留在本窗口，提出后存入服务器。',
      waits: '第 {{version}} 版正在等待第二人复核；它发布、退回或撤回之前，不能再提出新版本。', mends: '从先前的提案开始：{{who}} 于 {{at}} {{how}}。', because: '理由：{{reason}}', begin: { published: '改为从最新的已发布版本开始', mend: '改为从未发布的提案开始' },
    },
    org: { lead: '岗位任命在一个机构，及于其下级机构。', people_other: '{{count}} 人', found: '新设机构', zh: '名称', en: '英文名称', id: '标识', id_help: '小写字母、数字和连字符，不能更改', parent: '上级机构', root: '无上级', code: '机关代字' },
    people: {
      q: '姓名、标识、职务或企业', unit: '机构', count_other: '{{count}} 人', first_other: '先列出 {{count}} 人，还有更多', shut: '已停用', active: '在用', take_on: '登记人员并开账号', id: '人员标识', id_help: '字母、数字、下划线和连字符，不能更改', kind: '账号类别', officer: '工作人员', admin: '管理员', password_help: '首次登录后请其修改',
    },
    person: {
      appointments: '岗位任命', since: '自 {{at}}，由 {{by}} 任命', past_other: '已结束的任命（{{count}}）', until: '至', none: '没有任命，登录后不能办理任何事。', end: '结束任命', end_sure: '确定：结束“{{role}}”', unforeseen: '不能得知由此产生的影响，请自行判断后再办理。', spared_other: '已检查在用的 {{count}} 个版本：没有环节因此无人办理。', undecided_other: '其中 {{count}} 个版本的分工情形过多，未能判断。', shortfall_other: '{{count}} 个在用版本将受影响：', appoint: '任命', in: '机构', no_unit: '不限机构', appoint_help: '任命即时生效。不得兼任的岗位由服务器拒绝。', change: '修改信息', newer: '您填写期间，此人的信息或任命有了变动。没有改过的项已按最新情况显示，请核对。', keep: '已核对，保留我的修改', discard: '放弃我的修改', stored: '现为“{{value}}”',
      shut: '停用账号', shut_sure: '确定：停用{{name}}的账号', let_in: '重新启用账号',
    },
    roles: { lead: '没有列出的都不允许；“不得”优先于一切“可以”。', conflicts: '同一账号不得兼任', everybody: '每位已登录的人', lines_other: '{{count}} 条', allowed: '可以', denied: '不得' },
    calendar: {
      wanted: '{{year}} 年的工作日历还没有导入。国务院办公厅的放假通知发布后请尽快导入，在此之前涉及该年的期限均为暂计。', year: '年份', workdays_other: '{{year}} 年有 {{count}} 个工作日', source: '依据：{{source}}', provisional: '尚未公布，按法定节日暂计', legend: '“休”为放假，“班”为调休上班，灰底为不计入的日子。', month: '{{year}} 年 {{month}} 月', off: '休', on: '班', off_word: '放假', on_word: '调休上班',
      load: '导入一个年度', load_help: '填写通知文号、放假的日子和调休上班的周末。导入后在办件的期限即按新日历重算。', text: '年度日历（JSON）', load_year: '导入 {{year}} 年', wrong_other: '{{count}} 处有误', replaces: '{{year}} 年已经导入（{{source}}），再次导入将取代它。', good: '{{holidays}} 天放假，{{makeup}} 天调休上班', counted: '已试算全部 {{open}} 件在办件。', counted_some: '已试算最新的 {{counted}} 件在办件，共 {{open}} 件，其余没有试算。', stays_some: '试算的在办件中没有期限会变的。', moves_some: '试算的在办件中期限将变动的', stays: '没有在办件的期限会变。', moves: '期限将变动的在办件', was: '原', is: '改为',
    },
    system: {
      good: '正常', late: '迟滞', bad: '异常', began: '本次自 {{at}} 起', unknown: '未知', state: '运行状态', ready: '服务就绪', version: '版本', since: '自 {{at}} 运行', database: '数据库', store: '文件存储', disk: '磁盘', free: '剩余 {{free}}，共 {{total}}（{{percent}}%）', log: '最近的日志检查点', signed: '{{size}} 条，{{at}}', unsigned: '尚未签署', lag: '尚未并入日志', entries_other: '{{count}} 条', witnesses: '见证方', no_witness: '没有设置见证方', nothing: '尚无',
      verified: '最近一次全量核验', stale: '没有应答，以下为 {{at}} 的情况，现状未知。', verify: '服务不记录核验；请运行 shenpi fsck 或 shenpi trail verify', jobs: '后台作业', jobs_note: '本进程启动以来的情况。', job: '作业', last: '最近一次', every: '间隔', failures: '失败次数', not_yet: '尚未运行', page_before: '上一页', page_next: '下一页', refused: '未能生成的文书', no_refused: '没有。', by_itself: '会自动重试', deliveries: '外部通知', webhooks: '事件推送',
    },
    job: { call: '办件间转送', clock: '时钟', cosign: '见证签名', 'document-key': '文书密钥', follow: '同步配置', merge: '并入日志', mirror: '检查点镜像', notify: '外部通知', prove: '送达证明', remind: '到期提醒', render: '生成文书', statuses: '证照状态列表', sweep: '清理', wake: '到期处理' },
    delivery: { dead: '已放弃', waiting: '等待中', sent: '已送达', none: '没有。', tries_other: '尝试 {{count}} 次', replay: '重新投递', replay_all: '全部重新投递', replayed_other: '{{count}} 条将重新投递。' },
    webhook: {
      none: '没有推送订阅。', create: '新建推送', url: '地址（https）', kinds: '通知种类', kinds_help: '以空格分隔；不填为全部', every: '全部种类', rotated: '密钥自 {{at}}', test: '测试', rotate: '更换密钥', rotate_ask: '更换后旧密钥再签名一天，请在此期间让接收方换用新密钥。', rotate_sure: '确定更换', end: '停止', end_ask: '停止后，等待推送的通知不再推送。', end_sure: '确定停止', taken: '对方已接收。', refused: '对方没有接收：{{why}}', secret: '{{url}} 的签名密钥：', once: '密钥只显示这一次，请立即保存。', kept: '已保存',
    },
  },
};

const en = {
  admin: {
    version: 'Version', standing: 'State', nth: 'Version {{version}}', live: 'Live cases', live_count_one: '{{count}} live case', live_count_other: '{{count}} live cases', hash: 'Hash', none: 'None', look: 'View', judge: 'Review', from: 'From {{on}}', until: ' to {{on}}', effective: 'In force', published: 'Published', save: 'Save', done: 'Done.',
    proposed_by: 'Proposed by {{who}}, {{at}}', versions_one: '{{count}} version.', versions_other: '{{count}} versions.', stay: 'A case stays on the version it was filed under; a new version is for applications that come after it.', past_one: '{{count}} proposal that was not published', past_other: '{{count}} proposals that were not published', at: 'line {{line}}, column {{column}}', line: 'line {{line}}', times_one: 'once', times_other: '{{count}} times',
    substitutions: 'The work of whoever is away is done by a substitute. Both hold the same role in one unit.',
    state: { in_force: 'In force', later: 'Later', replaced: 'Replaced', closed: 'Closed', proposed: 'Waiting for a second person', published: 'Published', rejected: 'Rejected', withdrawn: 'Withdrawn' },
    severity: { error: 'Error', warning: 'Warning', note: 'Note' },
    found: { error_one: '{{count}} error', error_other: '{{count}} errors', warning_one: '{{count}} warning', warning_other: '{{count}} warnings', note_one: '{{count}} note', note_other: '{{count}} notes' },
    tab: { text: 'Text', flow: 'Flow', proof: 'Proof', diff: 'Differences' },
    clock: { accept: 'Acceptance', decide: 'Decision', issue: 'Issue' },
    home: {
      title: 'Administration', definitions: 'Versions of items, their proofs, writing and publishing them', org: 'The tree of units', people: 'People, accounts and appointments', roles: 'What each role may do, and which are kept apart', substitutions: 'Who stands in for whom', calendar: 'Working days, holidays and moved days', system: 'Health, jobs, deliveries and webhooks',
      waiting_one: '{{count}} version waits for a second person', waiting_other: '{{count}} versions wait for a second person', yours: 'You can review it', troubles: 'Needs attention', unknown: 'How the system stands is not known: there is no answer', not_ready: 'The database does not answer', store: 'The file store does not answer', job: 'The job {{job}} failed the last time', late: 'The job {{job}} takes far too long', refused_one: '{{count}} document could not be made', refused_other: '{{count}} documents could not be made', dead_one: '{{count}} notice could not be delivered', dead_other: '{{count}} notices could not be delivered', least: 'At least {{what}}',
    },
    items: { count_one: '{{count}} item', count_other: '{{count}} items', lead: 'Every version is proved before it is published, and judged by a second person.', waits: 'Waiting', next: 'Write', none_yet: 'Not published yet', of_one: 'of {{count}}', of_other: 'of {{count}}', edit: 'Write a new version', copy: 'New item from this', see: 'See version {{version}}, which waits', guide: 'The public guide' },
    diff: { against: 'Compared with', title_one: '{{count}} difference', title_other: '{{count}} differences', none: 'They say the same.', alone: 'This is the only version: there is none to compare it with.', texts: 'The texts side by side', same_one: '{{count}} equal line', same_other: '{{count}} equal lines', added: 'Added', removed: 'Removed', changed: 'Changed', moved: 'Moved' },
    proof: {
      sound: 'Can be published', unsound: 'Cannot be published', nothing: 'Nothing was found.', findings: 'Findings', times: 'Longest times', times_note: 'The longest counted time when every step takes all of its limit and nothing goes back.', clock: 'Limit', longest: 'Longest', within: 'within the law', way: 'Way (working days)', deemed: '(deemed accepted, counted from receipt)',
      returns: 'Ways back', returns_note: 'What going back and coming again takes each time, and how often the limit of the law has room for it.', from: 'From', to: 'Back to', costs: 'Takes', at_most: 'At most', any: 'any number of times', fits: 'Has room for', staff: 'People', feasible: 'The people appointed can do every path', infeasible: 'The people appointed cannot do it all', undecided: 'There are too many ways to try them all', duties: 'One way to share the work', unspared: 'Without any one of these something cannot be done: {{names}}',
      shortest_one: 'The shortest way there, {{count}} move:', shortest_other: 'The shortest way there, {{count}} moves:', play: 'Play step by step', back: 'Back', forth: 'Next', move: 'Move {{n}} of {{of}}:', picture: 'Where the way has come to', now: 'Proved again by the people and the calendar of now.', scope: 'Scope', positions: 'States', moves: 'Moves', prover: 'Prover', earlier: 'When it was proposed', report: 'Hash of the report',
      not: 'Not proved: who will be there later; whether the law is cited rightly; how long others outside the office take to answer.',
    },
    proposal: {
      checklist: 'Before publishing', by: 'Proposed by', proved: 'Proof', reason: 'Why it is rejected', first: 'It is the first version of its item.', whole: 'The whole text', cannot: 'You cannot publish it:', who: 'Who could publish it: {{names}}', names: 'Proposed by {{author}}, published by {{me}}.', read: 'I have read the differences, the proof and the text with the hash {{hash}}.',
      publish: 'Publish version {{version}}', reject: 'Reject', withdraw: 'Withdraw the proposal', again: 'Edit this again',
    },
    edit: {
      next: '{{title}} · writing version {{version}}', copy: 'A new item from “{{title}}”', kept: 'What was written in this window and not proposed is here again.', anew: 'Discard it and begin anew', moved: 'A new version of the item was published meanwhile. Compare with it under “Changes”, and join what is needed before you propose.', joined: 'I have joined them: propose version {{version}} after it', propose: 'Propose to a second person', checking: 'Checking…', text: 'The definition being written', before: 'The latest version', beside: 'Findings and previews',
      findings: 'Findings', flow: 'Flow', form: 'Form', documents: 'Documents', changes: 'Changes', stale: 'The text is not understood just now; this is what it said when it last was.', outline: 'Steps', width: 'Width', phone: 'Phone (320)', wide: 'Wide', preview: 'Preview PDF', keys: 'Esc and then Tab leaves the editor. The text is kept in this window only until it is proposed.',
      waits: 'Version {{version}} waits for a second person: until it is published, rejected or withdrawn, no other can be proposed.', mends: 'It begins with an earlier proposal. {{how}} by {{who}}, {{at}}.', because: 'The reason: {{reason}}', begin: { published: 'Begin with the latest published version instead', mend: 'Begin with the proposal that was not published instead' },
    },
    org: { lead: 'An appointment holds in a unit and those below it.', people_one: '{{count}} person', people_other: '{{count}} people', found: 'Found a unit', zh: 'Name in Chinese', en: 'Name in English', id: 'Id', id_help: 'Small letters, digits and hyphens; it cannot be changed', parent: 'Parent', root: 'None', code: 'Code of its documents' },
    people: {
      q: 'Name, id, post or enterprise', unit: 'Unit', count_one: '{{count}} person', count_other: '{{count}} people', first_one: 'The first {{count}} of more', first_other: 'The first {{count}} of more', shut: 'Shut out', active: 'Active', take_on: 'Take on somebody, with an account', id: 'Id', id_help: 'Letters, digits, underscores and hyphens; it cannot be changed', kind: 'Kind of account', officer: 'Officer', admin: 'Administrator', password_help: 'To be changed after the first sign-in',
    },
    person: {
      appointments: 'Appointments', since: 'since {{at}}, by {{by}}', past_one: '{{count}} appointment that has ended', past_other: '{{count}} appointments that have ended', until: 'Until', none: 'None: whoever has none can do nothing.', end: 'End', end_sure: 'Yes: end “{{role}}”', unforeseen: 'What follows from it is not known; decide by yourself.', spared_one: '{{count}} version in use was checked: no step loses its last person by this.', spared_other: '{{count}} versions in use were checked: no step loses its last person by this.', undecided_one: 'Of {{count}} version it cannot be told: there are too many ways to share the work.', undecided_other: 'Of {{count}} versions it cannot be told: there are too many ways to share the work.', shortfall_one: '{{count}} version in use would suffer:', shortfall_other: '{{count}} versions in use would suffer:', appoint: 'Appoint', in: 'In the unit', no_unit: 'In no unit', appoint_help: 'It holds at once. What one account must not hold together is refused.', change: 'Change', newer: 'Something of this person was changed while you typed. What you did not touch shows as it is now: look at it.', keep: 'I have looked: keep what I typed', discard: 'Discard what I typed', stored: 'Now “{{value}}”',
      shut: 'Shut the account out', shut_sure: 'Yes: shut out {{name}}', let_in: 'Let the account in again',
    },
    roles: { lead: 'What is not listed is not allowed; what is denied is denied whatever else allows it.', conflicts: 'Never held by one account', everybody: 'Everybody signed in', lines_one: '{{count}} line', lines_other: '{{count}} lines', allowed: 'May', denied: 'Never' },
    calendar: {
      wanted: 'The working days of {{year}} are not loaded yet. Load them as soon as the State Council has announced the holidays; until then limits that reach into that year are provisional.', year: 'Year', workdays_one: '{{year}} has {{count}} working day', workdays_other: '{{year}} has {{count}} working days', source: 'by {{source}}', provisional: 'Not announced yet: by the statutory holidays', legend: 'Off is a holiday, On a weekend that is worked; days on grey are not counted.', month: '{{year}}-{{month}}', off: 'Off', on: 'On', off_word: 'holiday', on_word: 'worked',
      load: 'Load a year', load_help: 'Give the announcement, the holidays, and the weekends that are worked. Open cases are counted by it at once.', text: 'The year (JSON)', load_year: 'Load {{year}}', wrong_one: '{{count}} fault', wrong_other: '{{count}} faults', replaces: '{{year}} is loaded already (by {{source}}); this takes its place.', good: '{{holidays}} holidays, {{makeup}} weekend days worked', counted: 'Open cases, all tried: {{open}}.', counted_some: 'The newest {{counted}} of {{open}} open cases were tried, the others were not.', stays_some: 'No last day would move of those tried.', moves_some: 'Of those tried, the cases whose last days would move', stays: 'No last day of an open case would move.', moves: 'Open cases whose last days would move', was: 'Was', is: 'Would be',
    },
    system: {
      good: 'Good', late: 'Late', bad: 'Bad', began: 'under way since {{at}}', unknown: 'Unknown', state: 'State', ready: 'Ready', version: 'Version', since: 'running since {{at}}', database: 'Database', store: 'File store', disk: 'Disk', free: '{{free}} of {{total}} free ({{percent}}%)', log: 'Last checkpoint of the log', signed: '{{size}} entries, {{at}}', unsigned: 'Not signed yet', lag: 'Not yet in the log', entries_one: '{{count}} entry', entries_other: '{{count}} entries', witnesses: 'Witnesses', no_witness: 'Nobody is asked', nothing: 'nothing yet',
      verified: 'Last complete verification', stale: 'There is no answer. What follows is of {{at}}; how it stands now is not known.', verify: 'The service records none; run shenpi fsck or shenpi trail verify', jobs: 'Jobs', jobs_note: 'Since this process began.', job: 'Job', last: 'Last', every: 'Every', failures: 'Failures', not_yet: 'Not yet', page_before: 'Page before', page_next: 'Next page', refused: 'Documents that could not be made', no_refused: 'None.', by_itself: 'Is tried again by itself', deliveries: 'Notices outside', webhooks: 'Webhooks',
    },
    job: { call: 'Calls between cases', clock: 'Clock', cosign: 'Cosignatures', 'document-key': 'Key of documents', follow: 'What other replicas changed', merge: 'Merging into the log', mirror: 'Mirrors of checkpoints', notify: 'Notices outside', prove: 'Proof of delivery', remind: 'Reminders', render: 'Making documents', statuses: 'Lists of statuses', sweep: 'Sweeping', wake: 'What falls due' },
    delivery: { dead: 'Given up', waiting: 'Waiting', sent: 'Delivered', none: 'None.', tries_one: '{{count}} try', tries_other: '{{count}} tries', replay: 'Send again', replay_all: 'Send all again', replayed_one: '{{count}} is tried again.', replayed_other: '{{count}} are tried again.' },
    webhook: {
      none: 'Nobody subscribes.', create: 'New webhook', url: 'Address (https)', kinds: 'Kinds of notices', kinds_help: 'With spaces between them; none is every kind', every: 'Every kind', rotated: 'secret since {{at}}', test: 'Test', rotate: 'New secret', rotate_ask: 'The old one signs for another day: have the receiver take the new one by then.', rotate_sure: 'Yes, a new secret', end: 'End', end_ask: 'What waits for it is given up.', end_sure: 'Yes, end it', taken: 'It was taken.', refused: 'It was not taken: {{why}}', secret: 'The secret that signs for {{url}}:', once: 'It is shown this once: keep it now.', kept: 'I have kept it',
    },
  },
};

addWords({ zh, en });
