import { memo, useMemo, type ReactNode } from 'react';
import ReactMarkdown, { defaultUrlTransform, type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { citedMessage } from '../../shared/citations.ts';
import { safeWords, trueHost } from '../safe-text.ts';
import { strings } from '../strings.ts';
import { safeAddress } from './addresses.ts';
import { markdownBlocks } from './markdown-blocks.ts';
import { isPlainSentence } from './plain-sentence.ts';
import './Markdown.css';

/** A link that leaves the window safely: the address shows on hover, because the words may say another one. */
export function SafeLink({
  href,
  children,
}: {
  readonly href: string | undefined;
  readonly children: ReactNode;
}): ReactNode {
  const address = safeAddress(href);
  if (address === null) return <span>{children}</span>;
  const host = trueHost(address, typeof children === 'string' ? children : '');
  return (
    <a href={address} title={address} target="_blank" rel="noreferrer noopener">
      {children}
      {host !== null && <bdi className="true-host"> ({host})</bdi>}
    </a>
  );
}

/** Headings of a reply stand below the headings of the days, whatever the model chose. */
function Heading({ children }: { readonly children?: ReactNode }): ReactNode {
  return <h3>{children}</h3>;
}

/** Images are named, never loaded: loading one would tell its server who reads it and when. */
function NamedImage({ alt }: { readonly alt?: string | undefined }): ReactNode {
  return <em>{strings.thread.image(alt ? alt : strings.thread.nameless)}</em>;
}

const components: Components = {
  img: ({ alt }) => <NamedImage alt={alt} />,
  h1: Heading,
  h2: Heading,
  h3: Heading,
  h4: Heading,
  h5: Heading,
  h6: Heading,
  // What is wide scrolls, so the keyboard must reach it.
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
  table: ({ children }) => (
    <div className="wide" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
};

export type MarkdownProps = {
  readonly text: string;
  /** Brings a message that is cited into view. */
  readonly onShow: (messageId: string) => void;
};

/** A citation leads to the message that it names; every other link out of the window. */
function toLink(
  href: string | undefined,
  children: ReactNode,
  onShow: MarkdownProps['onShow'],
): ReactNode {
  const messageId = citedMessage(href);
  if (messageId === null) return <SafeLink href={href}>{children}</SafeLink>;
  return (
    <button
      type="button"
      className="text-button"
      title={strings.thread.showCited}
      onClick={() => onShow(messageId)}
    >
      {children}
    </button>
  );
}

/** The usual addresses, and those of messages of the thread. */
function keepAddress(address: string): string {
  return citedMessage(address) === null ? defaultUrlTransform(address) : address;
}

/** A reply as the model formatted it. Raw HTML in it stays text. */
export const Markdown = memo(function Markdown({ text, onShow }: MarkdownProps): ReactNode {
  return (
    <div className="markdown" dir="auto">
      {markdownBlocks(safeWords(text)).map((block, index) => (
        // Blocks are only added, and only the last one grows.
        <Block key={index} text={block} onShow={onShow} />
      ))}
    </div>
  );
});

const Block = memo(function Block({ text, onShow }: MarkdownProps): ReactNode {
  const withLinks = useMemo<Components>(
    () => ({ ...components, a: ({ href, children }) => toLink(href, children, onShow) }),
    [onShow],
  );
  const sentence = text.trimEnd();
  if (isPlainSentence(sentence)) return <p>{sentence}</p>;
  return (
    <ReactMarkdown components={withLinks} urlTransform={keepAddress} remarkPlugins={[remarkGfm]}>
      {text}
    </ReactMarkdown>
  );
});
