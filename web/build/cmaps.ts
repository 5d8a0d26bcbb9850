import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Puts the tables of Chinese, Japanese and Korean encodings beside the portal, by which papers are drawn whose fonts are not in them. */
export function cmaps(): Plugin {
  let root = '';
  return {
    name: 'cmaps',
    apply: 'build',
    configResolved: (config) => {
      root = config.root;
    },
    generateBundle() {
      const from = join(root, 'node_modules/pdfjs-dist/cmaps');
      for (const name of readdirSync(from)) {
        if (name.endsWith('.bcmap')) this.emitFile({ type: 'asset', fileName: `pdf/cmaps/${name}`, source: readFileSync(join(from, name)) });
      }
    },
  };
}
