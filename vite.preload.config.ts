// Builds preload/ into one CommonJS file, which is what Electron's sandbox can load.
import { join } from 'node:path';
import { defineConfig } from 'vite';

const root = import.meta.dirname;

export default defineConfig({
  build: {
    outDir: join(root, 'dist/preload'),
    emptyOutDir: true,
    target: 'chrome140',
    lib: { entry: join(root, 'preload/index.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { external: ['electron'] },
    reportCompressedSize: false,
  },
  logLevel: 'warn',
});
