import { useS3 } from '../../../servers/s3.ts';
import { describeDestination } from '../acceptance.ts';
import { makePlace } from './place.ts';

const s3 = useS3();

describeDestination('a bucket', () => Promise.resolve(makePlace(s3)));
