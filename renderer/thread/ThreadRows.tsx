import { memo, type ReactNode } from 'react';
import type { LedgerActions } from '../state/ledger-actions.ts';
import type { Revealed } from '../state/window-state.ts';
import type { Allowing } from './AllowSender.tsx';
import type { MessageProps } from './Message.tsx';
import { DayMark } from './DayMark.tsx';
import { Message } from './Message.tsx';
import { NewMark } from './NewMark.tsx';
import { keyOf, type ThreadRow } from './thread-rows.ts';
import { useLit } from './use-lit.ts';
import type { VirtualRows } from './use-virtual-rows.ts';

/** How the rows are drawn, and what lies around them. */
export type RowsLook = {
  readonly agentName: string;
  readonly paused: boolean;
  readonly hasOlder: boolean;
  /** Something lies between what is loaded and the end. */
  readonly hasHole: boolean;
  /** The message that the owner asked to see. */
  readonly revealed: Revealed | null;
  readonly onShow: (messageId: string) => void;
  readonly actions: LedgerActions;
  readonly allowing: Allowing;
};

type ThreadRowsProps = RowsLook & {
  readonly rows: readonly ThreadRow[];
  readonly virtual: VirtualRows;
};

/** The rows that are in view, each at its place. */
export function ThreadRows(props: ThreadRowsProps): ReactNode {
  const { rows, virtual, revealed, hasOlder, hasHole } = props;
  const { virtualizer } = virtual;
  const { agentName, paused, onShow, actions, allowing } = props;
  const lit = useLit(revealed);
  // With more on either side that is not loaded, nobody knows how many there are.
  const size = hasOlder || hasHole ? -1 : rows.length;
  return (
    <ol
      ref={virtual.list}
      className="rows"
      hidden={rows.length === 0}
      style={{ height: virtualizer.getTotalSize() }}
    >
      {virtualizer.getVirtualItems().map(({ index, key, start }) => {
        const row = rows[index];
        if (!row) return null;
        return (
          <li
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            className="row"
            style={{ top: start }}
            aria-setsize={size}
            aria-posinset={index + 1}
            {...(row.type === 'message' && {
              'data-message-id': keyOf(row),
              'data-lit': row.message.id === lit,
              // It takes the focus when it is brought into view.
              tabIndex: -1,
            })}
          >
            <RowBody
              row={row}
              agentName={agentName}
              paused={paused}
              onShow={onShow}
              actions={actions}
              allowing={allowing}
            />
          </li>
        );
      })}
    </ol>
  );
}

type RowBodyProps = Omit<MessageProps, 'message' | 'continued'> & { readonly row: ThreadRow };

/** Not drawn anew when it merely moves. */
const RowBody = memo(function RowBody({ row, ...rest }: RowBodyProps): ReactNode {
  if (row.type === 'day') return <DayMark at={row.at} />;
  if (row.type === 'new') return <NewMark count={row.count} />;
  return <Message {...rest} message={row.message} continued={row.continued} />;
}, isSameRow);

function isSameRow(a: RowBodyProps, b: RowBodyProps): boolean {
  return (
    isSameContent(a.row, b.row) &&
    a.agentName === b.agentName &&
    a.paused === b.paused &&
    a.onShow === b.onShow &&
    a.actions === b.actions &&
    a.allowing === b.allowing
  );
}

function isSameContent(a: ThreadRow, b: ThreadRow): boolean {
  if (a.type === 'message' && b.type === 'message') {
    return a.message === b.message && a.continued === b.continued;
  }
  if (a.type === 'new' && b.type === 'new') return a.count === b.count;
  return keyOf(a) === keyOf(b);
}
