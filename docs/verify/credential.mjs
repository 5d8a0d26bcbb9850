// What the second verifier checks of the code of a certificate, after docs/certificates.md: it shares no code with the first. The
// portal runs it in the browser of whoever is shown a certificate. Codes of what is wrong are those of the first verifier.

import { Bad, base64, bytesOf, openNote, readKey, sha256, utf8, view } from './check.mjs';

const fields = ['number', 'kind', 'holder', 'holder_id', 'grade', 'scope', 'granted_on', 'authority'];
const standings = ['valid', 'suspended', 'revoked', 'withdrawn', 'cancelled', 'replaced'];
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const places = 2 ** 20;
const demand = (ok, code, what) => { if (!ok) throw new Bad(code, what); };
const join = (...parts) => Uint8Array.from(parts.flatMap((p) => [...p]));

/** The bytes of a text: the mark and base32 in its one spelling, alone or behind the # of an address. */
function payload(text) {
  demand(text.length <= 16384, 'text_too_long', String(text.length));
  const cut = text.indexOf('#');
  const code = cut >= 0 && text.startsWith('https://') ? text.slice(cut + 1) : text;
  demand(code.startsWith('SHENPI:'), 'no_credential', 'it does not begin with SHENPI:');
  const letters = code.slice(7), bytes = [];
  let bits = 0, held = 0;
  for (const letter of letters) {
    const five = alphabet.indexOf(letter);
    demand(five >= 0, /[a-z]/.test(letter) ? 'lower_case' : letter === '=' ? 'padding' : 'foreign_letter', letter);
    bits = (bits << 5) | five;
    if ((held += 5) < 8) continue;
    held -= 8;
    bytes.push((bits >> held) & 255);
    bits &= (1 << held) - 1;
  }
  demand(![1, 3, 6].includes(letters.length % 8), 'letters_missing', String(letters.length));
  demand(bits === 0, 'last_letter_not_canonical', letters.at(-1));
  return Uint8Array.from(bytes);
}

function reader(bytes) {
  let at = 0;
  const take = (n) => {
    demand(at + n <= bytes.length, 'payload_cut', String(at + n - bytes.length));
    return bytes.subarray(at, (at += n));
  };
  const value = () => {
    const [low] = take(1);
    let length = low;
    if (low > 127) {
      const [high] = take(1);
      length = (low & 127) | (high << 7);
      demand(high > 0 && high < 128, 'length_not_canonical', String(length));
    }
    const raw = take(length);
    let text;
    try { text = utf8(raw); } catch { throw new Bad('value_malformed', 'UTF-8'); }
    demand(length <= 1000 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]/u.test(text), 'value_malformed', text);
    return { raw, text };
  };
  return { take, value, left: () => bytes.length - at };
}

const day = (n) => (n ? new Date(n * 86_400_000).toISOString().slice(0, 10) : '');

/** What a text says, and the bytes that are signed. */
async function parse(text) {
  const bytes = payload(text), r = reader(bytes);
  demand(r.take(1)[0] === 1, 'version_unknown', String(bytes[0]));
  const v = view(r.take(12)), shownBits = r.take(1)[0];
  const [key, place, first, last] = [v.getUint32(0), v.getUint32(4), v.getUint16(8), v.getUint16(10)];
  const whole = shownBits === 255, seed = whole ? r.take(16) : undefined, shown = {}, hidden = [], hashes = [];
  const salted = seed && await crypto.subtle.importKey('raw', seed, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  for (const [i, name] of fields.entries()) {
    if (!(shownBits & (1 << i))) {
      hidden.push(name);
      hashes.push(r.take(32));
      continue;
    }
    const salt = salted
      ? new Uint8Array(await crypto.subtle.sign('HMAC', salted, join(bytesOf('shenpi certificate salt v1\0'), [i]))).subarray(0, 16)
      : r.take(16);
    const { raw, text: said } = r.value();
    if (said) shown[name] = said;
    hashes.push(await sha256(bytesOf('shenpi certificate field v1\0'), [i], salt, raw));
  }
  const signature = r.take(64);
  demand(r.left() === 0, 'payload_trailing', String(r.left()));
  demand(first > 0 && (last === 0 || last >= first), 'days_impossible', `${day(first)} - ${day(last)}`);
  demand(place % places !== 0, 'place_impossible', String(place));
  return {
    key: key.toString(16).padStart(8, '0'), list: Math.floor(place / places), place: place % places, valid_from: day(first), valid_until: day(last), shown, hidden, signature,
    message: join(bytesOf('shenpi certificate v1\0'), bytes.subarray(0, 13), ...hashes),
  };
}

/** Reads a signed list of statuses. */
async function openList(bytes, keys) {
  const { text, signed } = await openNote(bytes, keys, 'list_bad_signature');
  const [title, ...lines] = text.slice(0, -1).split('\n'), out = {};
  const names = ['origin', 'list', 'number', 'at', 'until', 'bits', 'places', 'statuses'];
  demand(title === 'shenpi certificate statuses v1' && lines.length === names.length, 'list_malformed', title);
  names.forEach((name, i) => {
    demand(lines[i].startsWith(`${name} `), 'list_malformed', lines[i].slice(0, 60));
    out[name] = lines[i].slice(name.length + 1);
  });
  demand(out.origin === signed[0].name && signed.length === 1 && out.bits === '4' && out.places === String(places), 'list_malformed', out.origin);
  const packed = base64(out.statuses, -1, 'list_malformed', 'base64');
  const states = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'))).arrayBuffer().catch(() => { throw new Bad('list_malformed', 'zlib'); });
  demand(states.byteLength === places / 2, 'list_malformed', String(states.byteLength));
  return { origin: out.origin, list: Number(out.list), number: Number(out.number), at: out.at, until: out.until, states: new Uint8Array(states) };
}

/**
 * Holds a text against the keys of the office and, if it can be had, the list of statuses: { code, ok, shown, ... }. What a text says is
 * told only if its signature is good. `statuses(n)` gives the bytes of list n, or undefined; what the list says is as of its time.
 */
export async function checkCredential(text, keyTexts, statuses, also = {}) {
  try {
    return await judge(await parse(text), await Promise.all(keyTexts.map((k) => readKey(k))), statuses, also);
  } catch (e) {
    if (e instanceof Bad) return { ok: false, code: e.code };
    throw e;
  }
}

async function judge(c, keys, statuses, { now = Date.now(), number = '' }) {
  const key = keys.find((k) => k.id === c.key);
  demand(key, 'key_unknown', c.key);
  demand(await crypto.subtle.verify('Ed25519', key.public, c.signature, c.message), 'bad_signature', c.key);
  const so = { ok: false, shown: c.shown, hidden: c.hidden, valid_from: c.valid_from, valid_until: c.valid_until || undefined, signed_by: `${key.name}+${key.id}` };
  if (number && c.shown.number !== number) return { ...so, code: c.shown.number ? 'other_certificate' : 'field_hidden' };
  const bytes = await statuses(c.list);
  let list;
  try {
    list = bytes && await openList(bytes, keys);
    demand(!list || (list.origin === key.name && list.list === c.list), 'list_of_others', c.key);
  } catch (e) {
    if (e instanceof Bad) return { ...so, code: e.code };
    throw e;
  }
  // A list that was just signed is not from later than now: who checks may have a clock that is behind.
  const at = Math.max(now, list ? Date.parse(list.at) : 0), today = new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
  if (list) so.list = { number: list.number, at: list.at };
  if (today < c.valid_from) return { ...so, code: 'not_yet_valid' };
  if (c.valid_until && today > c.valid_until) return { ...so, code: 'expired' };
  if (!list) return { ...so, code: 'valid_status_unchecked' };
  if (at > Date.parse(list.until)) return { ...so, code: 'list_stale' };
  const state = (list.states[c.place >> 1] >> (c.place % 2 * 4)) & 15, status = state & 7;
  if (status !== 0) return { ...so, code: standings[status] ?? 'status_unknown' };
  return { ...so, ok: true, code: state & 8 ? 'valid_followed' : 'valid' };
}
