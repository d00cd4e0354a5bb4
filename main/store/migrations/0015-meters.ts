/** What models and voices used, by day. */
export const meters = '';
