/** The words of the portal, in the language of the office. The English ones (en.ts) have the same keys, or do not compile. */
export const zh = {
  app: {
    name: '审批', brand: '审批 Shenpi', skip: '跳到正文', appearance: '外观', other: 'English', path: '所在位置', print: '打印', cancel: '取消', close: '关闭', more: '更多',
    loading: '仍在加载…', zone: '时间均为北京时间。', api: '接口说明', demo: '演示环境：数据均为虚构，今天是 {{today}}。',
  },
  appearance: { auto: '跟随系统', light: '浅色', dark: '深色', contrast: '高对比' },
  nav: {
    label: '主导航', home: '首页', items: '办事目录', progress: '进度查询', verify: '证照核验', notices: '公示公告', results: '结果公开', login: '登录', logout: '退出', my: '我的办事', cases: '我的办件',
    certificates: '我的证照', library: '材料库', messages: '消息', desk: '待办', search: '检索', definitions: '事项管理', org: '机构', people: '人员', roles: '岗位权限',
    substitutions: '委托代办', calendar: '工作日历', system: '系统健康', trail: '轨迹检索', audit_cases: '办件', log: '公开日志', pack: '验证证据包',
  },
  home: {
    title: '网上办事，全程可查', lead: '在线申请，随时了解办到哪一步、由谁办理、最迟何时答复。', search: '搜索事项', go: '搜索', open: '可申请的事项',
    items: '条件、材料、步骤和时限', progress: '凭办件编号和查询码查看', verify: '凭证照文件、编号或二维码核验', notices: '拟定的结果，可提出异议',
  },
  items: { count_other: '共 {{count}} 个事项', none: '没有找到这样的事项。', all: '查看全部', closed: '已停止受理', office_only: '由本机关发起', limits: '承诺 {{promise}} 个工作日 · 法定 {{law}} 个工作日' },
  days: { work_other: '{{count}} 个工作日', years_other: '有效期 {{count}} 年' },
  guide: {
    version: '第 {{version}} 版，{{from}}起施行', glance: '办理概要', promise: '承诺时限', law: '法定时限', accept: '受理时限', extend: '可延长', issue: '制证送达', certificate: '审批结果',
    conditions: '申请条件', unverified: '（未经核实）', materials: '申请材料', steps: '办理流程', documents: '文书', outcomes: '可能的结果', basis: '法律依据', none: '本事项无此项要求。',
    excluded: '不计入时限', people_other: '{{count}} 人', login: '登录后申请', applicants: '请以申请企业的账号登录后申请。', start: '开始申请', kept: '填写内容自动保存，可随时继续。',
  },
  flow: {
    previous: '上一步', otherwise: '其余情形', nth: '情形{{n}}',
    caption: '办理流程：虚线为转出或退回的路径。', of: '本办件所依第 {{version}} 版的流程；粗线为实际经过，数字为先后。', why: '为什么这样走',
    as: '显示方式', picture: '流程图', outline: '文字', move: '{{from}} → {{to}}', began: '开始：{{to}}', acted: '办件整体办结：{{to}}', act: '{{n}}. 办件整体办结：{{to}}', back: '退回', law: '依法', here: '办理中',
    kind: { step: '步骤', parallel: '并行', choice: '分支', wait: '等待', call: '联办', issue: '制证', end: '结束' },
    lead: { next: '{{what}}：转到“{{to}}”', back_to: '{{what}}：退回“{{to}}”', end: '{{what}}：办结（{{to}}）', previous: '{{what}}：退回上一步' },
  },
  material: {
    name: '材料', need: '要求', count: '份数', files: '格式与大小', required: '必需', sometimes: '视情形必需', optional: '可选', lead: '选择文件后立即上传，可一次选择多个。中断后再次选择同一文件，从断处继续。', pause: '暂停', resume: '继续', retry: '重试', cancel: '取消', is_paused: '已暂停', is_waiting: '等待中', have_other: '已有 {{count}} 份',
    remove: '移除 {{name}}', choose: '选择文件：{{title}}', too_big: '文件 {{size}}，超过上限 {{max}}。请压缩或拆分后重新选择。',
  },
  library: {
    lead: '以前提交过的材料和本机关制发的文书。申请时可以直接选用，不必重新上传。', none: '材料库中还没有文件。', name: '文件', as: '材料', from: '来源', when: '时间', trust: '可信等级', until: '有效期至', draft: '草稿', more_uses_other: '另用于 {{count}} 处',
    level: { A: '本机关制发', B: '随准予的申请审查过', C: '以前提交过', D: '已上传，未提交' }, is: '{{level}} 级 · {{why}}',
    pick: '从材料库选', pick_for: '从材料库选：{{title}}', take: '选用', fits_none: '材料库中没有适合这项材料的文件。', full: '这项材料的文件已够。', out: '已过期',
  },
  login: { title: '登录', login: '账号', password: '密码', enter: '登录', help: '忘记密码或账号被锁定，请联系受理窗口。' },
  session: { ending: '登录即将到期', left_other: '还有 {{count}} 分钟登录到期。继续办理请按下方按钮，页面内容不会丢失。', stay: '继续', last: '连续登录已近 12 小时，将于{{at}}到期，届时须重新登录。页面内容不会丢失。', noted: '知道了', over: '登录已到期', again: '请重新登录。页面内容仍在，登录后接着办理。', other: '以其他账号登录（放弃此页内容）' },
  error: {
    title: '没有办成', count_other: '有 {{count}} 处需要修改', load: '未能加载', retry: '重试', unanswered: '服务器没有回答。请检查网络后重试，内容保留在此页。', missing: '找不到此内容',
    missing_why: '地址有误、内容已移除，或者您无权查看。', request: '请求编号 {{id}}，求助时请提供。', who: '办理人：{{who}} {{at}}', broken: '页面出错', broken_why: '页面的一部分未能加载。请重新载入；已保存的内容不会丢失。', reload: '重新载入',
  },
  status: { received: '已收件', supplement: '待补正', accepted: '办理中', paused: '暂停计时', decided: '已决定', granted: '已准予', refused: '不予许可', issued: '已发证', closed: '已办结' },
  phase: { received: '已收件', accepted: '已受理', decided: '已决定', ended: '已办结' },
  due: { by: '{{on}}前', over: '已于{{on}}到期', red: '红牌', yellow: '黄牌' },
  case: {
    number: '办件编号', query_code: '查询码', applicant: '申请人', received: '收到日期', accepted: '受理日期', promised: '承诺办结', due: '法定期限', decided: '决定日期', end: '结果', progress: '进度',
    documents: '文书', no_documents: '尚无文书。', being_made: '正在制作', no_files: '没有申请材料。', clocks: '时限', answers: '申请内容', show_answers: '查看申请表', no_form: '申请表内容不可查看。', supply: '开始补正', supply_on: '继续补正',
  },
  progress: { lead: '办件编号和查询码在提交成功页和受理回执上。', look: '查询', at: '当前步骤', waiting: '需要您补正材料，请登录后办理。' },
  receipt: {
    title: '提交成功', at: '收到时间', next: '接下来', by: '{{what}}：最迟 {{on}}', told: '有变化会在“消息”中通知您，并按您的设置发送邮件或短信。', proof: '防篡改凭证', follow: '查看进度',
  },
  verify: {
    lead: '选择证照文件，输入证照编号，或粘贴二维码的内容。扫描证照上的二维码会直接打开本页。', by_number: '按编号核验', by_code: '按二维码内容核验', code: '二维码内容', code_help: '以 https 或 SHENPI 开头的整段文字',
    hidden_other: '持证人未出示的信息：{{count}} 项', list: '所用状态列表第 {{number}} 号，{{at}}', register: '以上为登记簿当前内容。',
  },
  certificate: {
    number: '证照编号', kind: '证照名称', holder: '持证人', grade: '等级', scope: '范围', from: '生效日期', until: '有效期至', succeeded_by: '已由此证接替', none: '目前没有证照。', duties: '持证义务', history: '变更记录', next: '可办事项',
    disclose: '选择性出示', disclose_why: '生成只显示所选信息的核验内容，交给需要核验的一方。', show: '出示的信息', make: '生成',
    status: { valid: '有效', suspended: '暂停', expired: '已过期', replaced: '已更换', revoked: '已撤销', withdrawn: '已撤回', cancelled: '已注销' },
    field: { number: '编号', kind: '证照名称', holder: '持证人', holder_id: '持证人代码', grade: '等级', scope: '范围', granted_on: '准予日期', authority: '发证机关' },
  },
  window: { done: '已完成', open: '可办理', missed: '逾期未办', ahead: '未到期' },
  my: { todo: '待我处理', nothing: '目前没有需要您处理的事。', running: '办理中', none_running: '没有办理中的申请。', drafts: '草稿', no_drafts: '没有草稿。', saved: '保存于 {{at}}' },
  draft: {
    saved: '已保存 {{at}}', saving: '正在保存…', unsaved: '有未保存的修改', offline: '连接中断，内容保留在此页，恢复后自动保存', conflict: '他人同时修改了以下内容，请选择', mine: '我填的', theirs: '对方填的', take_mine: '用我的', take_theirs: '用对方的',
    progress: '已完成 {{done}}/{{all}} 项', fill: '填写申请表', materials: '申请材料', submit: '提交', check: '核对并提交', ready: '可以提交', not_ready: '先完成以上各项', wrong_other: '还有 {{count}} 处', lacking_other: '还差 {{count}} 份',
    change: '修改', delete: '删除草稿', delete_sure: '删除后不能恢复。确定删除这份草稿？', declare: '我承诺以上内容真实，并知悉隐瞒情况、提供虚假材料的法律后果（行政许可法第七十八条）。', send: '提交申请', supply: '提交补正',
    submitting: '正在提交…', no_edits: '提交后不能修改，可以撤回。', criteria: '条件自查：{{held}}/{{all}} 项符合', criteria_note: '仅供参考，以审查为准。',
  },
  criterion: { open: '待核查', held: '符合', not_held: '似不符合' },
  task: { todo: '未开始', begun: '填写中', done: '已完成' },
  form: { optional: '（可不填）', yes: '是', no: '否', choose: '请选择', add: '添加{{title}}', remove: '移除第 {{n}} 项', row: '{{title}} {{n}}', next: '下一步', later: '以后再改，继续', back: '返回清单', unfilled: '未填写' },
  unit: { yuan: '元', persons: '人', times: '次', m2: '平方米', hours: '小时', years: '年', percent: '%', items: '项', sets: '台（套）', days: '天', months: '个月' },
  act: { title: '可办操作', none: '目前没有您可以办理的操作。', why: '为什么不能？', sure: '我确定，此操作不能撤销。', do: '确定：{{what}}', doing: '正在提交…' },
  ask: {
    reason: '意见或理由', text: '内容', to: '交给', people: '人员', person: '人员', from: '原人员', ground: '依据情形', where: '位置', days: '工作日数', at: '时间', place: '地点', host: '主持人', minutes: '笔录', opinion: '意见', whom: '要求回避的人员', supplements: '需补正的内容（一次告知）',
    problem: '存在的问题', demand: '如何补正', basis: '依据', no_material: '不涉及某项材料', another: '再加一项', number: '对方文号', file: '答复文书（PDF 或图片）', outside: '对方姓名或名称', seats: '席位数', grade: '核准等级',
    document: '要更正的文书', changes: '更正内容', field: '栏目', was: '原文', now: '更正为', role: '抄送给（岗位）', unit: '所在机构', must: '法律规定应当',
  },
  place: { beside: '同时', before: '之前', after: '之后' },
  visit: { since: '自 {{at}}', answer_by: '请于{{on}}前答复', seat: '席位', for: '代 {{name}}', closed: '已关闭', open: '待表决' },
  vote: { pass: '通过', fail: '不通过', abstain: '弃权' },
  clock: {
    none: '没有时限。', paper: '下载时限证明（PDF）', sum: '已计 {{counted}} 天，不计入 {{excluded}} 天，剩余 {{remaining}} 天。', provisional: '（所涉年份的工作日历尚未公布，为暂定）', days: '每天怎么算的', date: '日期', counted: '计入', rule: '规则', nth: '第 {{n}} 天', cause: '起因', ahead: '（预计）', proves: '{{start}}起算，计入 {{counted}} 天，最后一日为{{due}}；其间 {{excluded}} 天依所列规则不计入。', proves_open: '{{start}}起算，计入 {{counted}} 天，尚无最后一日。', proves_ended: '{{start}}起算，至{{end}}停止，计入 {{counted}} 天；最后一日原为{{due}}。', legend: '大号为日期，小号为计入的第几天；斜线为不计入，虚线为预计，粗框为最后一日。', month: '{{year}}年{{month}}月', weekdays: '一二三四五六日',
  },
  desk: {
    view: '视图', empty: '目前没有待办。', count_other: '{{count}} 件', and_more: '（还有更多）', item: '事项', step: '步骤', since: '自', due: '期限',
    case_due: '全件 {{on}}前', claimed: '已领取', parts: '办件内容',
  },
  tab: { form: '表单', files: '材料', changes: '对比', criteria: '核查', progress: '进度', way: '流程', documents: '文书', clocks: '时限', messages: '留言', trail: '轨迹' },
  search: { q: '编号、名称或代码', status: '阶段', any: '不限', none: '没有符合条件的办件。', from: '收到不早于', to: '收到不晚于', waits: '待申请人补正', newest: '最近收到的在前。', state: '状态' },
  messages: { unread_other: '{{count}} 条未读', read_all: '全部标为已读', none: '没有消息。', new: '未读' },
  leave: { title: '离开此页？', why: '您填写的内容尚未提交，离开后不会保存。', stay: '留在此页', go: '离开' },
  substitution: {
    title: '委托代办', none: '没有代办安排。', row: '{{by}}代{{of}}办理：{{from}}至{{until}}', ended: '已结束', end: '提前结束', appoint: '委托代办', of: '外出人员', by: '代办人', from: '自', until: '至（含当日）',
    reason: '事由', nobody: '没有可以代办的人员：须在同一机构任同一岗位。', note: '代办人以本人名义办理，轨迹中同时记载双方；回避等限制对双方都适用。',
  },
  account: { title: '账号', keys: '快捷键', use_keys: '在办理页面使用单键快捷键（按 ? 查看）', name: '姓名', post: '职务', roles: '岗位', password: '修改密码', current: '现密码', new: '新密码', changed: '密码已修改，其他登录已退出。' },
};
