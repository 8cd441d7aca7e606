// Set up for every test of the screens: the matchers of testing-library, and a page that is emptied after each test.
import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(cleanup);
