// A second verifier of evidence packs, after docs/trail-format.md: it shares no code with the first and needs nothing but Node
// itself, for auditors who want to check with a tool that is not ours, or to change this one.
//
//   node verify.mjs --key checkpoint.pub [--witness KEY ... [--quorum N]] PACK.zip ...
//
// prints one line a pack, "ok" or what is wrong, and ends with 1 if anything is, with 3 if one could not be read, or with 2
// if it is not used as said here. It checks the zip, the key history, the signatures, every entry's hash, chain, time, payload
// and proof, the signed heads, that the files named are there, that what is said to be erased was, and that N (all) of the
// witnesses whose keys are given cosigned the checkpoint.
import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { parseArgs } from 'node:util';

class Bad extends Error {
  constructor(code, what) { super(`${code}: ${what}`); this.code = code; }
}
const demand = (ok, code, what) => { if (!ok) throw new Bad(code, what); };
const sha256 = (...parts) => { const h = createHash('sha256'); for (const p of parts) h.update(p); return h.digest(); };
const base64 = (text, length, code, what) => {
  const b = Buffer.from(text, 'base64');
  demand(b.toString('base64') === text && (length < 0 || b.length === length), code, what);
  return b;
};
const json = (bytes, code, what) => { try { return JSON.parse(utf8(bytes)); } catch { throw new Bad(code, what); } };
const utf8 = (bytes) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);

// ---- the zip (zip64 too): stored members only, nothing twice, nothing outside the file; a member is read when it is wanted

function members(name) {
  const form = (ok, what) => demand(ok, 'pack_malformed', what);
  const fd = openSync(name), total = fstatSync(fd).size, found = new Map();
  const read = (at, length) => {
    form(at >= 0 && at + length <= total, 'it is cut off');
    const b = Buffer.alloc(length);
    form(readSync(fd, b, 0, length, at) === length, 'it is cut off');
    return b;
  };
  const tail = read(Math.max(0, total - 65557), Math.min(total, 65557));
  let end = tail.length - 22, at = 0, left = total;
  while (end >= 0 && tail.readUInt32LE(end) !== 0x06054b50) end--;
  form(end >= 0, 'it is no zip file');
  let [count, length, start] = [tail.readUInt16LE(end + 10), tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (count === 0xffff || length === 0xffffffff || start === 0xffffffff) {
    const locator = read(total - tail.length + end - 20, 20), last = read(Number(locator.readBigUInt64LE(8)), 56);
    form(locator.readUInt32LE(0) === 0x07064b50 && last.readUInt32LE(0) === 0x06064b50, 'its directory cannot be read');
    [count, length, start] = [32, 40, 48].map((i) => Number(last.readBigUInt64LE(i)));
  }
  able(length, 'its directory');
  for (const directory = read(start, length); count > 0; count--) {
    form(at + 46 <= length && directory.readUInt32LE(at) === 0x02014b50, 'its directory cannot be read');
    const [flags, method, names, extras, comments] = [8, 10, 28, 30, 32].map((i) => directory.readUInt16LE(at + i));
    const name = directory.toString('latin1', at + 46, at + 46 + names), extra = directory.subarray(at + 46 + names, at + 46 + names + extras);
    const [size, packed, local] = wide([24, 20, 42].map((i) => directory.readUInt32LE(at + i)), extra);
    at += 46 + names + extras + comments;
    form(/^[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/.test(name) && name.length <= 200, 'a name is not allowed');
    form(!found.has(name), `${name} is there twice`);
    form(method === 0 && packed === size && (flags & 1) === 0, `${name} is not stored as it is`);
    form((left -= size) >= 0, 'its members lie over one another');
    found.set(name, { size, local });
  }
  return { has: (name) => found.has(name), names: () => found.keys(), close: () => closeSync(fd), get(name) {
    form(found.has(name), `${name} is missing`);
    const { size, local } = found.get(name), header = read(local, 30);
    form(header.readUInt32LE(0) === 0x04034b50, `${name} cannot be read`);
    able(size, name);
    return read(local + 30 + header.readUInt16LE(26) + header.readUInt16LE(28), size);
  } };
}

// wide gives numbers that do not fit their place out of the field that zip64 has for them.
function wide(numbers, extra) {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    let next = at + 4;
    if (extra.readUInt16LE(at) !== 1) continue;
    numbers = numbers.map((n) => (n === 0xffffffff ? Number(extra.readBigUInt64LE((next += 8) - 8)) : n));
  }
  return numbers;
}

// able refuses, as not checked, what Node cannot hold as one text.
const able = (size, what) => { if (size > 2 ** 29 - 2 ** 10) throw new Bad('not_checked', `${what} is larger than this verifier can read`); };

// ---- signed notes (C2SP signed-note) and the keys that may sign them

// readKey reads a verifier key: of a log (type 1), or of a witness that cosigns (type 4).
function readKey(text, type = 1) {
  const [name, id, ...rest] = text.split('+');
  const key = base64(rest.join('+'), 33, 'key', 'this is no verifier key');
  demand(key[0] === type && sha256(name + '\n', key).subarray(0, 4).toString('hex') === id, 'key', 'this is no verifier key');
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key.subarray(1)]);
  return { text, name, id, type, public: createPublicKey({ key: der, format: 'der', type: 'spki' }), since: -Infinity, until: Infinity };
}

// openNote gives the text of a note and which of the keys signed it, at least so many. Witnesses sign the time with it.
function openNote(bytes, keys, code, least = 1) {
  const whole = utf8(bytes), cut = whole.lastIndexOf('\n\n');
  demand(cut >= 0 && whole.endsWith('\n'), code, 'this is no signed note');
  const text = whole.slice(0, cut + 1), signed = [];
  for (const line of whole.slice(cut + 2, -1).split('\n')) {
    const [, name, data] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    demand(name, code, 'this is no signed note');
    const raw = base64(data, -1, code, 'this is no signed note');
    const key = keys.find((k) => k.name === name && k.id === raw.subarray(0, 4).toString('hex'));
    if (!key || signed.includes(key)) continue;
    const head = key.type === 4 ? 8 : 0;
    demand(raw.length === 68 + head, code, 'the signature is not good');
    const said = head ? `cosignature/v1\ntime ${raw.readBigUInt64BE(4)}\n${text}` : text;
    demand(verifySignature(null, Buffer.from(said), key.public, raw.subarray(4 + head)), code, 'the signature is not good');
    signed.push(key);
  }
  demand(signed.length >= least, code, 'none of the keys signed it');
  return { text, signed };
}

// statement reads a note of lines "name value" whose key was good at the time it bears.
function statement(bytes, keys, name, title, names) {
  const { text, signed } = openNote(bytes, keys, `${name}_bad_signature`);
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

const micros = (text) => Date.parse(text.slice(0, 23) + 'Z') * 1000 + Number(text.slice(23, 26));

function keyHistory(trusted, entries) {
  const keys = [];
  for (const { header, facts } of entries) {
    const bad = (ok, what) => demand(ok, 'key_history_broken', what);
    bad(header.kind === 'key_rotated', 'it is not a key rotation');
    const last = keys.at(-1);
    bad(facts.from === (last?.text ?? ''), 'it does not replace the key before it');
    const key = readKey(facts.to);
    bad(!last || key.name === last.name, 'it is of another log');
    const said = `shenpi key rotation v1\norigin ${key.name}\nnumber ${header.number}\nfrom ${facts.from}\nto ${facts.to}\nrecorded_at ${header.recorded_at}\n`;
    for (const k of last ? [last, key] : [key]) {
      bad(openNote(Buffer.from(facts.note), [k], 'key_history_broken').text === said, 'what is signed is not this entry');
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

// ---- entries: hash, chain, payload, and the proof of RFC 6962

function included(leaf, index, size, proof, root) {
  let node = leaf, first = BigInt(index), last = BigInt(size) - 1n;
  for (const hash of proof) {
    if (last === 0n) return false;
    if ((first & 1n) === 1n || first === last) {
      node = sha256(Buffer.from([1]), hash, node);
      while ((first & 1n) === 0n && first !== 0n) { first >>= 1n; last >>= 1n; }
    } else {
      node = sha256(Buffer.from([1]), node, hash);
    }
    first >>= 1n;
    last >>= 1n;
  }
  return last === 0n && node.equals(root);
}

// stream checks the chain of a stream, and each entry by check, and gives its entries.
function stream(name, lines, check = () => {}) {
  const out = [];
  let prev = '', before = '', erased = '';
  demand(lines.length === 0 || lines.at(-1) === 10, 'pack_member_altered', `${name} is cut off`);
  const rows = lines.length ? utf8(lines).slice(0, -1).split('\n') : [];
  demand(rows.length % 2 === 0, 'pack_member_altered', `${name} is cut off`);
  for (let i = 0; i < rows.length; i += 2) {
    const at = `${name} ${out.length + 1}`, bytes = Buffer.from(rows[i]);
    const { facts, ...header } = json(bytes, 'entry_malformed', at), beside = json(Buffer.from(rows[i + 1]), 'pack_malformed', at);
    demand(header.version === 1, 'entry_malformed', at);
    demand(header.stream === name, 'wrong_stream', at);
    demand(header.number === out.length + 1, header.number > out.length ? 'number_gap' : 'duplicate_entry', at);
    demand(header.prev === prev, 'chain_broken', at);
    demand(header.recorded_at >= before, 'time_backwards', at);
    payload(header.payload, beside, at);
    const hash = sha256(Buffer.from([0]), bytes);
    [prev, before] = [hash.toString('base64'), header.recorded_at];
    out.push({ header, facts, beside, hash, at });
    if (header.kind === 'erased') erased = '';
    else if (beside.erased === true) erased ||= at;
    check(out.at(-1));
  }
  demand(!erased, 'erasure_unrecorded', erased);
  return out;
}

function payload(said, beside, at) {
  const has = beside.salt !== undefined || beside.body !== undefined, erased = beside.erased === true;
  demand(said !== '' ? has !== erased : !has && !erased, 'payload_mismatch', at);
  if (!has) return;
  const salt = Buffer.from(beside.salt ?? '', 'base64'), length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(salt.length));
  const hash = sha256('shenpi payload v1\0', length, salt, Buffer.from(beside.body ?? '', 'base64'));
  demand(hash.toString('base64') === said, 'payload_mismatch', at);
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

// ---- a pack

function verify(file, trusted, witnesses, quorum) {
  const zip = members(file);
  try { return verifyMembers(zip, trusted, witnesses, quorum); } finally { zip.close(); }
}

// verifyMembers believes nothing but the keys before it has seen the signature.
function verifyMembers(zip, trusted, witnesses, quorum) {
  const keys = keyHistory(trusted, stream('key/checkpoint', zip.get('streams/000001.jsonl')));
  const pack = statement(zip.get('pack.txt'), keys, 'pack', 'shenpi pack v1', ['origin', 'manifest', 'size', 'recorded_at']);
  const list = zip.get('manifest.json');
  demand(pack.manifest === sha256(list).toString('base64'), 'pack_member_altered', 'manifest.json');
  const log = statement(zip.get('checkpoint.txt'), keys, 'checkpoint', '', ['=origin', '=size', '=root', 'recorded_at']);
  demand(log.size === pack.size && log.recorded_at === pack.recorded_at, 'pack_member_altered', 'checkpoint.txt');

  const manifest = json(list, 'pack_malformed', 'the manifest cannot be read');
  demand(manifest.version === 1, 'pack_malformed', 'an unknown version');
  const keysAt = manifest.streams.findLast((s) => s.stream === 'key/checkpoint')?.member;
  demand(keysAt === 'streams/000001', 'pack_malformed', 'its first stream is not that of the keys');
  const listed = new Set(['manifest.json', 'pack.txt']);
  for (const m of manifest.members) {
    demand(zip.has(m.name), 'pack_member_altered', `${m.name} is missing`);
    const content = zip.get(m.name), hash = sha256(content).toString('hex');
    demand(content.length === m.size && hash === m.sha256 && !listed.has(m.name), 'pack_member_altered', m.name);
    demand(!m.name.startsWith('files/') || m.name === `files/${hash}`, 'pack_member_altered', m.name);
    listed.add(m.name);
  }
  for (const name of zip.names()) demand(listed.has(name), 'pack_member_altered', `${name} is not in the manifest`);

  const root = base64(log.root, 32, 'checkpoint_malformed', 'the root'), seen = new Set(), gone = new Set(manifest.absent);
  let count = 0;
  for (const s of manifest.streams) {
    demand(!seen.has(s.stream), 'pack_malformed', `${s.stream} is there twice`);
    seen.add(s.stream);
    let before = -1, absent = '';
    const entries = stream(s.stream, zip.get(`${s.member}.jsonl`), ({ header, facts, beside, hash, at }) => {
      const proof = (beside.proof ?? []).map((p) => base64(p, 32, 'pack_malformed', at));
      const inside = Number.isSafeInteger(beside.position) && beside.position > before && beside.position < Number(log.size);
      demand(inside && included(hash, beside.position, log.size, proof, root), 'not_included', at);
      before = beside.position;
      if (header.kind === 'erased') absent = '';
      for (const [f, issued] of filesNamed(facts)) {
        if (zip.has(`files/${f}`)) continue;
        demand(!issued && gone.has(f), 'pack_file_missing', `${at}: ${f}`);
        absent ||= `${at}: ${f}`;
      }
    });
    demand(!absent, 'pack_file_missing', absent);
    const head = statement(zip.get(`${s.member}.head`), keys, 'signed_head', 'shenpi head v1', ['origin', 'stream', 'number', 'hash', 'size', 'recorded_at']);
    const last = entries.at(-1)?.hash ?? Buffer.alloc(32);
    demand(head.stream === s.stream && head.size === log.size && head.recorded_at === log.recorded_at, 'signed_head_mismatch', s.stream);
    demand(head.number === String(entries.length) && head.hash === last.toString('base64'), 'signed_head_mismatch', s.stream);
    demand(s.entries === entries.length, 'pack_member_altered', `${s.member}.jsonl`);
    count += entries.length;
  }
  const word = openNote(zip.get('checkpoint.txt'), witnesses, 'cosignature_bad', 0).signed.length;
  demand(word >= quorum, 'cosignatures_too_few', `${quorum} are asked for, it has ${word}`);
  return `${manifest.streams.length} streams, ${count} entries, in the log of ${log.size} signed on ${log.recorded_at}`;
}

// asked reads what it is to do; whatever is wrong with that is no word about a pack.
function asked() {
  const { values: given, positionals: packs } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'string' }, witness: { type: 'string', multiple: true, default: [] }, quorum: { type: 'string' } },
  });
  const wrong = (ok, what) => { if (!ok) throw new Error(what); };
  wrong(given.key && packs.length > 0, 'a key and packs are needed');
  const trusted = readFileSync(given.key, 'utf8').trim(), witnesses = given.witness.map((text) => readKey(text, 4));
  readKey(trusted);
  const twice = new Set(given.witness.map((text) => text.split('+').slice(2).join('+'))).size < witnesses.length;
  wrong(!twice, 'a witness is there twice');
  const quorum = Number(given.quorum ?? witnesses.length);
  wrong(given.quorum === undefined || (/^[1-9][0-9]*$/.test(given.quorum) && quorum <= witnesses.length), `${given.quorum} cosignatures are asked for, of ${witnesses.length} witnesses`);
  return { packs, trusted, witnesses, quorum };
}

let todo;
try { todo = asked(); } catch (e) {
  console.error(`${e.message}\nusage: node verify.mjs --key checkpoint.pub [--witness KEY ... [--quorum N]] PACK.zip ...`);
  process.exit(2);
}
const { packs, trusted, witnesses, quorum } = todo;
for (const name of packs) {
  try {
    console.log(`ok ${name}: ${verify(name, trusted, witnesses, quorum)}`);
  } catch (e) {
    const code = e instanceof Bad ? e.code : e.syscall ? 'not_checked' : 'pack_malformed';
    if (process.exitCode !== 1) process.exitCode = code === 'not_checked' ? 3 : 1;
    console.log(`${code} ${name}: ${e.message.trim().replaceAll('\n', ' | ')}`);
  }
}
