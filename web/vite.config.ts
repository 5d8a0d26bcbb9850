import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { cmaps } from './build/cmaps.ts';
import { packed } from './build/packed.ts';
import { sizes } from './build/sizes.ts';

export default defineConfig({
  plugins: [react(), cmaps(), sizes(), packed()],
  build: {
    emptyOutDir: false, // packed does it, and leaves the file that lets Go be built before
    target: 'es2023',
    assetsInlineLimit: 0, // the policy takes no data: addresses
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'] },
});
