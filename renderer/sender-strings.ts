/** What the window says about senders who may not write. */
export const senderStrings = {
  allow: 'Allow this sender',
  question: (senderId: string) =>
    `Let ${senderId} write to the agent? What they wrote in the last hour can be answered now.`,
  allowAndAnswer: 'Allow and answer',
  allowOnly: 'Allow only',
  cancel: 'Cancel',
  failed: (reason: string) => `Not allowed: ${reason}`,
};
