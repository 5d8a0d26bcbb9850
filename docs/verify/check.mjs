// What the second verifier checks, after docs/trail-format.md: it shares no code with the first and needs nothing but a language
// with WebCrypto. verify.mjs runs it on files, the portal runs it in the browser of whoever looks at a case.
//
// checkPack(source, key, ...) checks an evidence pack; checkCase(proof, key, ...) what the API tells of one case. Whatever is
// wrong is thrown as Bad, with the code that the first verifier gives it.

export class Bad extends Error {
  constructor(code, what, at = {}) { super(`${code}: ${what}`); this.code = code; this.stream = at.stream; this.number = at.number; }
}
const demand = (ok, code, what, at) => { if (!ok) throw new Bad(code, what, at); };

const encoder = new TextEncoder();
export const bytesOf = (text) => encoder.encode(text);
export const utf8 = (bytes) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
const json = (bytes, code, what, at) => { try { return JSON.parse(utf8(bytes)); } catch { throw new Bad(code, what, at); } };
const join = (...parts) => {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) { all.set(p, at); at += p.length; }
  return all;
};
export const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest('SHA-256', parts.length === 1 ? parts[0] : join(...parts)));
const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);
const toBase64 = (bytes) => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
};
const plainBase64 = (text) => { try { return Uint8Array.from(atob(text), (c) => c.charCodeAt(0)); } catch { return new Uint8Array(); } };
export const base64 = (text, length, code, what) => {
  const b = plainBase64(text);
  demand(toBase64(b) === text && (length < 0 || b.length === length), code, what);
  return b;
};
const big64 = (n) => { const b = new Uint8Array(8); new DataView(b.buffer).setBigUint64(0, BigInt(n)); return b; };
export const view = (b) => new DataView(b.buffer, b.byteOffset, b.byteLength);

// ---- the zip (zip64 too): stored members only, nothing twice, nothing outside the file; a member is read when it is wanted.
// A source has its size and gives the bytes at a place: { size, read(at, length) }.

async function members(source) {
  const form = (ok, what) => demand(ok, 'pack_malformed', what);
  const total = source.size, found = new Map();
  const read = async (at, length) => {
    form(at >= 0 && at + length <= total, 'it is cut off');
    const b = await source.read(at, length);
    form(b.length === length, 'it is cut off');
    return b;
  };
  const tail = await read(Math.max(0, total - 65557), Math.min(total, 65557)), t = view(tail);
  let end = tail.length - 22, at = 0, left = total;
  while (end >= 0 && t.getUint32(end, true) !== 0x06054b50) end--;
  form(end >= 0, 'it is no zip file');
  let [count, length, start] = [t.getUint16(end + 10, true), t.getUint32(end + 12, true), t.getUint32(end + 16, true)];
  if (count === 0xffff || length === 0xffffffff || start === 0xffffffff) {
    const locator = view(await read(total - tail.length + end - 20, 20)), last = view(await read(Number(locator.getBigUint64(8, true)), 56));
    form(locator.getUint32(0, true) === 0x07064b50 && last.getUint32(0, true) === 0x06064b50, 'its directory cannot be read');
    [count, length, start] = [32, 40, 48].map((i) => Number(last.getBigUint64(i, true)));
  }
  able(length, 'its directory');
  for (const directory = await read(start, length), d = view(directory); count > 0; count--) {
    form(at + 46 <= length && d.getUint32(at, true) === 0x02014b50, 'its directory cannot be read');
    const [flags, method, names, extras, comments] = [8, 10, 28, 30, 32].map((i) => d.getUint16(at + i, true));
    form(at + 46 + names + extras <= length, 'its directory cannot be read');
    const name = String.fromCharCode(...directory.subarray(at + 46, at + 46 + names)), extra = directory.subarray(at + 46 + names, at + 46 + names + extras);
    const [size, packed, local] = wide([24, 20, 42].map((i) => d.getUint32(at + i, true)), extra);
    at += 46 + names + extras + comments;
    form(/^[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/.test(name) && name.length <= 200, 'a name is not allowed');
    form(!found.has(name), `${name} is there twice`);
    form(method === 0 && packed === size && (flags & 1) === 0, `${name} is not stored as it is`);
    form((left -= size) >= 0, 'its members lie over one another');
    found.set(name, { size, local });
  }
  return { has: (name) => found.has(name), names: () => found.keys(), async get(name) {
    form(found.has(name), `${name} is missing`);
    const { size, local } = found.get(name), header = view(await read(local, 30));
    form(header.getUint32(0, true) === 0x04034b50, `${name} cannot be read`);
    able(size, name);
    return read(local + 30 + header.getUint16(26, true) + header.getUint16(28, true), size);
  } };
}

// wide gives numbers that do not fit their place out of the field that zip64 has for them.
function wide(numbers, extra) {
  const x = view(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + x.getUint16(at + 2, true)) {
    let next = at + 4;
    if (x.getUint16(at, true) !== 1) continue;
    numbers = numbers.map((n) => (n === 0xffffffff ? Number(x.getBigUint64((next += 8) - 8, true)) : n));
  }
  return numbers;
}

// able refuses, as not checked, what cannot be held as one text.
const able = (size, what) => { if (size > 2 ** 29 - 2 ** 10) throw new Bad('not_checked', `${what} is larger than this verifier can read`); };

// ---- signed notes (C2SP signed-note) and the keys that may sign them

// readKey reads a verifier key: of a log (type 1), or of a witness that cosigns (type 4).
export async function readKey(text, type = 1) {
  const [name, id, ...rest] = text.split('+');
  const key = base64(rest.join('+'), 33, 'key', 'this is no verifier key');
  demand(key[0] === type && hex((await sha256(bytesOf(name + '\n'), key)).subarray(0, 4)) === id, 'key', 'this is no verifier key');
  const open = await crypto.subtle.importKey('raw', key.subarray(1), 'Ed25519', false, ['verify']);
  return { text, name, id, type, public: open, since: -Infinity, until: Infinity };
}

// openNote gives the text of a note and which of the keys signed it, at least so many. Witnesses sign the time with it.
export async function openNote(bytes, keys, code, least = 1) {
  let whole;
  try { whole = utf8(bytes); } catch { throw new Bad(code, 'this is no signed note'); }
  const cut = whole.lastIndexOf('\n\n');
  demand(cut >= 0 && whole.endsWith('\n'), code, 'this is no signed note');
  const text = whole.slice(0, cut + 1), signed = [];
  for (const line of whole.slice(cut + 2, -1).split('\n')) {
    const [, name, data] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    demand(name, code, 'this is no signed note');
    const raw = base64(data, -1, code, 'this is no signed note');
    const key = keys.find((k) => k.name === name && k.id === hex(raw.subarray(0, 4)));
    if (!key || signed.includes(key)) continue;
    const head = key.type === 4 ? 8 : 0;
    demand(raw.length === 68 + head, code, 'the signature is not good');
    const said = head ? `cosignature/v1\ntime ${view(raw).getBigUint64(4)}\n${text}` : text;
    demand(await crypto.subtle.verify('Ed25519', key.public, raw.subarray(4 + head), bytesOf(said)), code, 'the signature is not good');
    signed.push(key);
  }
  demand(signed.length >= least, code, 'none of the keys signed it');
  return { text, signed };
}

// statement reads a note of lines "name value" whose key was good at the time it bears.
async function statement(bytes, keys, name, title, names) {
  const { text, signed } = await openNote(bytes, keys, `${name}_bad_signature`);
  const lines = text.slice(0, -1).split('\n'), out = {};
  demand(lines.length === names.length + (title ? 1 : 0) && (!title || lines.shift() === title), `${name}_malformed`, text);
  names.forEach((field, i) => {
    const plain = field.startsWith('='), prefix = plain ? '' : field + ' ';
    demand(lines[i].startsWith(prefix), `${name}_malformed`, text);
    out[plain ? field.slice(1) : field] = lines[i].slice(prefix.length);
  });
  demand(out.origin === keys[0].name, `${name}_malformed`, 'it is of another log');
  const when = micros(out.recorded_at);
  demand(signed.some((k) => k.since <= when && when <= k.until), `${name}_bad_signature`, 'the key was not good then');
  return out;
}

const checkpoint = (note, keys) => statement(note, keys, 'checkpoint', '', ['=origin', '=size', '=root', 'recorded_at']);
const signedHead = (note, keys) => statement(note, keys, 'signed_head', 'shenpi head v1', ['origin', 'stream', 'number', 'hash', 'size', 'recorded_at']);

// Every checkpoint dated so much later than an entry contains it, in microseconds.
const mergeWithin = 60e6;
const micros = (text) => Date.parse(text.slice(0, 23) + 'Z') * 1000 + Number(text.slice(23, 26));

async function keyHistory(trusted, entries) {
  const keys = [];
  for (const { header, facts } of entries) {
    const bad = (ok, what) => demand(ok, 'key_history_broken', what);
    bad(header.kind === 'key_rotated', 'it is not a key rotation');
    const last = keys.at(-1);
    bad(facts.from === (last?.text ?? ''), 'it does not replace the key before it');
    const key = await readKey(facts.to);
    bad(!last || key.name === last.name, 'it is of another log');
    const said = `shenpi key rotation v1\norigin ${key.name}\nnumber ${header.number}\nfrom ${facts.from}\nto ${facts.to}\nrecorded_at ${header.recorded_at}\n`;
    for (const k of last ? [last, key] : [key]) {
      bad((await openNote(bytesOf(facts.note), [k], 'key_history_broken')).text === said, 'what is signed is not this entry');
    }
    if (last) {
      key.since = micros(header.recorded_at);
      last.until = micros(header.recorded_at) + 3600e6;
    }
    keys.push(key);
  }
  demand(keys.some((k) => k.text === trusted), 'key_history_broken', 'the trusted key is not in it');
  return keys;
}

// ---- entries: hash, chain, payload, and the proofs of RFC 6962

const node = (left, right) => sha256(Uint8Array.of(1), left, right);

async function included(leaf, index, size, proof, root) {
  let hash = leaf, first = BigInt(index), last = BigInt(size) - 1n;
  for (const beside of proof) {
    if (last === 0n) return false;
    if ((first & 1n) === 1n || first === last) {
      hash = await node(beside, hash);
      while ((first & 1n) === 0n && first !== 0n) { first >>= 1n; last >>= 1n; }
    } else {
      hash = await node(hash, beside);
    }
    first >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(hash, root);
}

// grown reports whether a log of one size and root begins with all of an older one (RFC 9162, 2.1.4.2).
async function grown(older, newer, proof) {
  if (older.size === 0n) return proof.length === 0;
  if (older.size === newer.size) return proof.length === 0 && same(older.root, newer.root);
  if (older.size > newer.size) return false;
  const path = (older.size & (older.size - 1n)) === 0n ? [older.root, ...proof] : proof;
  if (path.length === 0) return false;
  let first = older.size - 1n, last = newer.size - 1n;
  while ((first & 1n) === 1n) { first >>= 1n; last >>= 1n; }
  let before = path[0], after = path[0];
  for (const hash of path.slice(1)) {
    if (last === 0n) return false;
    if ((first & 1n) === 1n || first === last) {
      before = await node(hash, before);
      after = await node(hash, after);
      while ((first & 1n) === 0n && first !== 0n) { first >>= 1n; last >>= 1n; }
    } else {
      after = await node(after, hash);
    }
    first >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(before, older.root) && same(after, newer.root);
}

// stream checks the chain of a stream, and each entry by check, and gives its entries. A row is the stored bytes of an entry and
// what stands beside it; of one case, texts that are not for the reader are withheld.
async function stream(name, rows, check = () => {}, withheld = false) {
  const out = [];
  let prev = '', before = '', erased;
  for (const { bytes, beside } of rows) {
    const at = { stream: name, number: out.length + 1 }, here = `${name} ${at.number}`;
    const { facts, ...header } = json(bytes, 'entry_malformed', here, at);
    demand(header.version === 1, 'entry_malformed', here, at);
    demand(header.stream === name, 'wrong_stream', here, at);
    demand(header.number === at.number, header.number > at.number ? 'number_gap' : 'duplicate_entry', here, at);
    demand(header.prev === prev, 'chain_broken', here, at);
    demand(header.recorded_at >= before, 'time_backwards', here, at);
    if (!withheld || !beside.withheld || header.payload === '') await payload(header.payload, beside, here, at);
    const hash = await sha256(Uint8Array.of(0), bytes);
    [prev, before] = [toBase64(hash), header.recorded_at];
    out.push({ header, facts, beside, hash, at, here });
    if (header.kind === 'erased') erased = undefined;
    else if (beside.erased === true) erased ??= out.at(-1);
    await check(out.at(-1));
  }
  if (erased) throw new Bad('erasure_unrecorded', erased.here, erased.at);
  return out;
}

// lines are the rows of a stream as they stand in a pack: two lines an entry.
function lines(name, content) {
  demand(content.length === 0 || content.at(-1) === 10, 'pack_member_altered', `${name} is cut off`);
  const text = content.length ? utf8(content).slice(0, -1).split('\n') : [], rows = [];
  demand(text.length % 2 === 0, 'pack_member_altered', `${name} is cut off`);
  for (let i = 0; i < text.length; i += 2) {
    rows.push({ bytes: bytesOf(text[i]), beside: json(bytesOf(text[i + 1]), 'pack_malformed', `${name} ${i / 2 + 1}`) });
  }
  return rows;
}

async function payload(said, beside, here, at) {
  const has = beside.salt !== undefined || beside.body !== undefined, erased = beside.erased === true;
  demand(said !== '' ? has !== erased : !has && !erased, 'payload_mismatch', here, at);
  if (!has) return;
  const salt = plainBase64(beside.salt ?? '');
  const hash = await sha256(bytesOf('shenpi payload v1\0'), big64(salt.length), salt, plainBase64(beside.body ?? ''));
  demand(toBase64(hash) === said, 'payload_mismatch', here, at);
}

// filesNamed tells of each file whether the office issued it: those no erasure takes away.
function filesNamed(value, found = new Map()) {
  if (value !== null && typeof value === 'object') {
    for (const [key, v] of Object.entries(value)) {
      const named = (key === 'sha256' || key === 'file') && typeof v === 'string' && /^[0-9a-f]{64}$/.test(v);
      if (named) found.set(v, found.get(v) || key === 'file');
      filesNamed(v, found);
    }
  }
  return found;
}

// proved demands that an entry is in a log.
async function proved(log, root, { beside, hash, at, here }, after) {
  const proof = (beside.proof ?? []).map((p) => base64(p, 32, 'pack_malformed', here));
  const inside = Number.isSafeInteger(beside.position) && beside.position > after && beside.position < Number(log.size);
  demand(inside && await included(hash, beside.position, log.size, proof, root), 'not_included', here, at);
  return beside.position;
}

// ends demands that a stream has, in the log of a checkpoint, the entries shown and no others.
async function ends(note, keys, name, log, entries) {
  const head = await signedHead(note, keys), at = { stream: name };
  const last = entries.at(-1)?.hash ?? new Uint8Array(32);
  demand(head.stream === name && head.size === log.size && head.recorded_at === log.recorded_at, 'signed_head_mismatch', name, at);
  demand(head.number === String(entries.length) && head.hash === toBase64(last), 'signed_head_mismatch', name, at);
}

// ---- a pack

// checkPack believes nothing but the keys before it has seen the signature. It tells as it goes how many entries and members
// it has checked.
export async function checkPack(source, trusted, { witnesses = [], quorum = 0, tell = () => {} } = {}) {
  const zip = await members(source), seen = { entries: 0, members: 0, streams: 0 };
  const keys = await keyHistory(trusted, await stream('key/checkpoint', lines('key/checkpoint', await zip.get('streams/000001.jsonl'))));
  const pack = await statement(await zip.get('pack.txt'), keys, 'pack', 'shenpi pack v1', ['origin', 'manifest', 'size', 'recorded_at']);
  const list = await zip.get('manifest.json');
  demand(pack.manifest === toBase64(await sha256(list)), 'pack_member_altered', 'manifest.json');
  const note = await zip.get('checkpoint.txt'), log = await checkpoint(note, keys);
  demand(log.size === pack.size && log.recorded_at === pack.recorded_at, 'pack_member_altered', 'checkpoint.txt');

  const manifest = json(list, 'pack_malformed', 'the manifest cannot be read');
  demand(manifest.version === 1, 'pack_malformed', 'an unknown version');
  const keysAt = manifest.streams.findLast((s) => s.stream === 'key/checkpoint')?.member;
  demand(keysAt === 'streams/000001', 'pack_malformed', 'its first stream is not that of the keys');
  const listed = new Set(['manifest.json', 'pack.txt']);
  for (const m of manifest.members) {
    demand(zip.has(m.name), 'pack_member_altered', `${m.name} is missing`);
    const content = await zip.get(m.name), hash = hex(await sha256(content));
    demand(content.length === m.size && hash === m.sha256 && !listed.has(m.name), 'pack_member_altered', m.name);
    demand(!m.name.startsWith('files/') || m.name === `files/${hash}`, 'pack_member_altered', m.name);
    listed.add(m.name);
    seen.members++;
    tell(seen);
  }
  for (const name of zip.names()) demand(listed.has(name), 'pack_member_altered', `${name} is not in the manifest`);

  const root = base64(log.root, 32, 'checkpoint_malformed', 'the root'), names = new Set(), gone = new Set(manifest.absent);
  for (const s of manifest.streams) {
    demand(!names.has(s.stream), 'pack_malformed', `${s.stream} is there twice`);
    names.add(s.stream);
    let before = -1, absent;
    const entries = await stream(s.stream, lines(s.stream, await zip.get(`${s.member}.jsonl`)), async (e) => {
      before = await proved(log, root, e, before);
      if (e.header.kind === 'erased') absent = undefined;
      for (const [f, issued] of filesNamed(e.facts)) {
        if (zip.has(`files/${f}`)) continue;
        demand(!issued && gone.has(f), 'pack_file_missing', `${e.here}: ${f}`, e.at);
        absent ??= { e, f };
      }
      seen.entries++;
      tell(seen);
    });
    if (absent) throw new Bad('pack_file_missing', `${absent.e.here}: ${absent.f}`, absent.e.at);
    await ends(await zip.get(`${s.member}.head`), keys, s.stream, log, entries);
    demand(s.entries === entries.length, 'pack_member_altered', `${s.member}.jsonl`);
    seen.streams++;
  }
  const word = (await openNote(note, witnesses, 'cosignature_bad', 0)).signed.length;
  demand(word >= quorum, 'cosignatures_too_few', `${quorum} are asked for, it has ${word}`);
  return { ...seen, subject: manifest.subject ?? '', size: Number(log.size), recorded_at: log.recorded_at, witnesses: word };
}

// ---- one case, as the API tells of it

const rowsOf = (list) => list.map(({ bytes, ...beside }) => ({ bytes: plainBase64(bytes), beside }));

// checkCase checks the entries of a case by themselves and against a signed checkpoint; kept is a checkpoint that this reader saw
// before, and growth the proof that the log grew from there. A file that differs says nothing against the entries: it is told apart. Of what is wrong the first entry is named, and until there
// everything is proved. Entries that are too young to be in a checkpoint have their chain checked; one that is not is missing from the log.
export async function checkCase(proof, trusted, { kept, growth, file, tell = () => {} } = {}) {
  const out = { entries: 0, proved: 0, waiting: 0, texts: 0, withheld: 0, erased: 0, files: 0, filesGone: 0, filesUnread: 0, differing: [], hashes: [], complete: false, grownFrom: undefined, bad: undefined };
  try {
    const keys = await keyHistory(trusted, await stream('key/checkpoint', rowsOf(proof.keys)));
    const log = await checkpoint(bytesOf(proof.checkpoint), keys), root = base64(log.root, 32, 'checkpoint_malformed', 'the root');
    Object.assign(out, { origin: log.origin, key: keys.at(-1).text, size: Number(log.size), recorded_at: log.recorded_at });
    if (kept) await growsFrom(kept, keys, log, root, growth, out);
    let before = -1, files = new Map();
    const entries = await stream(proof.stream, rowsOf(proof.entries), async (e) => {
      if (e.beside.position === undefined) {
        demand(micros(e.header.recorded_at) > micros(log.recorded_at) - mergeWithin, 'not_included', e.here, e.at);
        out.waiting++;
      } else {
        demand(out.waiting === 0, 'not_included', e.here, e.at);
        before = await proved(log, root, e, before);
        out.proved++;
        out.hashes.push(toBase64(e.hash));
      }
      out.entries++;
      if (e.beside.erased) out.erased++;
      else if (e.beside.withheld) out.withheld++;
      else if (e.header.payload !== '') out.texts++;
      if (e.header.kind === 'erased') files = new Map([...files].filter(([, f]) => f.issued));
      for (const [sha, issued] of filesNamed(e.facts)) files.set(sha, { issued, at: e.at, here: e.here });
      tell(out);
    }, true);
    demand(proof.head !== '', 'signed_head_mismatch', proof.stream); // the log does not give its word that this is all
    await ends(bytesOf(proof.head), keys, proof.stream, log, entries.slice(0, out.proved));
    out.complete = true;
    for (const [sha, { at }] of file ? files : []) {
      const content = await file(sha);
      if (content === undefined) { out.filesUnread++; continue; }
      if (hex(await sha256(content)) === sha) out.files++;
      else out.differing.push({ sha256: sha, number: at.number });
      tell(out);
    }
  } catch (e) {
    if (!(e instanceof Bad)) throw e;
    out.bad = { code: e.code, stream: e.stream, number: e.number, what: e.message };
  }
  return out;
}

// checkGrowth checks a checkpoint by the keys that follow from one that a reader trusts, and that the log grew to it from one that
// was kept.
export async function checkGrowth({ checkpoint: now, keys: history }, trusted, kept, growth) {
  const out = { bad: undefined };
  try {
    const keys = await keyHistory(trusted, await stream('key/checkpoint', rowsOf(history))), log = await checkpoint(bytesOf(now), keys);
    Object.assign(out, { origin: log.origin, key: keys.at(-1).text, size: Number(log.size), recorded_at: log.recorded_at });
    if (kept) await growsFrom(kept, keys, log, base64(log.root, 32, 'checkpoint_malformed', 'the root'), growth, out);
  } catch (e) {
    if (!(e instanceof Bad)) throw e;
    out.bad = { code: e.code, what: e.message };
  }
  return out;
}

// growsFrom demands that the log only grew from a checkpoint that was kept.
async function growsFrom(kept, keys, log, root, growth, out) {
  const older = await checkpoint(bytesOf(kept), keys);
  const was = { size: BigInt(older.size), root: base64(older.root, 32, 'checkpoint_malformed', 'the root') };
  const is = { size: BigInt(log.size), root };
  demand(was.size <= is.size, 'log_shrunk', `it had ${older.size} entries, now it has ${log.size}`);
  const path = (growth ?? []).map((p) => base64(p, 32, 'forked', 'the proof of growth'));
  demand(await grown(was, is, path), 'forked', `it did not grow from the one of ${older.size} entries`);
  out.grownFrom = Number(older.size);
}
