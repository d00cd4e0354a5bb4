import { useCallback, useState, type ReactNode } from 'react';
import { taskId, type Task } from '../../shared/planning.ts';
import { useAppState } from '../state/app-context.ts';
import { useAsking } from '../state/use-asking.ts';
import { dayName } from '../thread/times.ts';
import { viewStrings } from '../view-strings.ts';
import { FetchState, NotDone } from './FetchState.tsx';
import { Reminders } from './Reminders.tsx';
import { SourceButton } from './SourceButton.tsx';
import { useFetched } from './use-fetched.ts';
import { safeWords } from '../safe-text.ts';
import { useNow } from './use-now.ts';

const words = viewStrings.tasks;

/** What is open, what others owe, and what the owner will be told. */
export function TasksView(): ReactNode {
  const app = useAppState();
  const [all, setAll] = useState(false);
  /** Those that were done here just now stay in sight, with a way back. */
  const [touched, setTouched] = useState<readonly Task[]>([]);
  const ask = useCallback(async () => {
    const [{ tasks }, { reminders }] = await Promise.all([
      app.request('tasks:list', { all }),
      app.request('reminders:list', { all }),
    ]);
    return { tasks, reminders };
  }, [app, all]);
  const fetched = useFetched(ask);
  if (!fetched.value) return <FetchState {...fetched} />;
  const { reminders } = fetched.value;
  const tasks = merge(fetched.value.tasks, touched);
  const onChanged = (task: Task): void => {
    setTouched((before) => [...before.filter(({ number }) => number !== task.number), task]);
    fetched.reload();
  };
  const inSight = (task: Task): boolean =>
    task.state === 'open' || touched.some(({ number }) => number === task.number);
  const lists = [
    { title: words.open, tasks: tasks.filter((one) => inSight(one) && one.waitingFor === null) },
    { title: words.waiting, tasks: tasks.filter((one) => inSight(one) && one.waitingFor !== null) },
  ];
  return (
    <>
      <FetchState {...fetched} />
      {lists.every((list) => list.tasks.length === 0) && <p className="view-empty">{words.none}</p>}
      {lists.map((list) => (
        <TaskList key={list.title} {...list} onChanged={onChanged} />
      ))}
      <Reminders reminders={reminders} onChanged={fetched.reload} />
      {all && (
        <TaskList
          title={words.over}
          tasks={tasks.filter((task) => !inSight(task))}
          onChanged={onChanged}
        />
      )}
      <label className="view-group view-check">
        <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} />
        {words.showOver}
      </label>
    </>
  );
}

/** What was changed here stays in sight, although no list has it. */
function merge(listed: readonly Task[], touched: readonly Task[]): readonly Task[] {
  const fresh = touched.filter((one) => !listed.some(({ number }) => number === one.number));
  return [...listed, ...fresh];
}

type TaskListProps = {
  readonly title: string;
  readonly tasks: readonly Task[];
  readonly onChanged: (task: Task) => void;
};

function TaskList({ title, tasks, onChanged }: TaskListProps): ReactNode {
  if (tasks.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="view-group">{title}</h3>
      <ul className="view-rows">
        {tasks.map((task) => (
          <TaskRow key={task.number} task={task} onChanged={onChanged} />
        ))}
      </ul>
    </section>
  );
}

function TaskRow({
  task,
  onChanged,
}: {
  readonly task: Task;
  readonly onChanged: (task: Task) => void;
}): ReactNode {
  const app = useAppState();
  const { busy, problem, ask } = useAsking();
  const { number, title, state, messageId } = task;
  const isOpen = state === 'open';
  const change = (next: 'open' | 'done'): void =>
    void ask(async () => {
      const { task: changed } = await app.request('tasks:change', { number, state: next });
      onChanged(changed);
    });
  return (
    <li>
      <span className="view-row-title" dir="auto" data-over={!isOpen}>
        {safeWords(title)}
      </span>
      <span className="view-row-actions">
        {!isOpen && <span role="status">{state === 'done' ? words.isDone : words.isDropped}</span>}
        <button
          type="button"
          className="quiet-button"
          aria-disabled={busy}
          aria-label={isOpen ? words.doneOf(title) : words.reopen(title)}
          onClick={() => change(isOpen ? 'done' : 'open')}
        >
          {isOpen ? words.done : viewStrings.undo}
        </button>
      </span>
      <span className="view-row-facts">
        <TaskFacts task={task} /> <SourceButton messageId={messageId} />
      </span>
      <NotDone problem={problem} />
    </li>
  );
}

function TaskFacts({ task }: { readonly task: Task }): ReactNode {
  const now = useNow();
  const { due, dueAt, waitingFor, state, note } = task;
  const isLate = state === 'open' && dueAt !== null && dueAt < now;
  const facts = [
    taskId(task),
    waitingFor === null ? '' : words.from(waitingFor),
    due === null ? '' : words.due(sayDue(due, now)),
    note,
  ].filter((fact) => fact !== '');
  return (
    <>
      <bdi>{facts.join(' · ')}</bdi>
      {isLate && <strong className="view-notable"> · {words.overdue}</strong>}
    </>
  );
}

/** As it was said: a date, or a date with a time, without a zone of its own. */
function sayDue(due: string, now: number): string {
  const [day = '', time] = due.split('T');
  const at = new Date(`${day}T12:00:00`).getTime();
  return `${dayName(at, now)}${time === undefined ? '' : ` ${time}`}`;
}
