// What operations are called: `op-` and the LSN of the journal's entry that begins them, in decimal.

const ID = /^op-([1-9]\d{0,15})$/;

export function formatOperationId(lsn: number): string {
  return `op-${lsn}`;
}

/** The LSN, or undefined for what is not an operation's id. */
export function parseOperationId(id: string): number | undefined {
  const digits = ID.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
