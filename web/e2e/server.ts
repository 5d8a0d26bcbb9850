import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FullConfig } from '@playwright/test';

/** Where a demonstration keeps its data; it is taken away when the tests are over. */
export function folder(): string {
  return mkdtempSync(join(tmpdir(), 'shenpi-portal-'));
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Starts the binary that was built on a folder, and gives what ends it: as an administrator would, or as a power cut. */
export async function start(data: string, port: number): Promise<(how?: 'SIGTERM' | 'SIGKILL') => Promise<void>> {
  const address = `127.0.0.1:${port}`;
  const server = spawn('../bin/shenpi', ['serve', '--demo', '--data', data, '--addr', address], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  server.stderr.on('data', (b: Buffer) => { said = (said + b.toString()).slice(-4000); });
  for (let n = 0; ; n++) {
    const ready = await fetch(`http://${address}/readyz`).then((r) => r.ok, () => false);
    if (ready) break;
    if (server.exitCode !== null || n > 300) throw new Error(`the server did not start:\n${said}`);
    await new Promise((go) => setTimeout(go, 200));
  }
  return async (how = 'SIGTERM') => {
    server.kill(how);
    await new Promise((ended) => server.once('exit', ended));
  };
}

/** Starts a demonstration for the tests, and ends it with them. */
export default async function serve(config: FullConfig): Promise<() => Promise<void>> {
  const data = folder();
  process.env.SHENPI_LOGINS = join(data, 'logins.txt');
  const end = await start(data, Number(config.metadata.port));
  return async () => {
    await end();
    rmSync(data, { recursive: true, force: true });
  };
}
