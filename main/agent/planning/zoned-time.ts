import { toInstant, toWall } from '../../base/wall-time.ts';

const dayMs = 86_400_000;

/** Midnight unless told otherwise. */
type ClockTime = { readonly hour?: number; readonly minute?: number };

/** `2026-11-20` of an instant (epoch ms). */
export function dayOf(at: number, timeZone: string): string {
  return shownAt(at, timeZone).slice(0, 10);
}

/** `15:00` of an instant. */
export function timeOf(at: number, timeZone: string): string {
  return shownAt(at, timeZone).slice(11, 16);
}

/** A date so many days later. */
export function addDays(day: string, days: number): string {
  return new Date(wallOf(day) + days * dayMs).toISOString().slice(0, 10);
}

/** The instant at which clocks in a zone show that time on that date; its beginning for none. */
export function atTime(day: string, timeZone: string, time: ClockTime = {}): number {
  return toInstant(wallOf(day, time), timeZone);
}

/** What a clock shows (wall time) at that time on that date. */
export function wallOf(day: string, { hour = 0, minute = 0 }: ClockTime = {}): number {
  return Date.parse(`${day}T00:00:00Z`) + (hour * 60 + minute) * 60_000;
}

/** 0 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(wallOf(day)).getUTCDay();
}

function shownAt(at: number, timeZone: string): string {
  return new Date(toWall(at, timeZone)).toISOString();
}
