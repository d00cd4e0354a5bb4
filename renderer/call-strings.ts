/** What the dialler says about people. */
export const callStrings = {
  handOverTo: '+1…, a name, extension:100 or sip:…',
  contacts: 'People by this name',
  found: (count: number) =>
    count === 0
      ? 'Nobody by this name has a number. Type the number itself.'
      : count === 1
        ? 'One number; Enter takes it.'
        : `${count} numbers; choose one.`,
} as const;
