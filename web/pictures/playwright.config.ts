import { defineConfig } from '@playwright/test';
import journeys from '../playwright.config';

/** Takes the pictures of the README anew: `make pictures`. */
export default defineConfig(journeys, { testDir: '.', testMatch: 'readme.ts', globalSetup: '../e2e/server.ts', workers: 1, use: { viewport: { width: 1440, height: 900 }, trace: 'off' } });
