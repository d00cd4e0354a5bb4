import type { Call } from './journal.ts';

type Form = {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly audio: { readonly fileName: string; readonly bytes: Buffer };
};

/** Carbon Voice: formats that it takes. */
const formats = /\.(?:mp3|wav|m4a|ogg)$/i;

/** The two parts of an audio message, or why they are refused. Read by the parser of the platform. */
export async function readForm({ raw, contentType }: Call): Promise<Form | string> {
  if (!contentType?.startsWith('multipart/form-data')) return 'multipart/form-data is needed';
  const headers = { 'content-type': contentType };
  const form = await new Response(new Uint8Array(raw), { headers }).formData().catch(() => null);
  if (!form) return 'the form cannot be read';
  const payload = form.get('payload');
  // A part with a file name would be taken for an upload.
  if (typeof payload !== 'string') return 'Unexpected field payload';
  if (!/name="payload"\r\ncontent-type: application\/json/i.test(raw.toString('latin1'))) {
    return 'payload is JSON';
  }
  const audio = form.get('audio_file');
  if (!(audio instanceof File) || audio.size === 0) return 'audio_file is needed';
  if (!formats.test(audio.name)) return 'the format is unknown';
  const bytes = Buffer.from(await audio.arrayBuffer());
  return {
    payload: JSON.parse(payload) as Readonly<Record<string, unknown>>,
    audio: { fileName: audio.name, bytes },
  };
}
