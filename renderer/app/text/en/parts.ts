// English for the parts that every screen uses.
export const parts = {
  cancel: 'Cancel',
  close: 'Close',
  details: 'Details',
  copy: 'Copy',
  copied: 'Copied',
  retry: 'Try again',
  back: 'Back',
  notices: 'Notices',
  dismiss: 'Dismiss',
  of: (done: string, total: string) => `${done} of ${total}`,
  perSecond: (rate: string) => `${rate}/s`,
  left: (time: string) => `${time} left`,
  more: (name: string) => `More for ${name}`,
  less: (what: string) => `Less: ${what}`,
  greater: (what: string) => `More: ${what}`,
  pulse: 'Changes of the last 2 hours',
} as const;
