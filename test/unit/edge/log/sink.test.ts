import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isolateMetrics } from '../../../../src/edge/log/isolate-metrics.ts'
import { report } from '../../../../src/edge/log/report.ts'
import { type LogLevel, type LogLine, writeTo } from '../../../../src/edge/log/sink.ts'
import { Failure } from '../../../../src/errors.ts'
import { answeredRequest } from '../../../support/worker/answered.ts'

const settings = { enabled: true, sample: 1, log_paths: false }
const use = () => ({
  slots: { running: 0, waiting: 0 },
  memory: { waiting: 0, bytes: 0 },
  pool: { reused: 0, started: 0 },
})

let now = 1_000_000_000
let warned: string[] = []
beforeEach(() => {
  warned = []
  now += 3_600_000
  vi.useFakeTimers({ now })
  vi.spyOn(console, 'log').mockImplementation(() => expect.unreachable('the console has a line'))
  vi.spyOn(console, 'warn').mockImplementation((text: string) => void warned.push(text))
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('a sink', () => {
  it('gets the lines that the console would get, with their levels', () => {
    const lines: [LogLine, LogLevel][] = []
    const write = writeTo(
      (line, level) => void lines.push([line, level]),
      () => undefined,
    )
    const metrics = isolateMetrics(use)
    const outlets = { env: {}, metrics, write }
    report(answeredRequest({ log: { settings } }), outlets)
    vi.advanceTimersByTime(60_000)
    const failure = new Failure('internal', undefined, 'a fault')
    report(answeredRequest({ log: { settings, failure }, status: 500 }), outlets)
    report(answeredRequest({ log: { settings: { ...settings, enabled: false } } }), outlets)
    expect(lines.map(([{ kind }, level]) => [kind, level])).toEqual([
      ['request', 'log'],
      ['request', 'error'],
      ['isolate', 'log'],
    ])
    for (const [line] of lines) expect(Object.values(line)).not.toContain(undefined)
  })

  it('keeps the request alive until its promise has settled', async () => {
    const kept: Promise<unknown>[] = []
    const { promise, resolve } = Promise.withResolvers<string>()
    const write = writeTo(
      () => promise,
      (work) => void kept.push(work),
    )
    write({ kind: 'isolate' } as LogLine, 'log')
    resolve('sent')
    expect(await Promise.all(kept)).toEqual(['sent'])
  })

  it.each<[string, () => unknown]>([
    ['throws', () => expect.unreachable()],
    ['rejects', async () => Promise.reject(new Error('POST https://log.example/?key=secret'))],
  ])('that %s is reported once a minute, without queries', async (_, sink) => {
    const kept: Promise<unknown>[] = []
    const write = writeTo(sink, (work) => void kept.push(work))
    for (let time = 0; time < 3; time++) write({ kind: 'isolate' } as LogLine, 'log')
    await Promise.all(kept)
    expect(warned).toEqual([expect.stringMatching(/^\{"kind":"fault","of":"log","reason":"/)])
    expect(warned.join()).not.toContain('secret')
  })
})
