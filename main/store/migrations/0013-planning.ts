/** Tasks, reminders and what is done on a schedule. */
export const planning = '';
