/** Something that waits for the yes of the caller, who is the owner. */
export type CallApproval = {
  readonly id: string;
  /** What it is, exactly, in pieces that can be said. */
  readonly pieces: readonly string[];
  /** How often it was read out. */
  readonly reads: number;
};

/** What is being read out, or was just now. */
export type ReadOut = CallApproval & {
  /** The speech that has to be heard before an answer counts. */
  readonly owed: readonly number[];
  /** All of its speech. */
  readonly items: readonly number[];
  /** Whether a part of what is owed was cut off. */
  readonly cut: boolean;
};

export type Approvals = {
  /** To be read out, in order: one after the other. */
  readonly waiting: readonly CallApproval[];
  readonly asked: ReadOut | null;
  /** What is being written down; `since` is epoch ms. */
  readonly deciding: { readonly id: string; readonly since: number } | null;
};

export const noApprovals: Approvals = { waiting: [], asked: null, deciding: null };

/** The same after a piece of our speech was cut off: what was being read out may not have been heard whole. */
export function cutOf(approvals: Approvals, itemId: number): Approvals {
  const { asked } = approvals;
  if (!asked?.owed.includes(itemId)) return approvals;
  return { ...approvals, asked: { ...asked, cut: true } };
}
