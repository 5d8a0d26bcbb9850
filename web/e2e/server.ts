import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FullConfig } from '@playwright/test';

/** Starts the binary that was built on a folder of its own, and ends both with the tests. */
export default async function serve(config: FullConfig): Promise<() => Promise<void>> {
  const address = `127.0.0.1:${String(config.metadata.port)}`;
  const data = mkdtempSync(join(tmpdir(), 'shenpi-portal-'));
  const server = spawn('../bin/shenpi', ['serve', '--demo', '--data', data, '--addr', address], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  server.stderr.on('data', (b: Buffer) => { said = (said + b.toString()).slice(-4000); });
  process.env.SHENPI_LOGINS = join(data, 'logins.txt');
  for (let n = 0; ; n++) {
    const ready = await fetch(`http://${address}/readyz`).then((r) => r.ok, () => false);
    if (ready) break;
    if (server.exitCode !== null || n > 300) throw new Error(`the server did not start:\n${said}`);
    await new Promise((go) => setTimeout(go, 200));
  }
  return async () => {
    server.kill('SIGTERM');
    await new Promise((ended) => server.once('exit', ended));
    rmSync(data, { recursive: true, force: true });
  };
}
