// A process of its own that writes one file to a folder: child.ts <path> [<call to die before>]. Prints how
// it went.
import { fileDestination } from '../../../../main/engine/destination/file/file.ts';
import { systemFiles } from '../../../../main/engine/destination/folder-calls.ts';
import { isTidemarkError } from '../../../../main/engine/base/errors.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { ref, sample, stream } from '../samples.ts';
import { watchedFiles } from './faulty-files.ts';

const [path, deadly] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: child.ts <path> [<call>]');
const deadlyFiles = watchedFiles(({ name }) => {
  if (name === deadly) process.kill(process.pid, 'SIGKILL');
});
const fs = deadly === undefined ? systemFiles : deadlyFiles;

try {
  await fileDestination({ path, fs, random: systemRandom }).write(ref(0, 1), stream(sample(ref(0, 1))));
  console.log('stored');
} catch (error) {
  console.log(isTidemarkError(error) ? error.code : String(error));
}
