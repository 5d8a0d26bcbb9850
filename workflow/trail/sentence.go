package trail

// sentences says every finding in plain words, in Chinese and English.
var sentences = map[Code]sentence{
	CodeHashMismatch: {
		"留痕“{stream}”第{number}条（日志位置{position}）被改动过：内容与存证的散列值不符。",
		"Entry {number} of {stream} (log position {position}) was altered: its bytes do not have the hash kept of them."},
	CodeEntryMalformed: {
		"日志位置{position}的留痕（{stream}第{number}条）格式不合：{detail}。",
		"The entry at log position {position} ({stream}, number {number}) is not in the format of entries: {detail}."},
	CodeColumnMismatch: {
		"留痕“{stream}”第{number}条（日志位置{position}）在库中被标作“{detail}”，与其内容不符。",
		"Entry {number} of {stream} (log position {position}) is filed as {detail}, which is not what it says."},
	CodeWrongStream: {
		"此处应为另一留痕的记录，实为“{stream}”第{number}条，应属“{detail}”。",
		"Entry {number} of {stream} stands among the entries of {detail}."},
	CodeNumberGap: {
		"留痕“{stream}”缺第{number}条：其后出现的是第{detail}条（日志位置{position}）。",
		"Entry {number} of {stream} is missing: entry {detail} comes instead (log position {position})."},
	CodeDuplicateEntry: {
		"留痕“{stream}”第{number}条出现了两次，第二次在日志位置{position}。",
		"Entry {number} of {stream} is there twice, the second time at log position {position}."},
	CodeChainBroken: {
		"留痕“{stream}”第{number}条（日志位置{position}）与前一条不衔接：两者之一被改动过。",
		"Entry {number} of {stream} (log position {position}) does not follow the entry before it: one of the two was altered."},
	CodeTimeBackwards: {
		"留痕“{stream}”第{number}条（日志位置{position}）的记录时间早于前一条。",
		"Entry {number} of {stream} (log position {position}) is dated earlier than the entry before it."},
	CodePayloadMismatch: {
		"留痕“{stream}”第{number}条（日志位置{position}）的附载内容不符：{detail}。",
		"The payload of entry {number} of {stream} (log position {position}) is not the one recorded: {detail}."},
	CodeErasureUnrecorded: {
		"留痕“{stream}”第{number}条（日志位置{position}）的附载标作已删除，其后却没有删除的留痕：附载是被抽走的。",
		"The payload of entry {number} of {stream} (log position {position}) is said to be erased, and no entry after it says so: it was taken away."},
	CodePositionGap: {
		"日志位置{position}应有一条留痕，而此处出现的是位置{detail}。",
		"The log has no entry at position {position}: position {detail} comes instead."},
	CodeHeadMismatch: {
		"留痕“{stream}”应止于第{number}条，实际为：{detail}。末尾的记录被删除、增加或改动过。",
		"The stream {stream} should end with entry {number}, but: {detail}. Entries at its end were removed, added or altered."},
	CodeTileMismatch: {
		"日志散列块有误：{detail}（日志位置{position}起）。留痕本身与签名检查点相符的，散列块可重建。",
		"The stored tiles of the log are wrong: {detail} (from log position {position}). They can be rebuilt where entries agree with a signed checkpoint."},
	CodeRootMismatch: {
		"日志与其签名检查点不符：{detail}。首条有误的留痕在位置{position}（含）至{until}（不含）之间。",
		"The log does not have the root that was signed: {detail}. The first bad entry is at position {position} or later, before {until}."},
	CodeTreeMismatch: {
		"日志与库中所记的大小或根散列值不符：{detail}。首条有误的留痕在位置{position}（含）至{until}（不含）之间。",
		"The log does not have the size and root that the database says: {detail}. The first bad entry is at position {position} or later, before {until}."},
	CodeNotMergedInTime: {
		"留痕“{stream}”第{number}条未按承诺在60秒内并入日志：{detail}的检查点没有它。",
		"Entry {number} of {stream} was not merged within 60 s as promised: the checkpoint of {detail} does not contain it."},
	CodeLogShrunk: {
		"日志变短了：曾有签名检查点含{until}条，{detail}。日志被回退或截断。",
		"The log has shrunk: a signed checkpoint had {until} entries, {detail}. The log was rolled back or cut."},
	CodeForked: {
		"日志分叉：{detail}，与另存的签名检查点不符。日志曾被回退后另行续写，或被改写：首条有误的留痕在位置{position}（含）至{until}（不含）之间。",
		"The log was forked: {detail} does not agree with a signed checkpoint kept elsewhere. It was rolled back and went on otherwise, or was written anew: " +
			"the first bad entry is at position {position} or later, before {until}."},
	CodeNotIncluded: {
		"不能证明留痕“{stream}”第{number}条在该检查点之内：{detail}。",
		"It is not proved that the checkpoint contains entry {number} of {stream}: {detail}."},
	CodeNotYetDue: {
		"留痕“{stream}”第{number}条尚在60秒之内，该检查点可以还没有它。",
		"Entry {number} of {stream} is not yet due: the checkpoint is dated no more than 60 s after it."},
	CodeCheckpointSig: {
		"检查点的签名无效：{detail}。", "The signature of a checkpoint is not good: {detail}."},
	CodeCheckpointForm: {
		"检查点格式不合：{detail}。", "A checkpoint is not in the format of checkpoints: {detail}."},
	CodeCheckpointTime: {
		"含{until}条的检查点日期{detail}早于它前面的检查点。",
		"The checkpoint with {until} entries is dated {detail}, earlier than the one signed before it."},
	CodeCosignature: {
		"检查点的见证签名无效：{detail}。", "A cosignature of a checkpoint is not good: {detail}."},
	CodeFewCosignatures: {
		"检查点的见证签名不足：{detail}。", "The checkpoint is not cosigned by enough of the witnesses: {detail}."},
	CodeNotCosigned: {
		"签名检查点含{until}条，而有足够见证签名的最大检查点仅含{position}条；{detail}。见证人或者无法联系，或者因日志被回退、改写而拒绝签名：" +
			"请向见证人查询其见过的条数。",
		"The log has {until} entries under a signed checkpoint, and only {position} under one that enough of the witnesses cosigned: {detail}. " +
			"Either they could not be reached or they refused, as they do when a log was rolled back or rewritten: ask them what size they have seen."},
	CodeReceiptSig: {
		"回执的签名无效：{detail}。", "The signature of a receipt is not good: {detail}."},
	CodeReceiptForm: {
		"回执格式不合：{detail}。", "A receipt is not in the format of receipts: {detail}."},
	CodeReceiptBroken: {
		"签名回执所载的留痕“{stream}”第{number}条，日志中{detail}。",
		"A signed receipt names entry {number} of {stream}; in the log {detail}."},
	CodeReceiptElsewhere: {
		"签名回执所载的留痕“{stream}”第{number}条所属的留痕不在证据包内，证据包不能证明其下落。",
		"A signed receipt names entry {number} of {stream}, a stream that is not in the pack: the pack does not prove what became of it."},
	CodeSignedHeadSig: {
		"签名篇尾的签名无效：{detail}。", "The signature of a signed head is not good: {detail}."},
	CodeSignedHeadForm: {
		"签名篇尾格式不合：{detail}。", "A signed head is not in the format of signed heads: {detail}."},
	CodeSignedHeadMismatch: {
		"留痕“{stream}”与其签名篇尾（第{number}条）不符：{detail}。",
		"The stream {stream} does not agree with its signed head, entry {number}: {detail}."},
	CodeKeyHistory: {
		"密钥沿革第{number}条无效：{detail}。", "Entry {number} of the key history is not good: {detail}."},
	CodePackSig: {
		"证据包清单的签名无效：{detail}。", "The signature of the pack's manifest is not good: {detail}."},
	CodePackForm: {
		"证据包格式不合：{detail}。", "This is not in the format of evidence packs: {detail}."},
	CodePackMember: {
		"证据包的内容与其签名清单不符：{detail}。", "What the pack holds is not what its signed manifest says: {detail}."},
	CodePackFile: {
		"留痕“{stream}”第{number}条所载文件不在证据包内，又无其后的删除可以说明：{detail}。",
		"Entry {number} of {stream} names a file that is not in the pack, and no erasure after it accounts for that: {detail}."},
	CodePackUnconnected: {
		"证据包没有自该检查点（含{until}条）以来的增长证明，须以该检查点重新制作：{detail}。",
		"The pack does not prove that its log grew from the checkpoint with {until} entries; have it made again with that checkpoint: {detail}."},
}
