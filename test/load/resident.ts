import { peakResident, resetPeakResident, resident } from '../../bench/process-figures.ts'
import type { Sample } from './sample.ts'

const EVERY = 250

/** Returns the resident memory of a process in megabytes. */
export const residentMb = (pid: number): number => resident(pid, 'VmRSS') / 1e6

/** Resident memory of a process over time. */
export interface ResidentLog {
  readonly samples: readonly Sample[]
  /** Returns the current resident memory in megabytes. */
  now(): number
  /** Returns the peak until `stop` in megabytes. Peaks between two samples are included. */
  peak(): number
  stop(): void
}

/** Samples resident memory four times a second. */
export function watchResident(pid: number): ResidentLog {
  resetPeakResident(pid)
  const begin = performance.now()
  const samples: Sample[] = []
  let peak: number | undefined
  const take = () => samples.push({ seconds: (performance.now() - begin) / 1000, megabytes: residentMb(pid) })
  take()
  const timer = setInterval(take, EVERY)
  return {
    samples,
    now: () => residentMb(pid),
    peak: () => peak ?? peakResident(pid) / 1e6,
    stop() {
      if (peak !== undefined) return
      clearInterval(timer)
      take()
      peak = peakResident(pid) / 1e6
    },
  }
}
