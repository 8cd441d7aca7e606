// The client of generations in a place of named objects. Reads names of all versions, side by side too; writes those of one.
import { isTidemarkError, TidemarkError } from '../base/errors.ts';
import type { ObjectStore, StoredObject } from '../destination/objects.ts';
import type {
  Generation,
  GenerationCall,
  GenerationClient,
  GenerationNaming,
  GenerationPos,
  GenerationWrite,
  SnapshotInfo,
  WalSegmentInfo,
} from './client.ts';
import {
  beforeIndex,
  generationFolder,
  GENERATIONS,
  isGenerationName,
  type NameStyle,
  parseSegmentName,
  parseSnapshotName,
  segmentName,
  snapshotFolder,
  snapshotName,
  styleOf,
  walFolder,
} from './names.ts';
import { Styles } from './styles.ts';

export interface GenerationClientOptions {
  /** Of what is written. */
  readonly naming: GenerationNaming;
}

/** Nothing is contacted before the first call. Closing it closes the store. */
export function generationClient(store: ObjectStore, options: GenerationClientOptions): GenerationClient {
  return new StoredGenerations(store, options.naming);
}

class StoredGenerations implements GenerationClient {
  readonly type: string;
  readonly url: string;
  readonly naming: GenerationNaming;
  readonly #store: ObjectStore;
  readonly #style: NameStyle;
  readonly #snapshotStyles: Styles;
  readonly #segmentStyles: Styles;

  constructor(store: ObjectStore, naming: GenerationNaming) {
    this.type = store.type;
    this.url = store.url;
    this.naming = naming;
    this.#store = store;
    this.#style = styleOf(naming);
    const { indexDigits } = this.#style;
    this.#snapshotStyles = new Styles({ layout: 'flat', indexDigits, offsetDigits: indexDigits });
    this.#segmentStyles = new Styles(this.#style);
  }

  async generations(call?: GenerationCall): Promise<Generation[]> {
    return (await this.#store.folders(GENERATIONS, call)).filter(isGenerationName);
  }

  async deleteGeneration(generation: Generation, call?: GenerationCall): Promise<void> {
    const objects = await this.#store.list(generationFolder(generation), call);
    await this.#store.remove(namesOf(objects), call);
  }

  async snapshots(generation: Generation, call?: GenerationCall): Promise<SnapshotInfo[]> {
    const folder = snapshotFolder(generation);
    const found = (await this.#store.list(folder, call)).flatMap((object) => {
      const parsed = parseSnapshotName(object.name.slice(folder.length + 1));
      if (parsed === undefined) return [];
      this.#snapshotStyles.saw(generation, parsed.style);
      return [{ style: parsed.style, info: { generation, index: parsed.index, ...sizeAndTime(object) } }];
    });
    found.sort((a, b) => a.info.index - b.info.index || this.#snapshotStyles.compare(generation, a.style, b.style));
    return found.map(({ info }) => info).filter((info, i, all) => info.index !== all[i - 1]?.index);
  }

  openSnapshot(generation: Generation, index: number, call?: GenerationCall): AsyncIterable<Uint8Array> {
    const styles = this.#snapshotStyles.of(generation);
    return this.#openFirst(
      styles.map((style) => snapshotName(generation, index, style)),
      call,
    );
  }

  async writeSnapshot(
    generation: Generation,
    index: number,
    bytes: AsyncIterable<Uint8Array>,
    call?: GenerationWrite,
  ): Promise<SnapshotInfo> {
    const object = await this.#write(snapshotName(generation, index, this.#style), bytes, call);
    this.#snapshotStyles.wrote(generation);
    return { generation, index, ...sizeAndTime(object) };
  }

  async deleteSnapshot(generation: Generation, index: number, call?: GenerationCall): Promise<void> {
    const styles = this.#snapshotStyles.of(generation);
    await this.#store.remove(unique(styles.map((style) => snapshotName(generation, index, style))), call);
  }

  async walSegments(generation: Generation, call: GenerationCall & { readonly from?: number } = {}): Promise<WalSegmentInfo[]> {
    const { from = 0, ...rest } = call;
    const folder = walFolder(generation);
    const objects = await this.#store.list(folder, { ...rest, ...(from > 0 ? { after: beforeIndex(generation, from) } : {}) });
    const found = objects.flatMap((object) => {
      const parsed = parseSegmentName(object.name.slice(folder.length + 1));
      if (parsed === undefined || parsed.index < from) return [];
      const { index, offset, style } = parsed;
      this.#segmentStyles.saw(generation, style);
      return [{ style, info: { generation, index, offset, ...sizeAndTime(object) } }];
    });
    found.sort((a, b) => inOrder(a.info, b.info) || this.#segmentStyles.compare(generation, a.style, b.style));
    return found.map(({ info }) => info).filter((info, i, all) => i === 0 || inOrder(all[i - 1]!, info) !== 0);
  }

  openWalSegment(pos: GenerationPos, call?: GenerationCall): AsyncIterable<Uint8Array> {
    const styles = this.#segmentStyles.of(pos.generation);
    return this.#openFirst(
      styles.map((style) => segmentName(pos.generation, pos, style)),
      call,
    );
  }

  async writeWalSegment(pos: GenerationPos, bytes: AsyncIterable<Uint8Array>, call?: GenerationWrite): Promise<WalSegmentInfo> {
    const { generation, index, offset } = pos;
    const object = await this.#write(segmentName(generation, pos, this.#style), bytes, call);
    this.#segmentStyles.wrote(generation);
    return { generation, index, offset, ...sizeAndTime(object) };
  }

  async deleteWalSegments(positions: readonly GenerationPos[], call?: GenerationCall): Promise<void> {
    const names = positions.flatMap((pos) =>
      this.#segmentStyles.of(pos.generation).map((style) => segmentName(pos.generation, pos, style)),
    );
    await this.#store.remove(unique(names), call);
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #write(name: string, bytes: AsyncIterable<Uint8Array>, { createdAt, ...call }: GenerationWrite = {}): Promise<StoredObject> {
    return this.#store.write(name, bytes, { ...call, ...(createdAt === undefined ? {} : { modifiedAt: createdAt }) });
  }

  /** The bytes of the first of the names that there is. */
  async *#openFirst(names: readonly string[], call: GenerationCall | undefined): AsyncGenerator<Uint8Array, void, undefined> {
    let missing: TidemarkError | undefined;
    for (const name of unique(names)) {
      let state: 'unread' | 'begun' = 'unread';
      try {
        for await (const piece of this.#store.open(name, call)) {
          state = 'begun';
          yield piece;
        }
        return;
      } catch (error) {
        if (state === 'begun' || !isTidemarkError(error, 'object-missing')) throw error;
        missing ??= error;
      }
    }
    throw missing ?? new TidemarkError('bug', 'there is no name to look for');
  }
}

function sizeAndTime({ size, modifiedAt }: StoredObject): { readonly size: number; readonly createdAt: number } {
  return { size, createdAt: modifiedAt };
}

function inOrder(a: WalSegmentInfo, b: WalSegmentInfo): number {
  return a.index - b.index || a.offset - b.offset;
}

function namesOf(objects: readonly StoredObject[]): string[] {
  return objects.map(({ name }) => name);
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
