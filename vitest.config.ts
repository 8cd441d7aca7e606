import { defineConfig } from 'vitest/config';

const common = {
  globalSetup: ['test/tools/one-temp-folder.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      { test: { ...common, name: 'main', include: ['test/**/*.test.ts'], exclude: ['test/renderer/**'] } },
      {
        test: {
          ...common,
          name: 'renderer',
          environment: 'jsdom',
          include: ['test/renderer/**/*.test.{ts,tsx}'],
          setupFiles: ['test/renderer/dom.ts'],
        },
      },
    ],
  },
});
