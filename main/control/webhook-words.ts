import type { WebhooksView } from '../../shared/webhooks.ts';

/** The whole address of each webhook, and how long the one before it is listened at. */
export function describeWebhooks(value: unknown): string {
  const view = value as WebhooksView;
  const where = view.public ?? view.local;
  const line = (name: string, service: 'carbonvoice' | 'voipbin'): string => {
    const until = view.formerUntil[service];
    const former =
      until === null
        ? ''
        : `${' '.repeat(13)} the path before it is listened at until ${until}, or until the service knows this one\n`;
    return `${name.padEnd(13)} ${where}${view[service]}\n${former}`;
  };
  const reach = view.public === null ? 'There is no public address; on this machine:\n' : '';
  return reach + line('Carbon Voice', 'carbonvoice') + line('VoIPBIN', 'voipbin');
}
