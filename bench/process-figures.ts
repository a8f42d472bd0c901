import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** USER_HZ in /proc, in ticks per second. It is 100 on every architecture that Node supports. */
const TICKS = 100

/**
 * Returns the resident memory in bytes: the current one (`VmRSS`) or the peak since the last reset
 * (`VmHWM`).
 */
export function resident(pid: number | 'self', field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1')
  const kilobytes = new RegExp(`^${field}:\\s+([0-9]+) kB`, 'm').exec(status)?.[1]
  return Number(kilobytes) * 1024
}

/** Returns the peak resident memory since the last reset, in bytes. */
export const peakResident = (pid: number | 'self' = 'self'): number => resident(pid, 'VmHWM')

/**
 * Resets the peak resident memory (proc_pid_clear_refs(5), value 5).
 * @returns the current resident memory in bytes
 */
export function resetPeakResident(pid: number | 'self' = 'self'): number {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
  return resident(pid, 'VmRSS')
}

/** Returns the fields after the process name, from the third on (proc_pid_stat(5)). */
function statOf(pid: number): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/**
 * Returns a process's CPU time in milliseconds: user and system time, summed over all threads, in
 * steps of 10 ms.
 */
export function cpuTime(pid: number): number {
  const fields = statOf(pid)
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(statOf(pid)[1])
  } catch {
    return undefined
  }
}

function isBelow(pid: number, ancestor: number): boolean {
  for (let at: number | undefined = pid; at; at = parentOf(at)) if (at === ancestor) return true
  return false
}

/**
 * Returns the only process with a name that this process has started, directly or indirectly.
 * @throws Error if there is none or more than one
 */
export function onlyDescendant(name: string): number {
  const [pid, ...others] = descendants(name)
  if (pid === undefined || others.length > 0) throw new Error(`expected one ${name}`)
  return pid
}

/** Returns the processes with a name that this process has started, directly or indirectly. */
export function descendants(name: string): number[] {
  const pids = readdirSync('/proc').filter((entry) => /^[0-9]+$/.test(entry))
  return pids.map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === name && isBelow(pid, process.pid)
    } catch {
      return false
    }
  })
}
