// Retention in a process of its own, which dies right before it removes its n-th file:
// child.ts <folder> <transactions> <changes> <every> <snapshots> <n>, times in seconds.
import { watchedFiles } from '../../destination/file/faulty-files.ts';
import { enforceOn, openFolder } from './stage.ts';

const [folder = '', end, changes, every, snapshots, deadly] = process.argv.slice(2);
let removals = 0;
const fs = watchedFiles(({ name }) => {
  if (name === 'unlink' && ++removals === Number(deadly)) process.kill(process.pid, 'SIGKILL');
});
const windows = { changes: Number(changes), every: Number(every), snapshots: Number(snapshots) };
const { files } = await enforceOn(openFolder(folder, fs), { end: Number(end) }, windows);
console.log(files);
