import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadTable } from '../../../tools/load-tables.ts'
import { compare, formatPair, runPairs } from '../../load/pairs.ts'
import { readRuns, recordRun } from '../../load/record.ts'
import type { Summary } from '../../load/run.ts'

const summary = (more: Partial<Summary> = {}): Summary => ({
  scenario: 'wave',
  statuses: { '200': 90, '503': 10 },
  lost: 0,
  isolate: {
    meanMb: 60.4,
    peakMb: 99.6,
    over128: 0,
    samples: 300,
    heapMb: 11.2,
    buffersMb: 20.1,
    wasmMb: 68.3,
    highWaterMb: 104,
    ledgerPeakMb: null,
  },
  slopeMbPerMinute: 1,
  idleMb: 100,
  peakMb: 250,
  requests: 100,
  servedPerSecond: 9,
  servedPerCpuSecond: 8,
  p50: 100,
  p90: 200,
  p99: 300,
  max: 400,
  nextMs: 210,
  failed: [],
  ...more,
})

describe('a file of results', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signet-record-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  test('has the newest run of each scenario, in their order', async () => {
    const file = join(folder, 'load.json')
    expect(readRuns(file)).toEqual([])
    const order = ['gallery', 'wave']
    await recordRun(file, summary(), order)
    await recordRun(file, summary({ scenario: 'gallery' }), order)
    await recordRun(file, summary({ requests: 101 }), order)
    const runs = readRuns(file)
    expect(runs.map(({ scenario, requests }) => [scenario, requests])).toEqual([
      ['gallery', 100],
      ['wave', 101],
    ])
    expect(runs[0]?.date).toMatch(/^\d{4}-\d\d-\d\d$/)
    expect(runs[0]?.machine).toMatch(/ cores, Linux /)
  })

  test('becomes a table, with the mark of the ledger if there is one', () => {
    const run = { ...summary(), date: '2026-11-29', machine: 'EPYC' }
    const isolate = { ...run.isolate, ledgerPeakMb: 101, over128: 3 }
    const lines = loadTable([run, { ...run, scenario: 'mixed', isolate, lost: 2 }]).split('\n')
    expect(lines.slice(2)).toEqual([
      '| `wave` | 90 × 200, 10 × 503 | 60 | 100 | 11 / 20 / 68 | 104 | 0 of 300 | 150 | 0.2 s |',
      '| `mixed` | 90 × 200, 10 × 503, 2 lost | 60 | 100 | 11 / 20 / 68 | 101 | 3 of 300 | 150 | 0.2 s |',
      '',
      'Measured on 2026-11-29, EPYC.',
    ])
  })

  test('may have no run', () => {
    expect(loadTable([]).split('\n').slice(2)).toEqual(['', 'No run is recorded.'])
  })

  test('lists the scenarios by day if they were measured on several', () => {
    const run = { ...summary(), date: '2026-11-29', machine: 'EPYC' }
    expect(loadTable([run, { ...run, scenario: 'mixed', date: '2026-11-30' }])).toMatch(
      /Measured on:\n\n- 2026-11-29, EPYC: `wave`\n- 2026-11-30, EPYC: `mixed`$/,
    )
  })
})

describe('a comparison', () => {
  const speeds = (...values: number[]) => {
    const left = [...values]
    return async () => summary({ servedPerSecond: left.shift() ?? 0 })
  }

  test('runs both in turn, in changing order', async () => {
    const order: string[] = []
    const run = (name: string) => async () => {
      order.push(name)
      return summary()
    }
    await runPairs(3, run('ours'), run('theirs'))
    expect(order).toEqual(['ours', 'theirs', 'theirs', 'ours', 'ours', 'theirs'])
  })

  test('gives medians, and the median of the ratios within pairs', async () => {
    const pairs = await runPairs(3, speeds(10, 20, 6), speeds(5, 10, 4))
    expect(compare(pairs).servedPerSecond).toEqual({ ours: 10, theirs: 5, ratio: 2 })
    expect(compare(pairs).over128).toEqual({ ours: 0, theirs: 0, ratio: null })
    const [first] = pairs
    expect(first && formatPair(first, 0)).toBe(
      'pair 1: 10 served a second, 10 × 503, peak 99.6 MB; against 5 served a second, 10 × 503, peak 99.6 MB; ratio 2.000',
    )
  })
})
