import { acceptDestination } from '../acceptance.ts';
import { failing } from './faulty-files.ts';
import { makeFolder } from './folder.ts';

acceptDestination('a folder', () => makeFolder());

acceptDestination('a folder without hard links', () =>
  makeFolder(failing('EOPNOTSUPP', ({ name }) => name === 'link')),
);
