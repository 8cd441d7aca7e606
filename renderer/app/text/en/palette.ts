// English for the palette.
export const palette = {
  title: 'Search and commands',
  placeholder: 'A database, an action, or a time to go back to',
  results: 'Results',
  none: 'Nothing fits. Try part of a name, or “yesterday 14:00” while a database is open.',
  hint: '↑ ↓ choose, ↵ does it',
  copy: 'Copy as command',
  group: { moment: 'Moment', database: 'Database', action: 'Action', destination: 'Destination' },
  restoreTo: (moment: string) => `Restore to ${moment}…`,
  done: (title: string, detail: string) => (detail === '' ? `Done: ${title}` : `Done: ${title} (${detail})`),
} as const;
