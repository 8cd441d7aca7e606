// How a run with the stand-in is set up; given in the environment of its process.

export interface Setup {
  /** As `process.platform` says in the main thread. */
  readonly platform: NodeJS.Platform;
  readonly packaged: 'yes' | 'no';
  readonly lock: 'free' | 'taken';
  readonly tray: 'possible' | 'none';
  readonly notices: 'supported' | 'unsupported' | 'failing';
  readonly locale: string;
}

export const SETUP = 'TIDEMARK_STAND_IN';

export const USUAL: Setup = {
  platform: 'linux',
  packaged: 'no',
  lock: 'free',
  tray: 'possible',
  notices: 'supported',
  locale: 'en-GB',
};

export function readSetup(): Setup {
  return JSON.parse(process.env[SETUP]!) as Setup;
}
