import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCommandLine, UsageError } from '../../../main/control/command-line.ts';

const request = (...argv: readonly string[]) => parseCommandLine(argv)?.request;

describe('a command line', () => {
  test('joins the words of a text', () => {
    expect(request('say', 'Call', 'me', 'back')).toEqual({
      command: 'say',
      args: { text: 'Call me back' },
    });
    expect(request('say', '--', '--home', 'is a word')).toMatchObject({
      args: { text: '--home is a word' },
    });
  });

  test('reads home, form and instants', () => {
    const line = parseCommandLine(['export', '--home', '/h', '--json', '--format', 'markdown']);
    expect(line).toMatchObject({ home: '/h', json: true, format: 'markdown' });
    expect(request('export', '--since', '2026-11-20T10:00:00Z')).toMatchObject({
      args: { since: Date.UTC(2026, 10, 20, 10) },
    });
    expect(request('turns')).toEqual({ command: 'turns', args: { last: 20 } });
    expect(request('calls', '--last', '3')).toEqual({ command: 'calls', args: { last: 3 } });
  });

  test('joins the words that are looked for', () => {
    expect(request('search', 'table', 'for two', '--last', '3')).toEqual({
      command: 'search',
      args: { text: 'table for two', last: 3 },
    });
    expect(() => request('search')).toThrow(UsageError);
  });

  test('reads what the owner wants of the ledger', () => {
    expect(request('ledger')).toEqual({ command: 'ledger', args: {} });
    expect(request('retry', 'm1')).toEqual({ command: 'retry', args: { id: 'm1', text: null } });
    expect(request('retry', 'm1', '--text', ' So. ')).toMatchObject({ args: { text: 'So.' } });
    expect(request('drop', 'm1')).toEqual({ command: 'drop', args: { id: 'm1' } });
    expect(request('message', 'ada@example.com', 'Hello', 'there')).toEqual({
      command: 'message',
      args: { to: 'ada@example.com', text: 'Hello there', links: [], files: [], audio: [] },
    });
    for (const wrong of [['retry'], ['drop', 'a', 'b'], ['message', 'x'], ['ledger', 'x']]) {
      expect(() => request(...wrong)).toThrow(UsageError);
    }
  });

  test('reads the answer to what waits for the owner', () => {
    expect(request('approvals')).toEqual({ command: 'approvals', args: {} });
    expect(request('approve', 'a1')).toEqual({ command: 'approve', args: { id: 'a1' } });
    expect(request('deny', 'a1')).toEqual({ command: 'deny', args: { id: 'a1' } });
    expect(request('audit', '--last', '3')).toEqual({ command: 'audit', args: { last: 3 } });
    for (const wrong of [['approve'], ['deny', 'a', 'b'], ['approvals', 'x'], ['audit', '3']]) {
      expect(() => request(...wrong)).toThrow(UsageError);
    }
  });

  test('reads a number as people write it', () => {
    expect(request('number')).toEqual({ command: 'number-list', args: {} });
    expect(request('number', 'answer', '+1 (202)', '555-0199')).toEqual({
      command: 'number-answer',
      args: { number: '+12025550199' },
    });
    expect(request('number', 'undo', '+12025550199')).toMatchObject({ command: 'number-undo' });
    expect(() => request('number', 'undo')).toThrow(UsageError);
    expect(() => request('number', 'sell', '+12025550199')).toThrow(UsageError);
  });

  test('reads who may write', () => {
    expect(request('senders')).toEqual({ command: 'senders', args: {} });
    expect(request('allow', 'user-1', '--answer')).toEqual({
      command: 'allow',
      args: { senderId: 'user-1', answer: true },
    });
    expect(request('allow', 'user-1')).toMatchObject({ args: { answer: false } });
    expect(request('disallow', 'user-1')).toEqual({
      command: 'disallow',
      args: { senderId: 'user-1' },
    });
    for (const words of [['allow'], ['disallow', 'a', 'b'], ['senders', 'x']]) {
      expect(() => request(...words)).toThrow(UsageError);
    }
  });

  test('reads which webhook gets a new path', () => {
    expect(request('mcp')).toEqual({ command: 'mcp', args: {} });
    expect(request('mcp', 'approve', 'x')).toEqual({ command: 'mcp-approve', args: { name: 'x' } });
    expect(request('mcp', 'revoke', 'x')).toEqual({ command: 'mcp-revoke', args: { name: 'x' } });
    expect(() => request('mcp', 'approve')).toThrow(UsageError);
    expect(() => request('mcp', 'approve', 'x', 'y')).toThrow(UsageError);
    expect(request('webhooks')).toEqual({ command: 'webhooks', args: {} });
    expect(request('webhooks', 'rotate')).toEqual({
      command: 'webhooks-rotate',
      args: { service: null },
    });
    expect(request('webhooks', 'rotate', 'voipbin')).toMatchObject({
      args: { service: 'voipbin' },
    });
    expect(() => request('webhooks', 'rotate', 'other')).toThrow(UsageError);
    expect(() => request('webhooks', 'show')).toThrow(UsageError);
    expect(() => request('webhooks', 'rotate', 'voipbin', 'carbonvoice')).toThrow(UsageError);
  });

  test('reads to whom a call is handed over, which call, and what is said before', () => {
    expect(request('hand-over', 'extension:100')).toEqual({
      command: 'hand-over',
      args: { target: 'extension:100', callId: null, sentence: null },
    });
    const more = ['--call', 'k1', '--sentence', 'I will get Ada.'];
    expect(request('hand-over', 'sip:ada@example.com', ...more)).toMatchObject({
      args: { callId: 'k1', sentence: 'I will get Ada.' },
    });
    expect(() => request('hand-over')).toThrow(UsageError);
    expect(() => request('hand-over', 'one', 'two')).toThrow(UsageError);
  });

  test('reads who sends a practice message where, and what goes with it', () => {
    const plain = { files: [], links: [], from: '', group: false, tag: false };
    expect(request('rehearse', 'message', 'Hello', 'there')).toEqual({
      command: 'rehearse-message',
      args: { ...plain, text: 'Hello there' },
    });
    const from = ['--from', 'Dana Reyes', '--group', '--tag'];
    const links = ['--link', 'https://example.com/a', '--link', 'http://example.com/b'];
    expect(request('rehearse', 'message', ...from, ...links, '--file', 'a.pdf')).toEqual({
      command: 'rehearse-message',
      args: {
        text: '',
        files: [resolve('a.pdf')],
        links: ['https://example.com/a', 'http://example.com/b'],
        ...{ from: 'Dana Reyes', group: true, tag: true },
      },
    });
    for (const wrong of [[], ['--link', 'file:///etc/hosts'], ['--link', 'a'], ['--file', '']]) {
      expect(() => request('rehearse', 'message', ...wrong)).toThrow(UsageError);
    }
  });

  test('never takes a secret from its words', () => {
    expect(request('secret', 'set', 'llm-key')).toMatchObject({ args: { value: '' } });
    expect(() => request('secret', 'set', 'llm-key', 'value')).toThrow(UsageError);
  });

  test('what is no command, or no text of a scene, is told as that', () => {
    expect(() => request('dance')).toThrow('There is no command "dance".');
    expect(() => request()).toThrow('Which command?');
    expect(() => request('rehearse', 'react')).toThrow('rehearse react takes a text.');
  });

  test.each([
    ['turns', '--last', '-1'],
    ['call', '+12025550101', '--goal', '--json'],
    ['status', '--bogus'],
  ])('tells what is wrong with %s %s in one line', (...argv) => {
    expect(() => parseCommandLine(argv)).toThrow(
      /^Option .*--(?:last|goal)|^Unknown option '--bogus'/u,
    );
    expect(() => parseCommandLine(argv)).not.toThrow('\n');
  });

  test('does not take an empty home for the usual one', () => {
    expect(() => parseCommandLine(['quit', '--home', ''])).toThrow(UsageError);
    expect(() => parseCommandLine(['quit', '--home', ' '])).toThrow(UsageError);
  });

  test('is null for a request for help', () => {
    for (const argv of [['--help'], ['-h'], ['help'], ['say', '--help']]) {
      expect(parseCommandLine(argv)).toBeNull();
    }
  });
});
