// A destination's kind as a picture, beside its name.
import type { DestinationKind } from '../../../main/ipc/contract/views.ts';
import { BucketIcon, DiskIcon, GlobeIcon, type IconProps, ServerIcon } from './icons.tsx';

const ICONS = { folder: DiskIcon, s3: BucketIcon, sftp: ServerIcon, webdav: GlobeIcon } as const;

export function KindIcon({ kind = 'folder', size = 16 }: IconProps & { readonly kind?: DestinationKind | undefined }) {
  const Icon = ICONS[kind];
  return <Icon size={size} />;
}
