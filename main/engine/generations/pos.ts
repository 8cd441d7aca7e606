// Places in generations as text, `c77f47cf8a8b539c/00000002:00001038`, and in order (FACTS D.7, D.8).
import { TidemarkError } from '../base/errors.ts';
import type { GenerationPos } from './client.ts';
import { formatIndex, formatOffset, isGenerationName, parseNumber } from './names.ts';

const SHAPE = /^([^/]+)\/([^/:]+):([^/:]+)$/;

/** Numbers in hex, padded to 8 digits or to what the naming has. `refused` for numbers that no name can hold. */
export function formatGenerationPos({ generation, index, offset }: GenerationPos, digits: 8 | 16 = 8): string {
  return `${generation}/${formatIndex(index, digits)}:${formatOffset(offset, digits)}`;
}

/** Of what `formatGenerationPos` writes, with 8 to 16 digits; else `usage`. */
export function parseGenerationPos(text: string): GenerationPos {
  const [, generation = '', indexText = '', offsetText = ''] = SHAPE.exec(text.trim()) ?? [];
  const [index, offset] = [parseNumber(indexText), parseNumber(offsetText)];
  if (isGenerationName(generation) && index !== undefined && offset !== undefined) return { generation, index, offset };
  throw new TidemarkError('usage', `"${text}" is not a position in a generation`, {
    hint: 'It is written as c77f47cf8a8b539c/00000002:00001038: generation, index and offset in hex.',
  });
}

/** By index, then offset: less than 0, 0, more than 0. `usage` for two of different generations: there is no order between them. */
export function compareGenerationPos(a: GenerationPos, b: GenerationPos): number {
  if (a.generation === b.generation) return a.index - b.index || a.offset - b.offset;
  throw new TidemarkError('usage', `positions of the generations ${a.generation} and ${b.generation} cannot be compared`);
}
