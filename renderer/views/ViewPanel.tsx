import {
  lazy,
  Suspense,
  useEffect,
  useId,
  useRef,
  type ComponentType,
  type ReactNode,
} from 'react';
import { Icon } from '../icons/Icon.tsx';
import { useAppState } from '../state/app-context.ts';
import { viewStrings } from '../view-strings.ts';
import { useViews, useViewState, type ViewName } from './view-state.ts';
import './ViewPanel.css';

type Body = () => ReactNode;

/** Loaded after the first paint, which does not pay for them. */
const loaders: Readonly<Record<ViewName, () => Promise<Body>>> = {
  search: async () => (await import('./SearchView.tsx')).SearchView,
  tasks: async () => (await import('./TasksView.tsx')).TasksView,
  memory: async () => (await import('./MemoryView.tsx')).MemoryView,
  contacts: async () => (await import('./ContactsView.tsx')).ContactsView,
  audit: async () => (await import('./AuditView.tsx')).AuditView,
  meters: async () => (await import('./MetersView.tsx')).MetersView,
  turns: async () => (await import('./TurnsView.tsx')).TurnsView,
  connections: async () => (await import('../setup/HopsView.tsx')).HopsView,
  settings: async () => (await import('../setup/SettingsView.tsx')).SettingsView,
  setup: async () => (await import('../setup/GuideView.tsx')).GuideView,
};
const bodies: Readonly<Record<ViewName, ComponentType>> = {
  search: lazyView('search'),
  tasks: lazyView('tasks'),
  memory: lazyView('memory'),
  contacts: lazyView('contacts'),
  audit: lazyView('audit'),
  meters: lazyView('meters'),
  turns: lazyView('turns'),
  connections: lazyView('connections'),
  settings: lazyView('settings'),
  setup: lazyView('setup'),
};

function lazyView(name: ViewName): ComponentType {
  return lazy(async () => ({ default: await loaders[name]() }));
}

/** So that a view is there at once when it is asked for, and the words that are typed into it are not lost. */
export function loadViews(): void {
  // Without them the first one that is opened loads its own, and says so while it does.
  for (const load of Object.values(loaders)) load().catch(() => {});
}

/** The open view: beside the thread where there is room, else over it. */
export function ViewPanel(): ReactNode {
  const app = useAppState();
  const views = useViews();
  const view = useViewState((state) => state.view);
  const wasOpen = useRef(false);
  useEffect(() => {
    // Only now can it be given: what a view covers takes none.
    if (view === null && wasOpen.current && !views.giveFocusBack()) app.focusComposer();
    wasOpen.current = view !== null;
  }, [app, view, views]);
  return view && <Panel key={view} view={view} />;
}

function Panel({ view }: { readonly view: ViewName }): ReactNode {
  const views = useViews();
  const titleId = useId();
  const panel = useRef<HTMLElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const Body = bodies[view];
  useEffect(() => {
    // A field of the view may have taken the focus already.
    if (panel.current?.contains(document.activeElement)) return;
    title.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section
      ref={panel}
      className="view"
      aria-labelledby={titleId}
      onKeyDown={(event) => {
        // A field that is being edited keeps its own Escape.
        if (event.key === 'Escape' && !event.defaultPrevented) views.close();
      }}
    >
      <header className="view-header">
        <h2 ref={title} id={titleId} tabIndex={-1}>
          {viewStrings.names[view]}
        </h2>
        <button type="button" className="quiet-button" onClick={() => views.close()}>
          <Icon name="close" />
          {viewStrings.close}
        </button>
      </header>
      <div className="view-body">
        <Suspense fallback={<p className="view-quiet">{viewStrings.loading}</p>}>
          <Body />
        </Suspense>
      </div>
    </section>
  );
}
