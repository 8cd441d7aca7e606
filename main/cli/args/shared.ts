// Flags that several commands have, said once.
import { COMMON_FLAGS, onOff, text } from './flags.ts';

/** For commands that look databases up in a configuration file. */
export const CONFIG_FLAGS = {
  config: text('FILE', 'read databases and destinations from this file (or set TIDEMARK_CONFIG)'),
  'no-expand-env': onOff('leave ${NAME} in the file as it is'),
  ...COMMON_FLAGS,
} as const;
