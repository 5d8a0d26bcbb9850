import { defineConfig } from '@playwright/test';

const port = Number(process.env.SHENPI_PORTAL_PORT ?? 18_765);

/** The journeys run against the one binary with a demonstration of its own, in the Chromium of the system. */
export default defineConfig({
  testDir: 'e2e',
  fullyParallel: true,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  retries: 0,
  reporter: [['list']],
  globalSetup: './e2e/server.ts',
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: process.env.SHENPI_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] },
    trace: 'retain-on-failure',
  },
  metadata: { port },
});
