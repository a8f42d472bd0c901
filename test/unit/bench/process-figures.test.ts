import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { cpuTime, descendants } from '../../../bench/process-figures.ts'

describe.runIf(process.platform === 'linux')('the figures of a process', () => {
  test('include the CPU time that the process itself reports', () => {
    const { user, system } = process.cpuUsage()
    const own = (user + system) / 1000
    expect(cpuTime(process.pid)).toBeGreaterThan(own - 50)
    expect(cpuTime(process.pid)).toBeLessThan(own + 250)
  })

  // The test runs in its own process, because this one may collect garbage during the measurement
  // or reuse memory.
  test('include the peak of memory since the reset', () => {
    const figures = new URL('../../../bench/process-figures.ts', import.meta.url).href
    const script = `
      import { peakResident, resetPeakResident } from ${JSON.stringify(figures)}
      const before = resetPeakResident()
      const pixels = new Uint8Array(64 * 2 ** 20).fill(1)
      console.log((peakResident() - before) / pixels.length)`
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    expect(Number(output)).toBeGreaterThan(0.9)
    expect(Number(output)).toBeLessThan(1.5)
  })

  test('find child processes by name', async () => {
    const child = spawn('sleep', ['30'])
    await once(child, 'spawn')
    expect(descendants('sleep')).toContain(child.pid)
    expect(descendants('no-such-name')).toEqual([])
    child.kill()
  })
})
