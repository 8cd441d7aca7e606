// The computer that the engine runs on, as far as people's requests depend on it.

/** Where things are on this computer. */
export interface Surroundings {
  /** The person's home folder. */
  readonly userHome: string;
  /** The folder that becomes the first destination when none was chosen. */
  readonly defaultFolder: string;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** Tells this computer's folders at a destination from those of others. */
  readonly computer: string;
  /** Where other computers of the network reach this one. */
  readonly address: () => string;
}
