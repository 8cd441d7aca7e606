// A folder as a place of named objects: each is a file, and the parts of its name before the last are folders.
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { throwIfAborted } from '../../base/abort.ts';
import { errnoOf, TidemarkError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import { gatherBatches } from '../batch.ts';
import { type FileSystem, syncDirectory, systemFiles } from '../folder-calls.ts';
import { requireFolderName, requireObjectName } from '../object-name.ts';
import type { ObjectCallOptions, ObjectReadOptions, ObjectStore, ObjectWriteOptions, StoredObject } from '../objects.ts';
import { PIECE_SIZE } from './handle.ts';
import { isWorkName, tempName } from './layout.ts';
import { foldersBelow, foldersIn, listObjects } from './object-list.ts';
import { Presence } from './presence.ts';
import { readPieces } from './read.ts';
import { removeEmpty, removeFile } from './remove.ts';
import { sweepLeftOvers } from './sweep.ts';
import { TempFile } from './temp.ts';

export interface FileObjectsOptions {
  /** The folder. A relative path starts at the working directory. */
  readonly path: string;
  readonly fs?: FileSystem;
  readonly random: Random;
}

/** Nothing is looked at or created before the first call. */
export function fileObjects(options: FileObjectsOptions): ObjectStore {
  return new FileObjects(options);
}

/** All below one of the place's folders, and whether that is there. */
interface Tree {
  readonly path: string;
  readonly presence: Presence;
  leftOvers: 'unknown' | 'swept';
}

class FileObjects implements ObjectStore {
  readonly type = 'file';
  readonly url: string;
  readonly #path: string;
  readonly #fs: FileSystem;
  readonly #random: Random;
  /** By the first part of names: one folder of the place may be another disk's. */
  readonly #trees = new Map<string, Tree>();

  constructor({ path, fs = systemFiles, random }: FileObjectsOptions) {
    this.#path = resolve(path);
    this.url = pathToFileURL(this.#path).href;
    this.#fs = fs;
    this.#random = random;
  }

  async folders(folder: string, { signal }: ObjectCallOptions = {}): Promise<string[]> {
    requireFolderName(folder);
    throwIfAborted(signal, 'listing folders');
    return (await this.#look(folder, () => foldersIn(this.#fs, this.#pathOf(folder)))) ?? [];
  }

  async list(folder: string, { signal, after = '' }: ObjectCallOptions & { readonly after?: string } = {}): Promise<StoredObject[]> {
    requireFolderName(folder);
    throwIfAborted(signal, 'listing objects');
    return (await this.#look(folder, () => listObjects(this.#fs, this.#path, folder, { after, signal }))) ?? [];
  }

  async *open(name: string, { offset = 0, length, signal }: ObjectReadOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
    requireObjectName(name);
    const range = length === undefined ? { offset } : { offset, length };
    try {
      yield* readPieces(this.#fs, this.#pathOf(name), { range, ...(signal === undefined ? {} : { signal }) });
    } catch (error) {
      throw await this.#readError(name, error);
    }
  }

  /** The source's pieces are held until a call's worth is gathered: it must not reuse their memory. */
  async write(name: string, bytes: AsyncIterable<Uint8Array>, options: ObjectWriteOptions = {}): Promise<StoredObject> {
    requireObjectName(name);
    const { signal, permit, onBytes, modifiedAt } = options;
    throwIfAborted(signal, `writing ${name}`);
    const { presence } = this.#treeOf(name);
    const doing = `write ${name}`;
    const temp = await presence.during(doing, () => this.#createTemp(name));
    try {
      await this.#sweepOnce(name, temp);
      for await (const batch of gatherBatches(bytes, PIECE_SIZE)) {
        throwIfAborted(signal, `writing ${name}`);
        await presence.during(doing, () => temp.append(batch));
        onBytes?.(temp.size);
      }
      throwIfAborted(signal, `writing ${name}`);
      permit?.();
      await presence.during(doing, () => temp.finish(modifiedAt));
      const { mtimeMs } = await presence.during(doing, () => this.#fs.stat(this.#pathOf(name)));
      return { name, size: temp.size, modifiedAt: Math.round(mtimeMs) };
    } catch (error) {
      await temp.discard();
      throw error;
    }
  }

  async remove(names: readonly string[], { signal, permit }: ObjectCallOptions = {}): Promise<void> {
    names.forEach(requireObjectName);
    const changed = new Map<string, Tree>();
    for (const name of names) {
      throwIfAborted(signal, 'removing objects');
      const tree = this.#treeOf(name);
      permit?.();
      const file = this.#pathOf(name);
      const removed = await tree.presence.during(`remove ${name}`, () => this.#removeIn(tree, file));
      if (removed === 'removed') changed.set(dirname(file), tree);
    }
    for (const [dir, { path, presence }] of changed) {
      await presence.during('remove objects', async () => {
        await syncDirectory(this.#fs, dir);
        await removeEmpty(this.#fs, dir, path);
      });
    }
  }

  /** Nothing is held between two calls. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Undefined where there is no such folder, and the place is. */
  #look<T>(folder: string, work: () => Promise<T | undefined>): Promise<T | undefined> {
    const { presence } = this.#treeOf(folder === '' ? '' : `${folder}/`);
    return presence.during(`list ${folder === '' ? 'what is there' : folder}`, async () => {
      await presence.note();
      const found = await work();
      if (found === undefined) await presence.check();
      else presence.saw();
      return found;
    });
  }

  async #createTemp(name: string): Promise<TempFile> {
    const { presence } = this.#treeOf(name);
    const final = this.#pathOf(name);
    const temp = join(dirname(final), tempName(basename(final), this.#random.token(8)));
    await presence.requireSame();
    for (let attempt = 1; ; attempt++) {
      try {
        const file = await TempFile.create(this.#fs, { temp, final });
        presence.saw();
        return file;
      } catch (error) {
        // Whoever removes what is empty may be faster, now and then.
        if (errnoOf(error) !== 'ENOENT' || attempt > FOLDER_TRIES) throw error;
        await presence.createFolder(dirname(final));
      }
    }
  }

  async #removeIn({ presence }: Tree, file: string): Promise<'removed' | 'gone'> {
    await presence.requireSame();
    const removed = await removeFile(this.#fs, file);
    if (removed === 'gone') await presence.check();
    return removed;
  }

  /** Before the first byte is written: what a dead writer left may be what fills the disk. */
  async #sweepOnce(name: string, file: TempFile): Promise<void> {
    const tree = this.#treeOf(name);
    if (tree.leftOvers === 'swept') return;
    tree.leftOvers = 'swept';
    await tree.presence.during('look for what was left behind', async () => {
      const folders = tree.path === this.#path ? [this.#path] : await foldersBelow(this.#fs, tree.path);
      await sweepLeftOvers(this.#fs, { folders, isWork: isWorkName, now: await file.fileSystemTime() });
    });
  }

  #pathOf(name: string): string {
    return join(this.#path, ...name.split('/'));
  }

  #treeOf(name: string): Tree {
    const slash = name.indexOf('/');
    const top = slash < 0 ? '' : name.slice(0, slash);
    const known = this.#trees.get(top);
    if (known !== undefined) return known;
    const path = join(this.#path, top);
    const tree: Tree = { path, presence: new Presence(this.#fs, { path: this.#path, tree: path }), leftOvers: 'unknown' };
    this.#trees.set(top, tree);
    return tree;
  }

  async #readError(name: string, error: unknown): Promise<TidemarkError> {
    const explained = await this.#treeOf(name).presence.explain(error, `read ${name}`);
    if (errnoOf(error) !== 'ENOENT' || explained.code === 'destination-absent') return explained;
    return new TidemarkError('object-missing', `${this.#path} holds no ${name}`, {
      hint: 'It was removed, or never arrived.',
      cause: error,
    });
  }
}

/** How often a folder is made again for one file. */
const FOLDER_TRIES = 5;
