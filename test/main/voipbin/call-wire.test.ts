import { describe, expect, test } from 'vitest';
import {
  addressBody,
  parseCall,
  parseCallNews,
  parseGroup,
  parsePlaced,
  placeBody,
} from '../../../main/voipbin/call-wire.ts';
import { damaged, fixture, rubbish } from './fixtures.ts';

const id = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const zero = '00000000-0000-0000-0000-000000000000';
const protocolError = expect.objectContaining({ kind: 'protocol' });

describe('a call', () => {
  test('of the current build is read', () => {
    expect(parseCall(fixture('call'))).toEqual({
      id,
      direction: 'outgoing',
      status: 'progressing',
      from: { type: 'tel', target: '+15551234567', name: '' },
      to: { type: 'tel', target: '+15559876543', name: 'Desk' },
      hangup: null,
      createdAt: Date.UTC(2026, 0, 15, 9, 29, 50, 123) + 0.456,
      answeredAt: Date.UTC(2026, 0, 15, 9, 30, 0, 500),
      endedAt: null,
    });
  });

  test('of an older build is read', () => {
    expect(parseCall(fixture('call-older-build'))).toMatchObject({
      direction: 'incoming',
      status: 'ended',
      hangup: { by: 'remote', reason: 'normal' },
      endedAt: Date.UTC(2026, 0, 15, 9, 31),
    });
  });

  test.each([
    ['dialing', 'dialing'],
    ['ringing', 'ringing'],
    ['terminating', 'ending'],
    ['canceling', 'ending'],
    ['hangup', 'ended'],
    ['constructor', 'progressing'],
    ['something-new', 'progressing'],
  ])('with the status %s is %s', (told, status) => {
    expect(parseCall({ ...fixture('call'), status: told }).status).toBe(status);
  });

  test('with a new status is read off its times', () => {
    const status = 'something-new';
    const times = { tm_progressing: null, tm_ringing: null };
    expect(parseCall({ ...fixture('call'), status, ...times }).status).toBe('dialing');
    const ringing = { ...fixture('call'), status, tm_progressing: undefined };
    expect(parseCall(ringing).status).toBe('ringing');
    expect(parseCall({ ...fixture('call-older-build'), status }).status).toBe('ended');
  });

  test('without parties, direction and times is a call all the same', () => {
    expect(parseCall({ id, status: 'ringing', source: 7, destination: null })).toEqual({
      id,
      direction: 'outgoing',
      status: 'ringing',
      from: { type: 'other', target: '', name: '' },
      to: { type: 'other', target: '', name: '' },
      hangup: null,
      createdAt: null,
      answeredAt: null,
      endedAt: null,
    });
  });

  test('from an extension shows the extension, not its id', () => {
    const source = { type: 'extension', target: 'a-uuid', target_name: '100', name: 'Ann' };
    const { from } = parseCall({ ...fixture('call'), source });
    expect(from).toEqual({ type: 'extension', target: '100', name: 'Ann' });
  });

  test.each([...rubbish, ...damaged('call', 'id'), ...damaged('call', 'status')])(
    'that is damaged is a ProtocolError: %#',
    (body) => {
      expect(() => parseCall(body)).toThrow(protocolError);
    },
  );

  test('with an all-zero id is a ProtocolError', () => {
    expect(() => parseCall({ ...fixture('call'), id: zero })).toThrow(protocolError);
  });

  test('has another key with each status and each update', () => {
    const keys = [
      fixture('call'),
      { ...fixture('call'), status: 'hangup' },
      { ...fixture('call'), tm_update: '2026-01-15T09:30:09Z' },
      fixture('call'),
    ].map((body) => parseCallNews(body).key);
    expect(new Set(keys).size).toBe(3);
    expect(keys[0]).toBe(keys[3]);
  });
});

describe('the answer to dialling', () => {
  test('names the call as the server and as the guide do', () => {
    const call = { type: 'call', callId: id };
    expect(parsePlaced(fixture('placed-call'))).toEqual(call);
    expect(parsePlaced(fixture('placed-guide'))).toEqual(call);
  });

  test('may name a group alone', () => {
    const body = { calls: null, groupcalls: [{ id: 'group', call_ids: [zero] }] };
    expect(parsePlaced(body)).toEqual({ type: 'group', groupId: 'group' });
  });

  test.each([
    ...rubbish,
    { calls: [], groupcalls: [] },
    { calls: [{ id: zero }], groupcalls: [{ id: zero, call_ids: [] }] },
    { calls: 'none' },
  ])('that names nothing is a ProtocolError: %#', (body) => {
    expect(() => parsePlaced(body)).toThrow(protocolError);
  });
});

describe('a group call', () => {
  test('puts the answered call first and counts none twice', () => {
    const group = { ...fixture('groupcall'), call_ids: ['one', 'two'], answer_call_id: 'two' };
    expect(parseGroup(group).callIds).toEqual(['two', 'one']);
    expect(parseGroup(fixture('groupcall')).callIds).toEqual([id]);
  });

  test.each([...rubbish, ...damaged('groupcall', 'id')])('that is damaged: %#', (body) => {
    expect(() => parseGroup(body)).toThrow(protocolError);
  });
});

test('dialling keeps the call up by an action and sends no flow id', () => {
  expect(placeBody({ type: 'tel', target: '+15559876543', name: '' }, '+15551234567')).toEqual({
    source: { type: 'tel', target: '+15551234567' },
    destinations: [{ type: 'tel', target: '+15559876543' }],
    actions: [{ type: 'sleep', option: { duration: 3_600_000 } }],
    anonymous: 'auto',
  });
  expect(placeBody({ type: 'tel', target: '+1', name: '' }, null)).not.toHaveProperty('source');
});

test('an extension goes by its name and a SIP address without its scheme', () => {
  expect(addressBody({ type: 'extension', target: '100' })).toEqual({
    type: 'extension',
    target: '100',
    target_name: '100',
  });
  expect(addressBody({ type: 'sip', target: 'sip:ann@example.com' })).toEqual({
    type: 'sip',
    target: 'ann@example.com',
  });
});
