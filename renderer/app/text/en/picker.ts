// English for the file dialog of the dashboard.
export const picker = {
  databases: 'Choose databases',
  folder: 'Choose a folder',
  newFile: 'Choose where to put it',
  chooseThis: 'Choose this folder',
  chooseSome: (count: number) => (count === 1 ? 'Choose 1 file' : `Choose ${count} files`),
  save: 'Put it here',
  name: 'Name',
  up: 'Up',
  files: 'Files and folders',
  go: 'Folder or file',
  goHelp: 'Type a path, or press Enter on a folder below. ~ is your home folder.',
  empty: 'Nothing here',
  loading: 'Reading the folder…',
  more: (count: number) => `${count} more are not shown. Type a path to reach them.`,
} as const;
