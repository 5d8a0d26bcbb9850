import { addWords } from '../i18n';

/** The words of the officer's screens. */
export const zh = {
  inbox: {
    search: '查找待办', q: '编号、名称或代码', any_item: '全部事项', any_step: '全部步骤', any_unit: '全部机构', whose: '领取情况', card: '预警', any_card: '不限',
    cards: { warning: '有预警（含黄、红牌）', yellow: '黄牌或红牌', red: '红牌' }, order: '按风险排序：步骤期限与办件期限中较早者在前。', unsave: '删除视图',
    view: { all: '全部', mine: '我领取的', free: '可领取', cards: '黄红牌', red: '红牌' }, count: '{{count}} 件', more_than: '{{count}} 件以上', save: '保存视图', name: '视图名称', kept: '我的视图', clear: '清除条件',
    mark: '选择 {{number}}', mark_all: '选择本页全部', marked_other: '已选 {{count}} 件', bulk: '批量办理', too_many: '一次最多批量办理 {{max}} 件，请减少选择。',
  },
  bulk: {
    title: '批量办理', none: '没有选择待办。请在待办列表中勾选，再按“批量办理”。', lead_other: '已选 {{count}} 件。每件分别判断、分别留痕；不能办理的不影响其他。', decision: '决定', offered: '{{of}}/{{all}} 件可选',
    no_decision: '所选待办没有多数共有、可以批量作出的决定。要求补正和不予许可须逐件办理。', reason: '意见或理由', check: '核对', checking: '正在核对…', can_other: '{{count}} 件可以办理', cannot_other: '{{count}} 件不能办理', case: '办件', why: '原因',
    result: '结果', run_other: '确定：{{what}}（{{count}} 件）', running: '正在办理 {{done}}/{{all}}', cut: '连接中断。已完成的不会重复办理；恢复后继续。', go_on: '继续', ready: '这一批上次未办完，以下是尚未办理的。已完成的不会重复办理。', gone_other: '所选 {{count}} 件已不在待办中：已经办理，或已由他人领取。',
    over_other: '办理完毕：{{done}} 件完成，{{refused}} 件未办。', done: '已办理', done_before: '此前已办理', refused: '未办理', retry_other: '重试未办理的 {{count}} 件', export: '导出结果（CSV）', batch: '批次号', receipt: '凭证', back: '返回待办', table: '批量办理结果',
  },
  bench: {
    place: '{{at}}/{{all}}', prev: '上一件', next: '下一件', nav: '办件之间', round: '补正后变化', no_changes: '申请人尚未补正，没有变化。', changed_on: '{{at}} 补正', asked: '要求补正', fields: '申请表', files: '材料', no_fields: '申请表没有变化。', no_files: '材料没有变化。',
    was: '原为', now: '改为', added: '新增', removed: '删除', field: '栏目', criteria: '条件', result: '结果', measured: '依据的数值', no_criteria: '本事项没有可由申请表判断的条件。', holds: '符合', fails: '不符合', unjudged: '待人工核查', unverified: '条件本身未经核实',
    look_other: '{{count}} 项需要人工核查', all_hold: '全部符合', remarks: '值得注意', items_other: '{{count}} 项', preview: '预览文书', previewing: '正在生成…', makes: '将形成：{{title}}', draft: '预览，非正式文书', panel: '需 {{need}} 票通过，已有 {{have}} 票通过', type_in: '代录补正',
    unsent: '未发送的意见', unsent_why: '该任务已经办结，您写的意见没有发送。', discard: '删除',
  },
  opinion: {
    template: '意见模板', insert: '插入模板', none: '没有模板', blanks: '请先填写花括号 { } 中的内容。', count: '{{n}}/4000 字', saved: '已保存草稿 {{at}}', unsaved: '草稿未能保存', manage: '管理模板', keep: '把当前意见保存为模板', name: '模板名称',
    by_default: '作为“{{what}}”的默认意见', remove: '删除模板 {{name}}', default_of: '默认意见', kept: '已保存',
  },
  keys: {
    title: '快捷键', on: '使用快捷键', off_why: '快捷键已在“账号”中关闭。', next_row: '下一行', previous_row: '上一行', open: '打开', mark: '选择该行', bulk: '批量办理所选', search: '查找', inbox: '到待办', cases: '到检索', choose: '选择决定', opinion: '写意见', template: '插入模板', why: '为什么不能',
    files: '材料', form: '表单', changes: '对比', criteria: '核查', trail: '进度', flow: '流程', files_between: '上一份、下一份材料', cases_between: '下一件、上一件', confirm: '确定', back: '返回列表', help: '显示快捷键', then: '然后',
  },
};

const en = {
  inbox: {
    search: 'Find tasks', q: 'Number, name or code', any_item: 'All items', any_step: 'All steps', any_unit: 'All units', whose: 'Claim', card: 'Signals', any_card: 'Any',
    cards: { warning: 'Warned, yellow or red', yellow: 'Yellow or red card', red: 'Red card' }, order: 'By risk: the earlier of the last days of step and case comes first.', unsave: 'Delete view',
    view: { all: 'All', mine: 'Claimed by me', free: 'To be claimed', cards: 'Yellow and red', red: 'Red' }, count: '{{count}}', more_than: 'more than {{count}}', save: 'Save view', name: 'Name of the view', kept: 'My views', clear: 'Clear',
    mark: 'Mark {{number}}', mark_all: 'Mark all here', marked_one: '{{count}} marked', marked_other: '{{count}} marked', bulk: 'Decide together', too_many: 'At most {{max}} are decided together; mark fewer.',
  },
  bulk: {
    title: 'Decide together', none: 'Nothing is marked. Mark tasks in the inbox, then choose “Decide together”.', lead_one: '{{count}} task is marked. It is judged and recorded by itself.', lead_other: '{{count}} tasks are marked. Each is judged and recorded by itself; one that cannot be done holds up no other.', decision: 'Decision', offered: 'offered by {{of}} of {{all}}',
    no_decision: 'No decision that may be taken together is offered by most of what is marked. Supplements are asked for, and permits refused, case by case.', reason: 'Opinion or reason', check: 'Check', checking: 'Checking…', can_one: '{{count}} can be done', can_other: '{{count}} can be done', cannot_one: '{{count}} cannot', cannot_other: '{{count}} cannot', case: 'Case', why: 'Why',
    result: 'Result', run_one: 'Confirm: {{what}} ({{count}} task)', run_other: 'Confirm: {{what}} ({{count}} tasks)', running: 'Doing {{done}} of {{all}}', cut: 'The connection was cut. What is done is not done again; go on once it is back.', go_on: 'Go on', ready: 'This batch was not finished; these are the tasks that are left. What is done is not done again.', gone_one: '{{count}} task is no longer in the inbox: it is done, or claimed by somebody else.', gone_other: '{{count}} tasks are no longer in the inbox: they are done, or claimed by somebody else.',
    over_one: 'Finished: {{done}} done, {{refused}} not.', over_other: 'Finished: {{done}} done, {{refused}} not.', done: 'Done', done_before: 'Done before', refused: 'Not done', retry_one: 'Try {{count}} again', retry_other: 'Try {{count}} again', export: 'Export the result (CSV)', batch: 'Batch', receipt: 'Receipt', back: 'Back to the inbox', table: 'What became of each task',
  },
  bench: {
    place: '{{at}} of {{all}}', prev: 'Previous', next: 'Next', nav: 'Between cases', round: 'Changed by supplements', no_changes: 'The applicant has not supplied anything yet.', changed_on: 'Supplied {{at}}', asked: 'What was asked', fields: 'Form', files: 'Materials', no_fields: 'The form is as it was.', no_files: 'The materials are as they were.',
    was: 'Was', now: 'Now', added: 'added', removed: 'removed', field: 'Field', criteria: 'Condition', result: 'Result', measured: 'Judged by', no_criteria: 'No condition of this item can be judged by the form.', holds: 'Met', fails: 'Not met', unjudged: 'To be checked', unverified: 'the condition itself is not verified',
    look_one: '{{count}} needs a look', look_other: '{{count}} need a look', all_hold: 'All are met', remarks: 'Worth a look', items_one: '{{count}} entry', items_other: '{{count}} entries', preview: 'Preview the document', previewing: 'Being made…', makes: 'It issues: {{title}}', draft: 'Preview, not an official document', panel: '{{need}} passes needed, {{have}} given', type_in: 'Type in the answer',
    unsent: 'Opinion not sent', unsent_why: 'The task is over; what you wrote was not sent.', discard: 'Delete',
  },
  opinion: {
    template: 'Templates', insert: 'Insert a template', none: 'No templates', blanks: 'Fill in what stands in braces { } first.', count: '{{n}} of 4,000 characters', saved: 'Draft saved {{at}}', unsaved: 'The draft could not be saved', manage: 'Manage templates', keep: 'Keep this opinion as a template', name: 'Name of the template',
    by_default: 'Begin “{{what}}” with it', remove: 'Delete template {{name}}', default_of: 'by default', kept: 'Kept',
  },
  keys: {
    title: 'Keys', on: 'Use keys', off_why: 'Keys are switched off in your account.', next_row: 'Next row', previous_row: 'Previous row', open: 'Open', mark: 'Mark the row', bulk: 'Decide what is marked together', search: 'Search', inbox: 'Go to the inbox', cases: 'Go to the search', choose: 'Choose a decision', opinion: 'Write the opinion', template: 'Insert a template', why: 'Why not',
    files: 'Materials', form: 'Form', changes: 'Changes', criteria: 'Criteria', trail: 'Progress', flow: 'Flow', files_between: 'Previous, next file', cases_between: 'Next, previous case', confirm: 'Confirm', back: 'Back to the list', help: 'Show the keys', then: 'then',
  },
};

addWords({ zh, en });
