import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isolateMetrics } from '../../../../src/edge/log/isolate-metrics.ts'
import { report } from '../../../../src/edge/log/report.ts'
import { Failure } from '../../../../src/errors.ts'
import { answeredRequest } from '../../../support/worker/answered.ts'

type Level = 'log' | 'warn' | 'error'

let written: [Level, Record<string, unknown>][] = []
beforeEach(() => {
  written = []
  for (const level of ['log', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(
      (text: string) => void written.push([level, JSON.parse(text)]),
    )
})
afterEach(() => {
  vi.restoreAllMocks()
})

const idle = {
  slots: { running: 0, waiting: 0 },
  memory: { waiting: 0, bytes: 0 },
  pool: { reused: 0, started: 0 },
}
let time = 0
const newMetrics = () =>
  isolateMetrics(
    () => idle,
    () => time,
  )

const settings = { enabled: true, sample: 1, log_paths: false }
const NOTHING = { ...settings, sample: 0 }

function reported(
  changes: NonNullable<Parameters<typeof answeredRequest>[0]>,
  { dataset, random = 0.5 }: { dataset?: unknown; random?: number } = {},
) {
  const env = dataset === undefined ? {} : { ANALYTICS: dataset }
  report(answeredRequest(changes), { env, metrics: newMetrics(), random: () => random })
  return written.map(([level]) => level)
}

function recorder() {
  const points: unknown[] = []
  return { points, dataset: { writeDataPoint: (point: unknown) => void points.push(point) } }
}

describe('a request', () => {
  it.each([
    [1, 0.999, true],
    [0.5, 0.499, true],
    [0.5, 0.5, false],
    [0, 0, false],
  ])('is logged with sample = %d if the random number is %d: %s', (sample, random, isLogged) => {
    expect(reported({ log: { settings: { ...settings, sample } } }, { random }).length).toBe(Number(isLogged))
  })

  it.each<[number, Failure | undefined, Level | undefined]>([
    [500, new Failure('internal', undefined, 'x'), 'error'],
    [503, new Failure('busy', 'x'), 'error'],
    [404, new Failure('not-found', 'x', 'olurl: nothing there'), 'error'],
    [422, new Failure('corrupt', 'x'), 'log'],
    [415, new Failure('unsupported', 'x'), 'log'],
    [413, new Failure('source-too-large', 'x'), 'log'],
    [404, new Failure('not-found'), undefined],
    [403, new Failure('forbidden'), undefined],
    [410, new Failure('expired'), undefined],
    [200, undefined, undefined],
    [499, undefined, undefined],
  ])('with %d is logged regardless of the sample if the owner must act: %s', (status, failure, level) => {
    const log = failure ? { settings: NOTHING, failure } : { settings: NOTHING }
    expect(reported({ status, log })).toEqual(level ? [level] : [])
  })

  it('is logged if the configuration cannot be read', () => {
    expect(reported({ status: 500 })).toEqual(['error'])
    expect(written[0]?.[1]).toMatchObject({ kind: 'request', status: 500 })
  })

  it('has no line with enabled = false, whatever its status', () => {
    const off = { ...settings, enabled: false }
    for (const status of [200, 422, 500]) expect(reported({ status, log: { settings: off } })).toEqual([])
  })

  it('has a row in the dataset with or without a line', () => {
    const { points, dataset } = recorder()
    reported({ log: { settings: NOTHING } }, { dataset })
    reported({ log: { settings: { ...settings, enabled: false } } }, { dataset })
    expect([points.length, written.length]).toEqual([2, 0])
  })
})

describe('a failure of logging', () => {
  it('is logged if the dataset fails', () => {
    const dataset = {
      writeDataPoint() {
        throw new Error('the dataset failed')
      },
    }
    expect(reported({ log: { settings } }, { dataset })).toEqual(['log', 'warn'])
    expect(written[1]?.[1]).toEqual({ kind: 'fault', of: 'ANALYTICS', reason: 'Error: the dataset failed' })
  })

  it.each(['text', 7, null, {}])('is ignored if there is no dataset: %j', (dataset) => {
    expect(reported({ log: { settings } }, { dataset })).toEqual(['log'])
  })

  it('does not prevent the row if the log fails', () => {
    vi.spyOn(console, 'log').mockImplementation(() => {
      throw new Error('the console failed')
    })
    const { points, dataset } = recorder()
    expect(() => reported({ log: { settings } }, { dataset })).not.toThrow()
    expect(points).toHaveLength(1)
  })

  it('is logged if the line cannot be made', () => {
    const hashPath = () => {
      throw new Error('no hash')
    }
    expect(reported({ log: { settings: { ...settings, hashPath }, received: '/a' } })).toEqual(['warn'])
    expect(written[0]?.[1]).toEqual({ kind: 'fault', of: 'log', reason: 'Error: no hash' })
  })
})

describe('an isolate', () => {
  it('has a line and a row once a minute', () => {
    const { points, dataset } = recorder()
    const metrics = newMetrics()
    const answer = () =>
      report(answeredRequest({ log: { settings: NOTHING } }), { env: { ANALYTICS: dataset }, metrics })
    answer()
    time += 60_000
    answer()
    expect(written).toEqual([['log', expect.objectContaining({ kind: 'isolate', requests: 2 })]])
    expect(points).toHaveLength(3)
    expect(points[2]).toMatchObject({ indexes: ['isolate'] })
  })
})
