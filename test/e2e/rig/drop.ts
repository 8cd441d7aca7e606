// Drops as a browser gets them: files and folders from a file manager, or the addresses of files as text.
import type { Page } from 'playwright-core';

/** What a file manager drops: the page sees names, sizes and times, and no paths. */
export async function dropFiles(page: Page, ...files: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 500, y: 300, data });
  }
  await session.detach();
}

/** What a drag of links is: `text/uri-list`. */
export async function dropPaths(page: Page, ...paths: readonly string[]): Promise<void> {
  const uris = paths.map((path) => new URL(`file://${path.split('/').map(encodeURIComponent).join('/')}`).href);
  await page.evaluate((list) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/uri-list', list.join('\r\n'));
    for (const type of ['dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    }
  }, uris);
}
