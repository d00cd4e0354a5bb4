import { enterSession, takeCode } from './enter-session.ts';
import { showEntrance } from './entrance.ts';
import './styles/base.css';
import './enter.css';

const place = document.getElementById('enter');
if (!place) throw new Error('the page has no place for its words');
const code = takeCode(window);

async function enter(target: HTMLElement): Promise<void> {
  showEntrance(target, { type: 'entering' });
  const result =
    code === null ? 'missing' : await enterSession(code, new URL('/session', location.href));
  if (result === 'entered') location.replace('/');
  // An unanswered code has not been used, as far as anyone knows, so it is worth another try.
  else showEntrance(target, { type: result, onRetry: () => void enter(target) });
}

void enter(place);
