import { ProtocolError } from '../../shared/errors.ts';

/** One element; names are `namespace name`, such as `DAV: href`. */
export type XmlElement = {
  readonly name: string;
  /** As they stand in the tag. */
  readonly attributes: string;
  readonly children: XmlElement[];
  text: string;
};

const maxDepth = 64;
const maxElements = 200_000;

/**
 * Tag, comment, CDATA or instruction; between them stands text. It is looked for at one place only: who looks for one that
 * is not closed from every place on needs minutes for a few megabytes.
 */
const markup =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s<>/!?="']+)((?:\s+[^\s<>/=]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/uy;
const attribute = /([^\s<>/=]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/gu;
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

type Scope = ReadonlyMap<string, string>;

/**
 * Reads an answer of WebDAV: elements, namespaces and text, which is all that it uses. A document type is refused, as
 * are entities of its own. Returns the document, whose one child is the root. Throws ProtocolError.
 */
export function readXml(text: string): XmlElement {
  const reader = new XmlReader();
  let at = 0;
  for (let next = text.indexOf('<'); next >= 0; next = text.indexOf('<', at)) {
    markup.lastIndex = next;
    const found = markup.exec(text);
    // A document type, or a tag that is none.
    if (!found) throw malformed();
    reader.text(text.slice(at, next));
    at = next + found[0].length;
    const [, cdata, slash, name, attributes = '', selfClosing] = found;
    if (cdata !== undefined) reader.characters(cdata);
    else if (name !== undefined && slash === '/') reader.close();
    else if (name !== undefined) reader.open(name, attributes, selfClosing === '/');
  }
  reader.text(text.slice(at));
  return reader.end();
}

/** All elements of that name below it, at any depth but not inside each other. */
export function findAll(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.flatMap((child) =>
    child.name === name ? [child] : findAll(child, name),
  );
}

/** The first element of that name below it. */
export function find(element: XmlElement | null, name: string): XmlElement | null {
  return element && (findAll(element, name)[0] ?? null);
}

class XmlReader {
  readonly #top: XmlElement = { name: '', attributes: '', children: [], text: '' };
  readonly #stack: { readonly element: XmlElement; readonly scope: Scope; readonly tag: string }[] =
    [{ element: this.#top, scope: new Map(), tag: '' }];
  #count = 0;

  open(tag: string, attributes: string, isClosed: boolean): void {
    this.#count += 1;
    const parent = this.#last();
    if (this.#stack.length > maxDepth || this.#count > maxElements) throw malformed();
    const scope = scopeOf(parent.scope, attributes);
    const element = { name: nameIn(scope, tag), attributes, children: [], text: '' };
    parent.element.children.push(element);
    if (!isClosed) this.#stack.push({ element, scope, tag });
  }

  close(): void {
    // Whether the names match is not looked at: what is not what it should be is not found later.
    if (this.#stack.length < 2) throw malformed();
    this.#stack.pop();
  }

  text(raw: string): void {
    this.characters(raw.replaceAll(/&(#x[\da-f]{1,6}|#\d{1,7}|[a-z]+);/giu, decode));
  }

  characters(text: string): void {
    this.#last().element.text += text;
  }

  end(): XmlElement {
    const root = this.#top.children[0];
    if (this.#stack.length !== 1 || !root) throw malformed();
    return this.#top;
  }

  #last() {
    const last = this.#stack.at(-1);
    if (!last) throw malformed();
    return last;
  }
}

function scopeOf(outer: Scope, attributes: string): Scope {
  if (!attributes.includes('xmlns')) return outer;
  const scope = new Map(outer);
  for (const [, name = '', one, other] of attributes.matchAll(attribute)) {
    if (name === 'xmlns') scope.set('', one ?? other ?? '');
    else if (name.startsWith('xmlns:')) scope.set(name.slice(6), one ?? other ?? '');
  }
  return scope;
}

function nameIn(scope: Scope, tag: string): string {
  const colon = tag.indexOf(':');
  const prefix = colon < 0 ? '' : tag.slice(0, colon);
  return `${scope.get(prefix) ?? ''} ${tag.slice(colon + 1)}`;
}

function decode(whole: string, name: string): string {
  if (!name.startsWith('#')) return entities[name] ?? whole;
  const code = /^#x/iu.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

function malformed(): ProtocolError {
  return new ProtocolError('CALENDAR_ANSWER', 'It answered with something that is no WebDAV.', {
    remedy: 'Check the address; it has to be that of CalDAV.',
  });
}
