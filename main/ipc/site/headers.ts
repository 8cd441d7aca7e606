// What every answer carries, so that the page can do nothing but what it is for.

/** @param socket where the page's WebSocket may lead, as an origin; none when the page has no need of one */
function contentPolicy(socket: string | undefined): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    socket === undefined ? "connect-src 'self'" : `connect-src 'self' ${socket}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** @param socket see `contentPolicy` */
export function pageHeaders(socket?: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentPolicy(socket),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'x-frame-options': 'DENY',
    'x-dns-prefetch-control': 'off',
  };
}
