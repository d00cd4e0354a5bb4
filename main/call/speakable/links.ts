/** Longer paths are not said; the host tells where the link leads. */
const maxPathChars = 24;

/** A web address as it is told on the phone: "example dot com slash help"; other languages keep the host as written. */
export function speakLink(url: string, english: boolean): string {
  const [host = '', ...rest] = url
    .replace(/^https?:\/\//iu, '')
    .replace(/^www\./iu, '')
    .split(/(?=[/?#:])/u);
  const path = rest
    .join('')
    .replace(/[/?#].{0,1000}[?#].*$/u, '')
    .replace(/\/$/u, '');
  if (!english) return host;
  const name = host.replaceAll('.', ' dot ').replaceAll('-', ' dash ');
  const isSayable = path.length <= maxPathChars && /^(?:\/[a-z][a-z-]*)*$/iu.test(path);
  return isSayable ? name + path.replaceAll('/', ' slash ').replaceAll('-', ' dash ') : name;
}

/** An e-mail address as it is told on the phone: "sam dot lee at example dot com". */
export function speakAddress(address: string, english: boolean): string {
  if (!english) return address;
  return address
    .replace('@', ' at ')
    .replaceAll('.', ' dot ')
    .replaceAll('_', ' underscore ')
    .replaceAll('+', ' plus ')
    .replaceAll('-', ' dash ');
}
