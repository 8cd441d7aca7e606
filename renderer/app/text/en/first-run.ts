// English for the first screen that a person ever sees.
export const firstRun = {
  title: 'Drop your databases here',
  text: 'Every change is copied within moments, and any past moment can be brought back. Tidemark never writes to them.',
  choose: 'or choose files…',
  found: 'Found on this computer',
  chosenHere: 'Dropped and chosen',
  where: 'Copy them to',
  go: (count: number) => (count === 1 ? 'Protect 1 database' : `Protect ${count} databases`),
  pick: 'Choose at least one database',
  sameDisk: 'This is the computer’s own disk. Copies there help against mistakes, not when the disk fails.',
  notTaken: (name: string) => `${name} was not taken`,
} as const;
