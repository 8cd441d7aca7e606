// Serves the gallery: the real screens on a fake engine. `node test/renderer/gallery/serve.ts 5200` to look around in it.
import react from '@vitejs/plugin-react';
import { join } from 'node:path';
import { createServer, type ViteDevServer } from 'vite';

export async function serveGallery(port: number): Promise<ViteDevServer> {
  const server = await createServer({
    configFile: false,
    root: import.meta.dirname,
    base: './',
    plugins: [react()],
    cacheDir: join(import.meta.dirname, '../../../node_modules/.vite-gallery'),
    server: { port, hmr: false, watch: null },
    logLevel: 'warn',
  });
  await server.listen();
  return server;
}

if (import.meta.main) {
  const server = await serveGallery(Number(process.argv[2] ?? 0));
  console.log(server.resolvedUrls?.local[0]);
}
