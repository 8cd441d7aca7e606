import { describe, expect, test } from 'vitest';
import { wrongImport } from './import-graph.ts';

describe('wrongImport', () => {
  test.each([
    ['main/engine/base/disk.ts', 'node:fs'],
    ['main/engine/base/disk.ts', './errors.ts'],
    ['main/engine/ltx/header.ts', '../base/errors.ts'],
    ['main/engine/capture/wal/tail.ts', '../../sqlite/wal.ts'],
    ['main/engine/agent/agent.ts', '../peek/tables.ts'],
    ['main/engine/destination/url.ts', './file/store.ts'],
    ['main/engine/destination/file/store.ts', '../destination.ts'],
    ['main/engine/destination/file/store.ts', './name.ts'],
    ['main/cli/main.ts', '../engine/destination/file/store.ts'],
    ['main/headless/server.ts', '../ipc/server.ts'],
    ['main/index.ts', './host/window.ts'],
    ['main/host/tray.ts', 'electron'],
    ['preload/index.ts', 'electron'],
    ['preload/index.ts', '../main/ipc/contract.ts'],
    ['renderer/app/shell.tsx', '../../main/ipc/contract/commands.ts'],
    ['test/engine/ltx/header.test.ts', '../../../main/engine/ltx/header.ts'],
    ['eslint.config.ts', './test/tools/import-rule.ts'],
  ])('%s may import %s', (from, specifier) => {
    expect(wrongImport(from, specifier)).toBeUndefined();
  });

  test.each([
    ['main/engine/base/disk.ts', '../ltx/txid.ts', 'upwards'],
    ['main/engine/ltx/header.ts', '../sqlite/wal.ts', 'sideways'],
    ['main/engine/capture/tail.ts', '../destination/destination.ts', 'sideways'],
    ['main/engine/restore/plan.ts', '../stream/primary.ts', 'sideways'],
    ['main/engine/verify/drill.ts', '../agent/agent.ts', 'upwards'],
    ['main/engine/agent/agent.ts', '../destination/file/store.ts', "kind of destination: 'file'"],
    ['main/engine/destination/s3/store.ts', '../file/store.ts', "kind of destination: 'file'"],
    ['main/host/window.ts', '../engine/destination/s3/store.ts', "kind of destination: 's3'"],
    ['main/engine/agent/agent.ts', '../../cli/main.ts', 'engine must not import cli'],
    ['main/engine/agent/agent.ts', '../../index.ts', 'engine must not import start'],
    ['main/engine/agent/agent.ts', '../../ipc/contract.ts', 'engine must not import contract'],
    ['main/engine/agent/agent.ts', '../../../renderer/app.ts', 'engine must not import renderer'],
    ['main/engine/agent/agent.ts', '../../../test/tools/writer.ts', 'must not import test/tools/writer.ts'],
    ['main/engine/agent/agent.ts', 'electron', 'without Electron'],
    ['main/engine/agent/agent.ts', 'electron/main', 'without Electron'],
    ['main/headless/server.ts', 'electron', 'without Electron'],
    ['main/cli/main.ts', '../host/window.ts', 'cli must not import host'],
    ['renderer/app/shell.tsx', '../../main/ipc/server.ts', 'renderer must not import ipc'],
    ['renderer/app/shell.tsx', '../../main/engine/base/errors.ts', 'renderer must not import engine'],
    ['renderer/app/shell.tsx', 'electron', 'without Electron'],
    ['preload/index.ts', '../main/host/window.ts', 'preload must not import host'],
    ['main/engine/newcomer/x.ts', '../base/errors.ts', 'engine/newcomer has no rank'],
    ['main/newcomer/x.ts', '../engine/base/errors.ts', 'lies in no known area'],
    ['main/cli/main.ts', '../newcomer/x.ts', 'lies in no known area'],
  ])('%s must not import %s', (from, specifier, reason) => {
    expect(wrongImport(from, specifier)).toContain(reason);
  });
});
