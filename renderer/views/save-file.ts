/** How long the browser may take to read what it saves, in milliseconds. */
const readMs = 30_000;

/** Gives the text to whoever sits here as a file; where it goes is the browser's to say. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), readMs);
}
