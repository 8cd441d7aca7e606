// Who keeps S3 buckets: how each is addressed, so that nobody has to look it up.

export const PROVIDERS = ['aws', 'r2', 'b2', 'wasabi', 'other'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** What stands between these is the account (R2) or the region. */
const ENDPOINTS = {
  r2: ['https://', '.r2.cloudflarestorage.com'],
  b2: ['https://s3.', '.backblazeb2.com'],
  wasabi: ['https://s3.', '.wasabisys.com'],
} as const;

export function endpointOf(provider: keyof typeof ENDPOINTS, part: string): string {
  return ENDPOINTS[provider].join(part);
}

/** The provider that an endpoint belongs to, and the account or region in it. */
export function providerOf(endpoint: string | undefined): { readonly provider: Provider; readonly part: string } {
  if (endpoint === undefined) return { provider: 'aws', part: '' };
  for (const provider of ['r2', 'b2', 'wasabi'] as const) {
    const [start, end] = ENDPOINTS[provider];
    const host = endpoint.replace(/\/$/, '');
    if (host.startsWith(start) && host.endsWith(end)) return { provider, part: host.slice(start.length, -end.length) };
  }
  return { provider: 'other', part: '' };
}
