import { describe, expect, test } from 'vitest'
import type { JobResult, MemoryResult, StackResult } from '../../../bench/results.ts'
import { summarize } from '../../../bench/summary.ts'

const result = (stack: StackResult['stack'], more: Partial<StackResult> = {}): StackResult => ({
  stack,
  settings: '',
  ...more,
})

const job = (id: JobResult['job'], ...stacks: StackResult[]): JobResult => ({
  job: id,
  megapixels: 12,
  rounds: 3,
  stacks,
})

const held = (id: MemoryResult['job'], more: Partial<MemoryResult>): MemoryResult => ({
  job: id,
  megapixels: 12,
  stack: 'signet',
  ...more,
})

const ratio = (median: number) => ({ ratio: { low: median / 2, median, high: median * 2 } })

describe('the summary', () => {
  test('has the median ratio to each peer, and megabytes of 10^6 bytes', () => {
    const jobs = [
      job('jpeg12_400', result('signet'), result('sharp', ratio(0.87654)), result('jsquash', ratio(0.04))),
    ]
    const { ratios, memory_mb, refused } = summarize(jobs, [held('jpeg12_400', { peak: 1_234_567 })])
    expect(ratios).toEqual({
      jpeg12_400_vs_sharp: 0.877,
      jpeg12_400_vs_jsquash: 0.04,
      prog12_400_vs_sharp: null,
      jpeg12_webp1200_vs_sharp: null,
      png12_400_vs_sharp: null,
    })
    expect(memory_mb).toEqual({ jpeg12_400: 1.2, jpeg108_400: null, prog24_1200: null })
    expect(refused).toBeUndefined()
  })

  test('explains why a figure is missing', () => {
    const jobs = [job('png12_400', result('signet', { refused: 'over-budget' }), result('sharp'))]
    const memory = [held('jpeg108_400', { refused: 'too large' })]
    const { ratios, memory_mb, refused } = summarize(jobs, memory)
    expect(ratios.png12_400_vs_sharp).toBeNull()
    expect(memory_mb.jpeg108_400).toBeNull()
    expect(refused).toEqual({ 'png12_400 signet': 'over-budget', 'jpeg108_400 signet': 'too large' })
  })

  test('has memory figures of Signet only', () => {
    const { memory_mb } = summarize([], [held('jpeg12_400', { stack: 'photon', peak: 145e6 })])
    expect(memory_mb.jpeg12_400).toBeNull()
  })
})
