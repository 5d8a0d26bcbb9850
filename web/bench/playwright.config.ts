import { defineConfig } from '@playwright/test';
import journeys from '../playwright.config';

/** Pages with a full database behind them, one after the other: `make bench-portal` fills it and prints what they take. */
export default defineConfig(journeys, { testDir: '.', testMatch: '*.bench.ts', globalSetup: undefined, workers: 1, fullyParallel: false, timeout: 600_000, use: { trace: 'off' } });
