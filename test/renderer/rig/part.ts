// A part of the page, looked at by itself.
import type { BoundFunctions, queries } from '@testing-library/react';

export type Part = BoundFunctions<typeof queries>;
