import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Empties the folder before a build and packs each text file after it, so that the server never packs anything itself. */
export function packed(): Plugin {
  let dir = 'dist';
  return {
    name: 'packed',
    apply: 'build',
    configResolved: (config) => {
      dir = join(config.root, config.build.outDir);
    },
    buildStart: () => {
      for (const name of readdirSync(dir)) if (name !== '.gitignore') rmSync(join(dir, name), { recursive: true });
    },
    closeBundle: () => {
      const assets = join(dir, 'assets');
      for (const name of readdirSync(assets)) {
        if (!/\.(m?js|css|svg)$/.test(name)) continue;
        const content = readFileSync(join(assets, name));
        writeFileSync(join(assets, `${name}.gz`), gzipSync(content, { level: 9 }));
        writeFileSync(join(assets, `${name}.br`), brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
      }
    },
  };
}
