import { strings } from './strings.ts';

/** What the entry page shows. */
export type Entrance =
  | { readonly type: 'entering' }
  | {
      readonly type: 'missing' | 'refused' | 'unreachable';
      readonly onRetry: () => void;
    };

/** Draws the entry page into its place. It is a page of its own, without the weight of the window. */
export function showEntrance(place: HTMLElement, entrance: Entrance): void {
  if (entrance.type === 'entering') {
    place.replaceChildren(element('p', strings.enter.entering, 'enter-waiting'));
    return;
  }
  const { title, how } = wordsFor(entrance.type);
  const { command, sourceCommand, or } = strings.page;
  const commands = element('p', '');
  commands.append(element('code', command), ` ${or} `, element('code', sourceCommand));
  place.replaceChildren(element('h1', title), element('p', how), commands);
  if (entrance.type !== 'unreachable') return;
  const retry = element('button', strings.tryAgain, 'quiet-button');
  retry.addEventListener('click', entrance.onRetry);
  place.append(retry);
}

function wordsFor(type: 'missing' | 'refused' | 'unreachable'): {
  readonly title: string;
  readonly how: string;
} {
  const words = strings.enter;
  switch (type) {
    case 'missing':
      return { title: words.missing, how: words.missingHow };
    case 'refused':
      return { title: words.used, how: words.usedHow };
    case 'unreachable':
      return { title: words.unreachable, how: words.unreachableHow };
  }
}

function element(tag: 'h1' | 'p' | 'code' | 'button', text: string, className = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className !== '') made.className = className;
  return made;
}
