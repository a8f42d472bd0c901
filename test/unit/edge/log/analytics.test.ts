import { describe, expect, it } from 'vitest'
import {
  ISOLATE_BLOBS,
  ISOLATE_DOUBLES,
  isolatePoint,
  REQUEST_BLOBS,
  REQUEST_DOUBLES,
  requestPoint,
  STAGE_DOUBLES,
} from '../../../../src/edge/log/analytics.ts'
import { requestLine } from '../../../../src/edge/log/fields.ts'
import { isolateMetrics } from '../../../../src/edge/log/isolate-metrics.ts'
import { listSources, readSource } from '../../../support/project/imports.ts'
import { answeredRequest } from '../../../support/worker/answered.ts'

describe('a row of the dataset', () => {
  it('has the texts and numbers of a request in the order of the table', async () => {
    const answered = answeredRequest({
      status: 503,
      headers: { 'x-ip-error': 'busy' },
      log: {
        zone: 'shop',
        cache: 'hit',
        tier: 'bucket',
        info: { bytes: 9, size: { width: 400, height: 300 }, format: 'webp' },
        memory: 77,
      },
    })
    const { indexes, blobs, doubles } = requestPoint(requestLine(answered))
    expect(indexes).toEqual(['shop'])
    expect(blobs).toEqual(['request', 'shop', '', 'busy', 'hit', 'webp', 'GET', '', '', 'bucket', ''])
    expect(doubles).toEqual([503, 0, 400, 300, 77, ...STAGE_DOUBLES.map(() => 0)])
  })

  it('has the time of each stage in its column', async () => {
    const line = requestLine(answeredRequest())
    const stages = Object.fromEntries(STAGE_DOUBLES.map((name, at) => [name, at + 1]))
    expect(requestPoint({ ...line, stages }).doubles.slice(REQUEST_DOUBLES.length)).toEqual(
      STAGE_DOUBLES.map((_, at) => at + 1),
    )
  })

  it('has a column for every stage of the code', () => {
    const code = listSources('src').map(readSource).join('\n')
    const stages = new Set([...code.matchAll(/\.stage\('(\w+)'/g)].map(([, name]) => name))
    expect([...stages].toSorted()).toEqual([...STAGE_DOUBLES].toSorted())
  })

  it('has the texts and numbers of an isolate in the order of the table', () => {
    let now = 0
    const use = {
      slots: { running: 3, waiting: 2 },
      memory: { waiting: 1, bytes: 9 },
      pool: { reused: 0, started: 0 },
    }
    const metrics = isolateMetrics(
      () => use,
      () => now,
    )
    metrics.count(answeredRequest())
    now = 60_000
    const line = metrics.count(answeredRequest())
    if (!line) throw new Error('no line')
    const { indexes, blobs, doubles } = isolatePoint(line)
    expect([indexes, blobs]).toEqual([['isolate'], ['isolate', line.isolate]])
    expect(doubles[ISOLATE_DOUBLES.indexOf('running')]).toBe(3)
    expect(doubles[ISOLATE_DOUBLES.indexOf('waiting')]).toBe(3)
    expect(doubles).toHaveLength(ISOLATE_DOUBLES.length)
  })

  it('respects the limits of the platform: 20 texts, 20 numbers, an index of 96 bytes', () => {
    for (const columns of [
      REQUEST_BLOBS,
      [...REQUEST_DOUBLES, ...STAGE_DOUBLES],
      ISOLATE_BLOBS,
      ISOLATE_DOUBLES,
    ])
      expect(columns.length).toBeLessThanOrEqual(20)
    const line = { ...requestLine(answeredRequest()), zone: 'z'.repeat(200) }
    expect(requestPoint(line).indexes).toEqual(['z'.repeat(96)])
  })
})
