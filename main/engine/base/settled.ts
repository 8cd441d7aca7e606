// Works that go on beside each other, none of which is left because another one failed.

/** What they came to; throws the reason of the first that failed, if any did. */
export function requireAll<T>(results: readonly PromiseSettledResult<T>[]): T[] {
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
