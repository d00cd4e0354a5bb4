import type { DomDocument, DomElement, DomNode } from './dom.ts';

/** What holds no words for readers. */
const wordless =
  'script,style,title,noscript,template,iframe,frame,object,embed,svg,canvas,audio,video,head,select,input,button,textarea,dialog:not([open]),[hidden],[aria-hidden="true"],[inert]';

/** Declarations by which a style takes words out of sight. */
const outOfSight = [
  /(?:^|;)display:none/u,
  /(?:^|;)visibility:(?:hidden|collapse)/u,
  /(?:^|;)content-visibility:hidden/u,
  /(?:^|;)opacity:0(?:\.0*)?(?:%|;|$|!)/u,
  /(?:^|;)font-size:0*(?:\.\d+)?(?:px|pt|em|rem|%|;|$|!)/u,
  /(?:^|;)(?:left|top|right|bottom|text-indent|margin-left|margin-top):-\d{3,}/u,
  /(?:^|;)(?:clip:rect\(0|clip-path:inset\((?:50|100)%)/u,
  /(?:^|;)transform:scale\(0(?:\.0*)?\)/u,
  /(?:^|;)(?:color|-webkit-text-fill-color):transparent/u,
];

/**
 * Takes out of a document what its readers do not see, as far as that can be told without drawing it: words that are
 * there for machines only are the usual way to give orders to an agent.
 */
export function dropHidden(document: DomDocument): void {
  const isHiddenByRule = hidingRules(document);
  for (const element of document.querySelectorAll(wordless)) element.remove();
  for (const element of document.querySelectorAll('*')) {
    if (isOutOfSight(element) || isHiddenByRule(element)) element.remove();
  }
  dropComments(document);
}

function isOutOfSight(element: DomElement): boolean {
  const style = compact(element.getAttribute('style') ?? '');
  if (style !== '' && outOfSight.some((pattern) => pattern.test(style))) return true;
  return style !== '' && hasOneColour(style);
}

/** White on white. */
function hasOneColour(style: string): boolean {
  const colour = /(?:^|;)color:(?<value>[^;!]+)/u.exec(style)?.groups?.['value'];
  const behind = /(?:^|;)background(?:-color)?:(?<value>[^;!]+)/u.exec(style)?.groups?.['value'];
  return colour !== undefined && colour === behind;
}

function compact(css: string): string {
  return css
    .replaceAll(/\/\*.*?\*\//gsu, '')
    .replaceAll(/\s+/gu, '')
    .toLowerCase();
}

const maxStyleChars = 300_000;

/** By the page's own style sheet: plain rules about one class or one id. More cannot be told without drawing the page. */
function hidingRules(document: DomDocument): (element: DomElement) => boolean {
  const classes = new Set<string>();
  const ids = new Set<string>();
  for (const sheet of document.querySelectorAll('style')) {
    const css = (sheet.textContent ?? '').slice(0, maxStyleChars);
    for (const [, selectors = '', body = ''] of css.matchAll(/([^{}]+)\{([^{}]*)\}/gu)) {
      const declared = compact(body);
      if (!outOfSight.some((pattern) => pattern.test(declared))) continue;
      for (const selector of selectors.split(',')) {
        const found = /^\s*(?<kind>[.#])(?<name>[\w-]+)\s*$/u.exec(selector)?.groups;
        if (found?.['name']) (found['kind'] === '#' ? ids : classes).add(found['name']);
      }
    }
  }
  return (element) =>
    ids.has(element.getAttribute('id') ?? '') ||
    (element.getAttribute('class') ?? '').split(/\s+/u).some((name) => classes.has(name));
}

function dropComments(document: DomDocument): void {
  const open: DomNode[] = [document];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const child of [...next.childNodes]) {
      if (child.nodeType === 8) child.parentNode?.removeChild(child);
      else open.push(child);
    }
  }
}
