// Builds renderer/ into dist/renderer: static files, the same for Electron's own scheme and for the dashboard.
import react from '@vitejs/plugin-react';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;

const classes = new Map<string, string>();

/** Short, and one for each class of each file: nobody reads them in what is built. */
function shortClass(name: string, file: string): string {
  const key = `${file} ${name}`;
  const short = classes.get(key) ?? `_${classes.size.toString(36)}`;
  classes.set(key, short);
  return short;
}

const JSX = '\0jsx-runtime';

/** React's own is CommonJS: each call of it is written `(0, x.jsx)(…)`. Constants of a module have one letter. */
const jsxRuntime: Plugin = {
  name: 'jsx-runtime',
  enforce: 'pre',
  resolveId: (id, importer) => (id === 'react/jsx-runtime' && importer !== JSX ? JSX : undefined),
  load: (id) => (id === JSX ? "import * as r from 'react/jsx-runtime'; export const jsx = r.jsx, jsxs = r.jsxs, Fragment = r.Fragment;" : undefined),
};

export default defineConfig({
  root: join(root, 'renderer'),
  base: './',
  plugins: [jsxRuntime, react()],
  css: { modules: { generateScopedName: shortClass } },
  build: {
    outDir: join(root, 'dist/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    // The policy allows no inline script, and no data: URL but in images.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'parts', test: /renderer[\\/](?:parts[\\/](?!scrubber)|app[\\/](?:text|protect))/ }] } } },
  },
  logLevel: 'warn',
});
