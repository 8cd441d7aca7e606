// English for the list of keys.
export const shortcuts = {
  title: 'Keyboard shortcuts',
  everywhere: 'Everywhere',
  database: 'A database',
  timeline: 'Timeline',
  list: 'List of databases',
  moves: {
    choose: 'Choose a row',
    open: 'Open',
    stop: 'Stop protecting…',
    filter: 'Filter',
    point: 'One point earlier or later',
    tenPoints: 'Ten points',
    day: 'A day earlier or later',
    ends: 'Oldest and newest point',
    zoom: 'Show less or more time',
    type: 'Type a time to go to',
    now: 'Back to now',
  },
} as const;
