import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { until } from '../../app/until.ts';
import { DesktopProcess, desktopScript } from '../../app/desktop-process.ts';

/** An empty folder that goes with the test. */
export function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'adjutant-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** The built desktop on the double, without a keychain; it ends with the test. */
export function launchDesktop(
  home: string,
  more: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): DesktopProcess {
  const args = ['--home', home, ...more];
  const desktop = new DesktopProcess(desktopScript, args, { ADJUTANT_KEYCHAIN: 'off', ...env });
  onTestFinished(async () => {
    desktop.kill('SIGKILL');
    await desktop.exited;
  });
  return desktop;
}

/** What a page asks of main, and its value; rejects with the answer when it is refused. */
export async function ask(
  desktop: DesktopProcess,
  name: string,
  payload: object,
): Promise<unknown> {
  const answer = (await desktop.do('request', name, payload)) as {
    readonly ok: boolean;
    readonly value: unknown;
  };
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer)}`);
  return answer.value;
}

type CallState = { readonly callId: string; readonly state: string };
type State = { readonly snapshot: { readonly calls: readonly CallState[] } };

/**
 * Somebody calls the number of a rehearsal and is answered; resolves with the id of the call. One before the number is
 * answered here is a missed one, and one of which a machine that stands still hears late is let go to the mailbox: then
 * they call again.
 */
export async function practiceCall(desktop: DesktopProcess): Promise<string> {
  await answeredBy(desktop, 'adjutant');
  return until('somebody who calls is answered', async () => {
    const call = (await ask(desktop, 'rehearsal:call', { text: 'Hello.' })) as CallState;
    const state = await until('the call is answered, or over', async () => {
      const { snapshot } = (await ask(desktop, 'state:get', {})) as State;
      const found = snapshot.calls.find(({ callId }) => callId === call.callId);
      return found?.state === 'waiting' ? null : found?.state;
    });
    return state === 'live' && call.callId;
  });
}

/** Waits until who calls the number of a rehearsal gets `adjutant` or the `mailbox`. */
export async function answeredBy(
  desktop: DesktopProcess,
  who: 'adjutant' | 'mailbox',
): Promise<void> {
  await until(`who calls gets ${who}`, async () => {
    // Refused until the phone is connected.
    const numbers = JSON.stringify(await desktop.do('request', 'numbers:list', {}));
    return numbers.includes(`"answeredBy":"${who}"`);
  });
}

/** Waits, in the page, until the expression is true there; rejects with what the page shows instead. */
export function untilInPage(desktop: DesktopProcess, expression: string): Promise<unknown> {
  return desktop.do(
    'in-page',
    `new Promise((done, fail) => {
      setTimeout(() => fail(new Error(document.body.innerText)), 30000);
      const look = () => (${expression}) ? done(true) : setTimeout(look, 50);
      look();
    })`,
  );
}
