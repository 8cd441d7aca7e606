import { defineConfig } from 'vitest/config';

const common = {
  globalSetup: ['test/tools/one-temp-folder.ts', 'test/servers/global-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // Longer than anything takes on a busy machine.
  expect: { poll: { timeout: 30_000 } },
};

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      { test: { ...common, name: 'main', include: ['test/**/*.test.ts'], exclude: ['test/renderer/**', 'test/e2e/**'] } },
      {
        test: {
          ...common,
          name: 'renderer',
          environment: 'jsdom',
          include: ['test/renderer/**/*.test.{ts,tsx}'],
          setupFiles: ['test/renderer/dom.ts'],
        },
      },
      {
        test: {
          ...common,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // A browser for all files of a worker, and after the other projects.
          isolate: false,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
        },
      },
    ],
  },
});
