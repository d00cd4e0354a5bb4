/** Facts and notes with their history, contacts, and summaries of the thread. */
export const memory = '';
