import { describeDestination } from '../acceptance.ts';
import { failing } from './faulty-files.ts';
import { makeFolder } from './folder.ts';

describeDestination('a folder', () => makeFolder());

describeDestination('a folder without hard links', () =>
  makeFolder(failing('EOPNOTSUPP', ({ name }) => name === 'link')),
);
