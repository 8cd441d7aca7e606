// Makes one file of what is used of zod (main/ipc/contract/zod.ts says why). The rest of main/ is compiled file by file.
import { join } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    lib: { entry: join(import.meta.dirname, 'main/ipc/contract/zod.ts'), formats: ['es'], fileName: () => 'zod.js' },
    target: 'node22',
    minify: false,
    emptyOutDir: false,
    reportCompressedSize: false,
    copyPublicDir: false,
  },
  logLevel: 'warn',
});
