/** From Sunday on. */
export const weekdays = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
];
export const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];

/** “every weekday at 09:00”; a pattern that has no such words is told as it is. */
export function sayRepeat(pattern: string): string {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = pattern.split(' ');
  const when = sayClock(minute, hour);
  const days = sayDays(day, month, weekday);
  if (when === null || days === null) return `by the schedule “${pattern}”`;
  return when.startsWith('every')
    ? days === 'every day'
      ? when
      : `${when}, ${days}`
    : `${days} ${when}`;
}

function sayClock(minute: string, hour: string): string | null {
  const step = /^\*\/(\d+)$/u;
  const isMinute = /^\d+$/u.test(minute);
  if (isMinute && /^\d+(?:,\d+)*$/u.test(hour)) {
    const times = hour
      .split(',')
      .map((one) => `${one.padStart(2, '0')}:${minute.padStart(2, '0')}`);
    return `at ${join(times)}`;
  }
  const minutes = step.exec(minute)?.[1];
  if (minutes !== undefined && hour === '*') return `every ${minutes} minutes`;
  if (!isMinute) return null;
  const past = `at ${Number(minute)} minutes past`;
  const hours = step.exec(hour)?.[1];
  if (hours !== undefined) return `every ${hours} hours${minute === '0' ? '' : `, ${past}`}`;
  if (hour !== '*') return null;
  return `every hour${minute === '0' ? '' : `, ${past}`}`;
}

function sayDays(day: string, month: string, weekday: string): string | null {
  if (day === '*' && month === '*') return sayWeekdays(weekday);
  if (weekday !== '*' || !/^\d+$/u.test(day)) {
    return day === 'L' && month === '*' && weekday === '*'
      ? 'on the last day of every month'
      : null;
  }
  return month === '*' ? sayDayOfMonth(Number(day)) : sayDate(Number(day), month);
}

/** Nobody is to wait for a 31 April. */
function sayDayOfMonth(day: number): string {
  return `on day ${day} of every month${day > 28 ? ' that has one' : ''}`;
}

function sayDate(day: number, month: string): string | null {
  const name = /^\d+$/u.test(month) ? months[Number(month) - 1] : undefined;
  if (name === undefined) return null;
  const isLeapDay = day === 29 && Number(month) === 2;
  return `every ${isLeapDay ? 'leap ' : ''}year on ${day} ${name}`;
}

function sayWeekdays(weekday: string): string | null {
  if (weekday === '*') return 'every day';
  if (weekday === '1-5') return 'every weekday (Monday to Friday)';
  if (weekday === '0,6' || weekday === '6,0') return 'every Saturday and Sunday';
  if (!/^[0-7](?:,[0-7])*$/u.test(weekday)) return null;
  return `every ${join(weekday.split(',').map((one) => weekdays[Number(one) % 7] ?? ''))}`;
}

/** “a, b and c”. */
export function join(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
