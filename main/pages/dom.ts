/** What is used of a parsed page. This side knows no browser, so its types are our own. */
export interface DomNode {
  /** 1: element, 3: text, 8: comment. */
  readonly nodeType: number;
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: Iterable<DomNode>;
  readonly parentNode: DomNode | null;
  removeChild(child: DomNode): unknown;
}

export interface DomElement extends DomNode {
  getAttribute(name: string): string | null;
  remove(): void;
}

export interface DomDocument extends DomNode {
  readonly documentElement: DomElement | null;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
}
