import { describe, expect, it } from 'vitest'
import { ISOLATE_FIELDS, isolateMetrics } from '../../../../src/edge/log/isolate-metrics.ts'
import { Failure } from '../../../../src/errors.ts'
import { answeredRequest } from '../../../support/worker/answered.ts'

function started() {
  const state = { running: 0, slotWaiters: 0, memoryWaiters: 0, bytes: 0, reused: 5, started: 7, now: 1000 }
  const metrics = isolateMetrics(
    () => ({
      slots: { running: state.running, waiting: state.slotWaiters },
      memory: { waiting: state.memoryWaiters, bytes: state.bytes },
      pool: { reused: state.reused, started: state.started },
    }),
    () => state.now,
  )
  return { state, metrics }
}

describe('the metrics of an isolate', () => {
  it('make a line after a minute, and not before', () => {
    const { state, metrics } = started()
    expect(metrics.count(answeredRequest())).toBeUndefined()
    state.now += 59_999
    expect(metrics.count(answeredRequest())).toBeUndefined()
    state.now += 1
    expect(metrics.count(answeredRequest())).toMatchObject({ kind: 'isolate', seconds: 60, requests: 3 })
    expect(metrics.count(answeredRequest())).toBeUndefined()
    state.now += 90_000
    expect(metrics.count(answeredRequest())).toMatchObject({ seconds: 90, requests: 2 })
  })

  it('make a line even without an answer', () => {
    const { state, metrics } = started()
    expect(metrics.tick()).toBeUndefined()
    state.now += 60_000
    state.running = 3
    expect(metrics.tick()).toMatchObject({ seconds: 60, requests: 0, running: 3 })
    expect(metrics.tick()).toBeUndefined()
  })

  it('count answers of each kind', () => {
    const { state, metrics } = started()
    const busy = new Failure('busy', 'later')
    for (const answered of [
      answeredRequest({ log: { cache: 'hit', tier: 'edge' } }),
      answeredRequest({ log: { cache: 'hit', tier: 'bucket' } }),
      answeredRequest({ log: { cache: 'shared' } }),
      answeredRequest({ log: { cache: 'miss' } }),
      answeredRequest({ log: { failure: busy }, status: 503 }),
      answeredRequest({ status: 500 }),
      answeredRequest({ status: 499 }),
    ])
      metrics.count(answered)
    state.now += 60_000
    expect(metrics.count(answeredRequest({ status: 403 }))).toMatchObject({
      requests: 8,
      hits: 2,
      shared: 1,
      misses: 1,
      refused: 1,
      errors: 2,
      gone: 1,
      bucket_hits: 1,
    })
  })

  it('have the maximum of concurrent requests, and the instances since the previous line', () => {
    const { state, metrics } = started()
    metrics.count(answeredRequest())
    Object.assign(state, { running: 4, slotWaiters: 2, memoryWaiters: 1, bytes: 900 })
    metrics.observe()
    Object.assign(state, { running: 1, slotWaiters: 0, memoryWaiters: 0, bytes: 100, reused: 9, started: 8 })
    state.now += 60_000
    const line = metrics.count(answeredRequest())
    expect(line).toMatchObject({ running: 4, waiting: 3, memory: 900, reused: 4, started: 1 })
    expect(Object.keys(line ?? {})).toEqual(['kind', 'isolate', ...Object.keys(ISOLATE_FIELDS)])
    state.now += 60_000
    const next = metrics.count(answeredRequest())
    expect(next).toMatchObject({ running: 1, waiting: 0, memory: 100, reused: 0, started: 0 })
    expect(next?.isolate).toBe(line?.isolate)
    expect(line?.isolate).toMatch(/^[0-9a-f]{8}$/)
  })
})
