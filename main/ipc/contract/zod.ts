// What is used of zod, and nothing else. The build makes one file of it (vite.zod.config.ts): as a whole zod brings its
// words in fifty languages, which cost more memory than all the rest of the contract.
export {
  array,
  discriminatedUnion,
  enum,
  int,
  literal,
  maximum,
  maxLength,
  minimum,
  minLength,
  number,
  optional,
  partial,
  record,
  refine,
  regex,
  strictObject,
  string,
  trim,
  union,
  unknown,
} from 'zod/mini';
export type { core, infer, ZodMiniType } from 'zod/mini';
