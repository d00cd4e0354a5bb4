import { AppError, AuthError } from '../../shared/errors.ts';

/** What a request gets whose process ended, for example because keytar crashed in it. */
export const keychainProcessEnded = 'the process that talks to the keychain ended';

/** True while the app runs, and of no command without it. */
export const keptForThisRun = 'Until then, secrets are kept for this run only.';

/** The keychain is there and does not open: it asks its owner, or does not answer in time. */
export function keychainLocked(cause?: unknown): AuthError {
  return new AuthError('KEYCHAIN_LOCKED', 'The keychain is locked or does not answer.', {
    remedy: `Unlock the keychain of your desktop (on Linux: the default keyring), then try again. ${keptForThisRun}`,
    retryable: true,
    cause,
  });
}

/** The error for people. The texts of keytar name services and paths, never a secret. */
export function keychainError(error: unknown, platform: NodeJS.Platform): AppError {
  if (error instanceof AppError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (
    /locked collection|is locked|dismissed|cancell?ed|interaction is not allowed|timeout was reached|NoReply/iu.test(
      text,
    )
  ) {
    return keychainLocked(error);
  }
  const [message, remedy] = missing(`${code} ${text}`, platform);
  return new AuthError('KEYCHAIN_MISSING', message, {
    remedy: `${remedy} ${keptForThisRun}`,
    cause: error,
  });
}

function missing(text: string, platform: NodeJS.Platform): readonly [string, string] {
  if (/MODULE_NOT_FOUND|DLOPEN_FAILED|Cannot find (?:module|package)|libsecret/u.test(text)) {
    const install =
      platform === 'linux'
        ? 'Install libsecret (Debian: apt install libsecret-1-0 libsecret-1-dev pkg-config g++), then run npm ci and start again.'
        : 'Install Adjutant again.';
    return ['The part that talks to the keychain (keytar) is not installed.', install];
  }
  if (text.includes(keychainProcessEnded)) {
    return ['The process that talks to the keychain ended by itself.', 'Start Adjutant again.'];
  }
  if (platform !== 'linux') {
    return ['The keychain cannot be used.', 'Look whether it opens in its own app.'];
  }
  const noService = /ServiceUnknown|not provided by any|not activatable/iu.test(text);
  if (
    !noService &&
    /D-?Bus|Could not connect|autolaunch|Connection refused|connection is closed/iu.test(text)
  ) {
    return [
      'There is no keychain: no desktop session (D-Bus) was found.',
      'Start inside a desktop session, or with dbus-run-session and an unlocked gnome-keyring; a headless start may take secrets from the environment.',
    ];
  }
  return [
    'There is no keychain: no service keeps secrets on this machine.',
    'Install and unlock gnome-keyring or KWallet with its Secret Service.',
  ];
}
