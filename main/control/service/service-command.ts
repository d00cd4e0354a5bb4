import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { RunProgram, ServiceState } from './user-service.ts';
import { UserService } from './user-service.ts';

export type ServiceAction = 'install' | 'remove' | 'status';

const limitMs = 30_000;

export type ServiceCommand = {
  readonly action: ServiceAction;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: string;
};

/** What the command does, on this machine. */
export function runServiceCommand({
  action,
  home,
  env,
  platform,
}: ServiceCommand): Promise<ServiceState> {
  const service = new UserService({
    env,
    platform,
    node: process.versions['electron'] === undefined ? process.execPath : null,
    // Bundles lie in one flat folder.
    script: join(import.meta.dirname, 'headless.js'),
    run: runIn(env),
  });
  return service[action](home);
}

function runIn(env: NodeJS.ProcessEnv): RunProgram {
  return (program, args) =>
    new Promise((resolve) => {
      execFile(program, args, { env, timeout: limitMs }, (error, out, err) => {
        const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : 127;
        resolve({ code, out: (out.trim() || err.trim()).split('\n')[0] ?? '' });
      });
    });
}
