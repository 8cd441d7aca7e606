// One event of one of Electron's objects, as it is subscribed to. `On<'a'> & On<'b'>` asks for both, so that an object
// which lacks one of them does not compile.

export type On<Name extends string, Details extends readonly unknown[] = []> = (
  event: Name,
  listener: (...details: Details) => void,
) => unknown;
