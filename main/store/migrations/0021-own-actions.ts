/** Whether the model knew words of others as it asked for an action; of those that are there already, nobody knows. */
export const ownActions = `
ALTER TABLE action ADD COLUMN knewOutside INTEGER NOT NULL DEFAULT 1;
`;
