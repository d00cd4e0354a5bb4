import type { ReactNode } from 'react';

/** Line drawings on a 16 by 16 grid, in the colour of the text around them. */
const paths = {
  carbonvoice: 'M2.5 6.5v3M5.25 4v8M8 2.5v11M10.75 5v6M13.5 6.5v3',
  phone:
    'M5.2 2.5 6.6 5.6 5 7a8.5 8.5 0 0 0 4 4l1.4-1.6 3.1 1.4v2.2c0 .5-.4.9-.9.9A10.6 10.6 0 0 1 2.1 3.4c0-.5.4-.9.9-.9z',
  mute: 'M2.5 6.2v3.6h2.4L8.2 12.5v-9L4.9 6.2zM10.8 6.2l3 3.6M13.8 6.2l-3 3.6',
  unmute: 'M2.5 6.2v3.6h2.4L8.2 12.5v-9L4.9 6.2zM10.6 6a3 3 0 0 1 0 4M12.6 4.4a5.4 5.4 0 0 1 0 7.2',
  sms: 'M2.5 3.5h11v7.5h-6l-3 2.5V11h-2z',
  desktop: 'M2 3.5h12v9H2zM4.5 6.2h.01M7 6.2h.01M9.5 6.2h.01M12 6.2h-.5M5 9.7h6',
  system: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 7.4v3.4M8 5.1h.01',
  warning: 'M8 2.5 14.3 13.5H1.7zM8 6.6v3.2M8 11.6h.01',
  chevron: 'm4.5 6.2 3.5 3.6 3.5-3.6',
  close: 'M4 4l8 8M12 4l-8 8',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3l3.2 3.2',
  send: 'M8 13V3.2M3.8 7.2 8 3l4.2 4.2',
  down: 'M8 3v9.8M3.8 8.8 8 13l4.2-4.2',
  talk: 'M8 2.2a2 2 0 0 0-2 2v3.6a2 2 0 0 0 4 0V4.2a2 2 0 0 0-2-2zM3.8 7.6a4.2 4.2 0 0 0 8.4 0M8 11.8v2.2M5.6 14h4.8',
  stop: 'M4.5 4.5h7v7h-7z',
  attach: 'M12.8 7.4 8 12.2a3 3 0 0 1-4.3-4.3l5-5a2 2 0 0 1 2.9 2.9l-5 5a1 1 0 0 1-1.4-1.4l4.3-4.3',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  link: 'M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2A2.6 2.6 0 0 0 9 3.3l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l.8-.8',
  audio:
    'M8 2.5a2 2 0 0 0-2 2v3a2 2 0 0 0 4 0v-3a2 2 0 0 0-2-2zM3.8 7.5a4.2 4.2 0 0 0 8.4 0M8 11.7v2.1',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.2v9.6l7.5-4.8z',
} as const;

/** The name of a drawing. */
export type IconName = keyof typeof paths;

/** A drawing that only decorates; the words beside it carry the meaning. */
export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
