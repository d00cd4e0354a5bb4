import type { ServiceState } from './user-service.ts';

/** How the service stands, for people. */
export function describeService(value: unknown): string {
  const { path, installed, home, active, enabled, lingers, environmentFile } =
    value as ServiceState;
  if (!installed) return `Not installed. The unit would be ${path}.\n`;
  const lines = [
    `Installed: ${path}`,
    `  for the home ${home ?? 'that its changed command names'}`,
    `  now ${active}, at the start ${enabled}`,
    `  variables of the service, for you only: ${environmentFile}`,
  ];
  if (lingers !== true) {
    lines.push('  It ends when you log out. To have it run always: loginctl enable-linger');
  }
  return `${lines.join('\n')}\n`;
}
