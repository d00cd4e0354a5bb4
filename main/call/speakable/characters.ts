/** Zero-width and bidirectional marks, soft hyphens, variation selectors, tags, private use: nothing a voice can say. */
const unseen = /[[\p{Default_Ignorable_Code_Point}\p{Co}\u{FFF9}-\u{FFFB}]--[\u{200C}\u{200D}]]/gv;
/** Joiners carry meaning within Indic and Persian words, and none between other letters. */
const looseJoiners = /(?<!\p{L}|\p{M})[\u{200C}\u{200D}]+|[\u{200C}\u{200D}]+(?!\p{L}|\p{M})/gu;
const control = /[\p{Cc}--[\n\t]]/gv;
const broken = /[\p{Cs}\u{FFFD}]/gu;
const pictures =
  /[#*0-9]\u{FE0F}?\u{20E3}|\p{Regional_Indicator}{2}|\p{Extended_Pictographic}(?:[\u{FE0F}\u{FE0E}\u{20E3}]|\p{Emoji_Modifier}|\u{200D}\p{Extended_Pictographic})*|\p{Emoji_Modifier}|\p{Regional_Indicator}/gu;

/** Takes out what a voice cannot say or would read out as a name: emoji, control and invisible characters. */
export function withoutUnspeakable(text: string): string {
  return (
    text
      .normalize('NFC')
      .replaceAll(/\r\n?|[\u{2028}\u{2029}\u{85}\v\f]/gu, '\n')
      .replaceAll(pictures, ' ')
      .replaceAll(unseen, '')
      .replaceAll(looseJoiners, '')
      .replaceAll(control, ' ')
      .replaceAll(broken, '')
      .replaceAll(/[\p{Zs}\t]/gu, ' ')
      // What follows looks at each blank anew; so deep no mark stands.
      .replaceAll(/ {5,}/gu, '    ')
  );
}

/** Closes the gaps that removed characters leave. */
export function tidy(text: string): string {
  return text
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/ (?=[,;.!?](?:\s|$))/gu, '')
    .replaceAll(/\(\s*\)|\[\s*\]/gu, '')
    .replaceAll(/,(?:\s*,)+/gu, ',')
    .replaceAll(/[,;:](?=[.!?])/gu, '')
    .replaceAll(/([.!?])\.(?=\s|$)(?<!\.\.)/gu, '$1')
    .replace(/^[\s,;.]+(?!\.)/u, '')
    .trim();
}
