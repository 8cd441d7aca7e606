import { describe } from 'vitest';
import { describeDestination } from '../acceptance.ts';
import { useWebdavServer } from './rig.ts';

describe('Apache', () => {
  describeDestination('WebDAV', useWebdavServer({ sign: 'basic' }));
});
