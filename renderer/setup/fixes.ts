import { settingKeys, type SettingKey } from '../../shared/settings.ts';
import { secretWords, settingTitles } from './setting-strings.ts';

/** What the window can do about something that a status or a finding asks for. */
export type Fix =
  | { readonly type: 'secret'; readonly name: string }
  | { readonly type: 'setting'; readonly key: SettingKey }
  | { readonly type: 'number'; readonly number: string }
  | { readonly type: 'mcp'; readonly name: string };

const fixWords = {
  here: 'Set it here',
  secret: (title: string) => `Set it here: ${title}`,
  setting: (title: string) => `Open the setting: ${title}`,
  number: (number: string) => `Answer ${number} with Adjutant`,
  mcp: (name: string) => `Allow ${name} to start`,
};

/** The command behind a fix is for people without this window; here it is a button. */
export function fixesOf(text: string): readonly Fix[] {
  const fixes: Fix[] = [];
  for (const [, name = ''] of text.matchAll(/secret set ([a-z][\w.-]*[\w])/gu)) {
    fixes.push({ type: 'secret', name });
  }
  for (const [, number = ''] of text.matchAll(/number answer (\+\d{6,15})/gu)) {
    fixes.push({ type: 'number', number });
  }
  for (const [, name = ''] of text.matchAll(/mcp approve ([A-Za-z0-9_-]+)/gu)) {
    fixes.push({ type: 'mcp', name });
  }
  for (const key of settingKeys) {
    // Not the beginning of a longer key, nor the end of another word.
    if (new RegExp(`(?<![\\w.])${key.replaceAll('.', '\\.')}(?![\\w]|\\.\\w)`, 'u').test(text)) {
      fixes.push({ type: 'setting', key });
    }
  }
  const seen = new Set<string>();
  return fixes.filter((fix) => {
    const label = labelOf(fix);
    return !seen.has(label) && seen.add(label);
  });
}

/** What its button shows; what it is for is in `labelOf`, which holds these words. */
export function shortLabelOf(fix: Fix): string {
  if (fix.type === 'secret') return fixWords.here;
  return fix.type === 'setting' ? settingTitles[fix.key] : labelOf(fix);
}

/** What its button says, whole. */
export function labelOf(fix: Fix): string {
  switch (fix.type) {
    case 'secret':
      return fixWords.secret(secretWords(fix.name).title);
    case 'setting':
      return fixWords.setting(settingTitles[fix.key]);
    case 'number':
      return fixWords.number(fix.number);
    case 'mcp':
      return fixWords.mcp(fix.name);
  }
}
