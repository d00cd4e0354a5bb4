/** Electron's side of a utility process, as far as this child uses it. */
type ParentPort = {
  on(name: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
};

const { parentPort } = process as unknown as { readonly parentPort: ParentPort };

// Answers with what it was asked and what it was given; outlives SIGTERM, as a hanging vendor library does.
process.on('SIGTERM', () => {});
parentPort.on('message', ({ data }) => {
  parentPort.postMessage({ data, env: process.env, hasSend: process.send !== undefined });
});
parentPort.postMessage('up');
