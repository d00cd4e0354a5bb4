import { z } from 'zod';
import { id, maybeText, unreadable } from './wire-parts.ts';

/** Asks about known people. */
export function peopleBody(ids: readonly string[]): unknown {
  return { user_guids: ids };
}

/** The names of people by their id: the bare array of `POST /contacts`. Throws ProtocolError. */
export function parseNames(body: unknown): ReadonlyMap<string, string> {
  const people = z.array(z.unknown()).safeParse(body).data;
  if (!people) throw unreadable('a list of people');
  const schema = z.object({ user_guid: id, first_name: maybeText, last_name: maybeText });
  return new Map(
    people.flatMap((one) => {
      const person = schema.safeParse(one).data;
      const name = [person?.first_name, person?.last_name].filter(Boolean).join(' ').trim();
      return person && name !== '' ? [[person.user_guid, name] as const] : [];
    }),
  );
}
