// English for the frame around all screens.
export const shell = {
  databases: 'Databases',
  destinations: 'Destinations',
  activity: 'Activity',
  settings: 'Settings',
} as const;
