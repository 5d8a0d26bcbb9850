// Checks what the API tells of cases as a browser would, and of the log alone: a list of { proof, key, kept, growth, files } in, what was
// found of each out.
import { checkCase, checkGrowth } from '../../docs/verify/check.mjs';
import { readFileSync } from 'node:fs';

const found = [];
for (const { proof, key, kept, growth, files } of JSON.parse(readFileSync(0, 'utf8'))) {
  found.push(proof.entries ? await checkCase(proof, key, { kept, growth, file: files && (async (sha) => files[sha] && new Uint8Array(Buffer.from(files[sha], 'base64'))) }) : await checkGrowth(proof, key, kept, growth));
}
console.log(JSON.stringify(found));
