import { describe, expect, test } from 'vitest';
import { speakable } from '../../../../main/call/speakable.ts';

function say(text: string): string {
  return speakable(text, 'en-US');
}

describe('times and dates', () => {
  test.each([
    ['Meet at 14:30 on 2026-11-21.', 'Meet at 2:30 PM on November 21st, 2026.'],
    ['At 9:00, 9:05, or 5:30pm. At 12:00.', "At 9 o'clock, 9:05, or 5:30 PM. At 12 o'clock."],
    ['From 00:15 to 23:00', 'From 12:15 AM to 11 PM'],
    ["Let's meet at 5 p.m. Then go.", "Let's meet at 5 PM. Then go."],
    ['at 5 p.m. or later', 'at 5 PM or later'],
    ['9:00–10:30', "9 o'clock to 10:30"],
    ['3:00 PM - 4:00 PM', '3 PM to 4 PM'],
    ['on 2026-11-21T14:30:00.000Z', 'on November 21st, 2026 at 2:30 PM'],
    ['11/21/2026', 'November 21st, 2026'],
    ['13/45/2026 and 2026-13-45', '13/45/2026 and 2026-13-45'],
    ['Fri, Nov 3, and 3rd of March', 'Friday, November 3rd, and March 3rd'],
    ['December 12, 2026', 'December 12th, 2026'],
    ['You may 5 times', 'You may 5 times'],
    ['a ratio of 16:9', 'a ratio of 16:9'],
  ])('%s', (text, spoken) => {
    expect(say(text)).toBe(spoken);
  });
});

describe('money', () => {
  test.each([
    ['$1,234.50 and $5 and $1', '1,234 dollars and 50 cents and 5 dollars and 1 dollar'],
    ['€20, £3.20, ¥500 and ₹99', '20 euros, 3 pounds and 20 pence, 500 yen and 99 rupees'],
    ['20 EUR, 20 €, CHF 15, US$20', '20 euros, 20 euros, 15 Swiss francs, 20 US dollars'],
    [
      '$1.5M, $2 million, $10k, £3bn',
      '1.5 million dollars, 2 million dollars, 10 thousand dollars, 3 billion pounds',
    ],
    ['-$5 or $5-10', 'minus 5 dollars or 5 to 10 dollars'],
    ['$0.99, $0.01 and $5.00.', '99 cents, 1 cent and 5 dollars.'],
  ])('%s', (text, spoken) => {
    expect(say(text)).toBe(spoken);
  });
});

describe('numbers', () => {
  test.each([
    ['+1 415 555 0134', 'plus 1, 4 1 5, 5 5 5, 0 1 3 4'],
    ['(415) 555-0134 or 415.555.0134', '4 1 5, 5 5 5, 0 1 3 4 or 4 1 5, 5 5 5, 0 1 3 4'],
    ['+14155550134', 'plus 1, 4 1 5, 5 5 5, 0 1 3 4'],
    ['+44 20 7946 0958.', 'plus 4 4, 2 0, 7 9 4 6, 0 9 5 8.'],
    ['4242 4242 4242 4242', '4 2 4 2, 4 2 4 2, 4 2 4 2, 4 2 4 2'],
    ['Your code is 482913.', 'Your code is 4 8 2 9 1 3.'],
    ['order 1234567', 'order 1 2 3, 4 5 6 7'],
    ['1,234,567 people', '1,234,567 people'],
    ['50%, 5-10% and 0.5 %', '50 percent, 5 to 10 percent and 0.5 percent'],
    [
      '20°C, 5 km, 1 km, 60 mph',
      '20 degrees Celsius, 5 kilometers, 1 kilometer, 60 miles per hour',
    ],
    ['3-4 days, 10–12 people', '3 to 4 days, 10 to 12 people'],
    ['-5 and ~10 and #3', 'minus 5 and about 10 and number 3'],
    ['½ cup and 1½ cups', 'one half cup and 1 and one half cups'],
    ['5 * 3 = 15', '5 times 3 equals 15'],
    ['the 1st, 2nd and 23rd', 'the 1st, 2nd and 23rd'],
    ['Version 3.5 in 2026', 'Version 3.5 in 2026'],
  ])('%s', (text, spoken) => {
    expect(say(text)).toBe(spoken);
  });
});

describe('abbreviations', () => {
  test.each([
    ['Dr. Smith and Mr. Jones', 'Doctor Smith and Mister Jones'],
    ['St. John St. near Main St., ok', 'Saint John Street near Main Street, ok'],
    ['e.g. apples, i.e. fruit', 'for example, apples, that is, fruit'],
    ['pens, paper, etc. Then more etc.', 'pens, paper, et cetera. Then more et cetera.'],
    ['approx. 5 vs. 6', 'approximately 5 versus 6'],
    ['No. 5, and no. I will not.', 'number 5, and no. I will not.'],
    ['salt & pepper and/or w/ oil, w/o salt', 'salt and pepper and or with oil, without salt'],
    ['yes — no – maybe - well', 'yes, no, maybe, well'],
    ['Rome → Paris', 'Rome to Paris'],
    ['the U.S. office', 'the U.S. office'],
  ])('%s', (text, spoken) => {
    expect(say(text)).toBe(spoken);
  });
});
