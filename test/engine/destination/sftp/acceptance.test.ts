import { describeDestination } from '../acceptance.ts';
import { useSftpServer } from './rig.ts';

describeDestination('SFTP', useSftpServer());
