// The program that is the S3 server of a run (see ../run.ts): unpacks Ceph, brings it up, and lives as long as the run.
import { unpackedDebian, type Recipe } from '../debian.ts';
import { serve } from '../run.ts';
import type { S3ServerFacts } from '../s3.ts';
import { Ceph } from './ceph.ts';
import { ACCESS_KEY, accessLog, type Folders, SECRET_KEY } from './settings.ts';

const RECIPE: Recipe = {
  name: 'radosgw',
  release: 'forky',
  packages: ['ceph-base', 'ceph-common', 'ceph-mon', 'ceph-osd', 'radosgw'],
  // Libraries move with the release: all of them are taken that apt finds to be needed, and no other programs.
  keep: /^(?:lib(?!python|debconf|pam|nss|apparmor|perl)|zlib1g$|ceph-(?:base|common|mon|osd)$|radosgw$)/,
};

await serve(async (folder): Promise<S3ServerFacts> => {
  const folders: Folders = { root: await unpackedDebian(RECIPE), state: folder };
  const endpoint = await new Ceph(folders).up();
  return { endpoint, accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY, log: accessLog(folders) };
});
