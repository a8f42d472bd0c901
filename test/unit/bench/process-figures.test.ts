import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { cpuTime, descendants, peakResident, resetPeakResident } from '../../../bench/process-figures.ts'

describe.runIf(process.platform === 'linux')('the figures of a process', () => {
  test('have the CPU time that the process itself reports', () => {
    const { user, system } = process.cpuUsage()
    const own = (user + system) / 1000
    expect(cpuTime(process.pid)).toBeGreaterThan(own - 50)
    expect(cpuTime(process.pid)).toBeLessThan(own + 250)
  })

  test('have the peak of memory since the reset', () => {
    const before = resetPeakResident()
    const pixels = new Uint8Array(64 * 2 ** 20).fill(1)
    expect(peakResident() - before).toBeGreaterThan(0.9 * pixels.length)
  })

  test('find child processes by name', async () => {
    const child = spawn('sleep', ['30'])
    await once(child, 'spawn')
    expect(descendants('sleep')).toContain(child.pid)
    expect(descendants('no-such-name')).toEqual([])
    child.kill()
  })
})
