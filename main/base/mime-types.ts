const types: Readonly<Record<string, string>> = {
  ...{ aac: 'audio/aac', csv: 'text/csv', doc: 'application/msword', epub: 'application/epub+zip' },
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ...{ flac: 'audio/flac', gif: 'image/gif', gz: 'application/gzip', heic: 'image/heic' },
  ...{ htm: 'text/html', html: 'text/html', ics: 'text/calendar', jpeg: 'image/jpeg' },
  ...{ jpg: 'image/jpeg', json: 'application/json', m4a: 'audio/mp4', md: 'text/markdown' },
  ...{ mov: 'video/quicktime', mp3: 'audio/mpeg', mp4: 'video/mp4', ogg: 'audio/ogg' },
  odp: 'application/vnd.oasis.opendocument.presentation',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odt: 'application/vnd.oasis.opendocument.text',
  ...{ pdf: 'application/pdf', png: 'image/png', ppt: 'application/vnd.ms-powerpoint' },
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ...{ rtf: 'application/rtf', svg: 'image/svg+xml', tar: 'application/x-tar', txt: 'text/plain' },
  ...{ vcf: 'text/vcard', wav: 'audio/wav', webm: 'video/webm', webp: 'image/webp' },
  ...{ xls: 'application/vnd.ms-excel', xml: 'application/xml', zip: 'application/zip' },
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** By the ending of a name; bytes of no known kind otherwise. */
export function mimeTypeOf(name: string): string {
  const ending = /\.([^.]+)$/u.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(types, ending) ? (types[ending] ?? unknown) : unknown;
}

const unknown = 'application/octet-stream';
