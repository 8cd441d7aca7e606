// What each pane of the restore sheet is given.
import type { RefObject } from 'react';
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import type { Restore } from './use-restore.ts';

export interface PaneProps {
  /** What has the focus at first: what the person most likely changes. */
  readonly first: RefObject<HTMLInputElement | null>;
  readonly database: DatabaseView;
  readonly restore: Restore;
  readonly onClose: () => void;
}
