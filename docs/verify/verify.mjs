// A second verifier of evidence packs, for auditors who want to check with a tool that is not ours, or to change this one.
//
//   node verify.mjs --key checkpoint.pub [--witness KEY ... [--quorum N]] PACK.zip ...
//
// prints one line a pack, "ok" or what is wrong, and ends with 1 if anything is, with 3 if one could not be read, or with 2
// if it is not used as said here. It checks the zip, the key history, the signatures, every entry's hash, chain, time, payload
// and proof, the signed heads, that the files named are there, that what is said to be erased was, and that N (all) of the
// witnesses whose keys are given cosigned the checkpoint. How is in check.mjs beside it, which needs nothing but WebCrypto;
// this file needs nothing but Node.
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Bad, checkPack, readKey } from './check.mjs';

// opened is a file as a source of bytes.
function opened(name) {
  const fd = openSync(name);
  return { size: fstatSync(fd).size, close: () => closeSync(fd), read(at, length) {
    const b = new Uint8Array(length);
    return b.subarray(0, readSync(fd, b, 0, length, at));
  } };
}

async function verify(name, trusted, witnesses, quorum) {
  const file = opened(name);
  try {
    const said = await checkPack(file, trusted, { witnesses, quorum });
    return `${said.streams} streams, ${said.entries} entries, in the log of ${said.size} signed on ${said.recorded_at}`;
  } finally { file.close(); }
}

// asked reads what it is to do; whatever is wrong with that is no word about a pack.
async function asked() {
  const { values: given, positionals: packs } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'string' }, witness: { type: 'string', multiple: true, default: [] }, quorum: { type: 'string' } },
  });
  const wrong = (ok, what) => { if (!ok) throw new Error(what); };
  wrong(given.key && packs.length > 0, 'a key and packs are needed');
  const trusted = readFileSync(given.key, 'utf8').trim(), witnesses = await Promise.all(given.witness.map((text) => readKey(text, 4)));
  await readKey(trusted);
  const twice = new Set(given.witness.map((text) => text.split('+').slice(2).join('+'))).size < witnesses.length;
  wrong(!twice, 'a witness is there twice');
  const quorum = Number(given.quorum ?? witnesses.length);
  wrong(given.quorum === undefined || (/^[1-9][0-9]*$/.test(given.quorum) && quorum <= witnesses.length), `${given.quorum} cosignatures are asked for, of ${witnesses.length} witnesses`);
  return { packs, trusted, witnesses, quorum };
}

let todo;
try { todo = await asked(); } catch (e) {
  console.error(`${e.message}\nusage: node verify.mjs --key checkpoint.pub [--witness KEY ... [--quorum N]] PACK.zip ...`);
  process.exit(2);
}
const { packs, trusted, witnesses, quorum } = todo;
for (const name of packs) {
  try {
    console.log(`ok ${name}: ${await verify(name, trusted, witnesses, quorum)}`);
  } catch (e) {
    const code = e instanceof Bad ? e.code : e.syscall ? 'not_checked' : 'pack_malformed';
    if (process.exitCode !== 1) process.exitCode = code === 'not_checked' ? 3 : 1;
    console.log(`${code} ${name}: ${e.message.trim().replaceAll('\n', ' | ')}`);
  }
}
