// What Linux knows of a running process.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

let ticks: number | undefined;

/**
 * CPU time the process has used in all its threads, user and system, ms. Steps of 1 / CLK_TCK, usually 10 ms.
 */
export function cpuMs(pid: number): number {
  ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return (parseCpuTicks(readFileSync(`/proc/${pid}/stat`, 'utf8')) * 1000) / ticks;
}

/** Most memory the process ever had resident, bytes. */
export function peakMemory(pid: number): number {
  return parsePeakMemory(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

/**
 * utime + stime of /proc/<pid>/stat (proc(5): fields 14 and 15). Field 2 is the program's name in parentheses
 * and may hold anything, parentheses too, so fields are counted from the last `)`.
 */
export function parseCpuTicks(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[14 - 3]) + Number(fields[15 - 3]);
}

/** VmHWM of /proc/<pid>/status, bytes. */
export function parsePeakMemory(status: string): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error('no VmHWM in /proc/<pid>/status: the process is gone');
  return Number(kilobytes) * 1024;
}
