/**
 * Starts to measure this process's CPU time. Unlike clock time, CPU time does not grow while other
 * processes keep the cores busy.
 * @returns a function that returns the milliseconds since the start
 */
export function cpuTimer(): () => number {
  const begin = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(begin)
    return (user + system) / 1000
  }
}
