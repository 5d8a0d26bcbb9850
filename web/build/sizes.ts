import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What may come before the first screen of an area is seen, in kilobytes as sent (gzip): the entry, what it shares, English, the area. */
const budgets: Record<string, number> = { public: 250, my: 250, desk: 280, audit: 280, admin: 280 };

/** Fails the build when the script of an area has outgrown its budget, and says by what. */
export function sizes(): Plugin {
  return {
    name: 'sizes',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((o) => o.type === 'chunk');
      const of = (source: string) => chunks.find((c) => c.facadeModuleId?.endsWith(source));
      const closure = (file: string, all = new Set<string>()): Set<string> => {
        if (all.has(file)) return all;
        all.add(file);
        for (const c of chunks) if (c.fileName === file) c.imports.forEach((i) => closure(i, all));
        return all;
      };
      const entry = chunks.find((c) => c.isEntry)?.fileName ?? '', english = of('/src/i18n/en.ts')?.fileName ?? '';
      const over: string[] = [];
      for (const [area, most] of Object.entries(budgets)) {
        const own = of(`/src/${area}/index.ts`)?.fileName;
        if (!own || !entry || !english) this.error(`no chunk is that of ${area}: the areas of build/sizes.ts are those of app/router.tsx`);
        const files = [entry, english, own].reduce((all, f) => closure(f, all), new Set<string>());
        const parts = chunks.filter((c) => files.has(c.fileName));
        const size = parts.reduce((n, c) => n + gzipSync(c.code).length, 0) / 1000;
        this.info(`${area.padEnd(8)} ${size.toFixed(0).padStart(4)} kB of ${most}`);
        if (size <= most) continue;
        const modules = parts.flatMap((c) => Object.entries(c.modules)).sort(([, a], [, b]) => b.renderedLength - a.renderedLength).slice(0, 8);
        over.push(`${area}: ${size.toFixed(0)} kB, more than ${most}; largest: ${modules.map(([id, m]) => `${id.replace(/^.*\/(node_modules|src)\//, '')} ${(m.renderedLength / 1000).toFixed(0)} kB`).join(', ')}`);
      }
      if (over.length > 0) this.error(`the first script has grown too large\n${over.join('\n')}`);
    },
  };
}
