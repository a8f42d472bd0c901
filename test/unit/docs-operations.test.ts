import { readFileSync } from 'node:fs'
import { parse } from 'smol-toml'
import { describe, expect, it, test } from 'vitest'
import {
  ISOLATE_BLOBS,
  ISOLATE_DOUBLES,
  REQUEST_BLOBS,
  REQUEST_DOUBLES,
  STAGE_DOUBLES,
} from '../../src/edge/log/analytics.ts'
import { FIELDS, requestLine } from '../../src/edge/log/fields.ts'
import { answeredRequest } from '../support/worker/answered.ts'

const page = readFileSync('docs/operations.md', 'utf8')
const metrics = readFileSync('docs/metrics.md', 'utf8')
const queries = [...metrics.matchAll(/SELECT .*?(?:"$|^```)/gms)].map(([query]) => query)

const COLUMNS = {
  request: { blob: REQUEST_BLOBS, double: [...REQUEST_DOUBLES, ...STAGE_DOUBLES] },
  isolate: { blob: ISOLATE_BLOBS, double: ISOLATE_DOUBLES },
} as const

/** Names of fields in queries, for fields that have another name in the log line. */
const RENAMED: Readonly<Record<string, string>> = { sent: 'bytes', median: 'source', slowest: 'source' }

describe('a query on the page', () => {
  test.each(queries)('uses the column names of the dataset: %s', (query) => {
    const kind = query.includes("blob1 = 'isolate'") ? 'isolate' : 'request'
    const named = [
      ...query.matchAll(/(?:\w+\()?(?:\([\d.]+\)\()?(blob|double)(\d+)[^'=,()]*\)? AS (\w+)/g),
      ...query.matchAll(/quantileExactWeighted\([\d.]+\)\((double)(\d+), _sample_interval\) AS (\w+)/g),
    ]
    for (const [, type, number, alias = ''] of named) {
      const columns: readonly string[] = COLUMNS[kind][type === 'blob' ? 'blob' : 'double']
      expect(columns[Number(number) - 1], `${type}${number}`).toBe(RENAMED[alias] ?? alias)
    }
    const used = [...query.matchAll(/(?:blob|double)\d+/g)].map(([column]) => column)
    const known = new Set([
      ...named.map(([, type, number]) => `${type}${number}`),
      'blob1',
      'blob4',
      'blob5',
      'blob10',
    ])
    expect(used.filter((column) => !known.has(column))).toEqual([])
  })

  it('exists', () => {
    expect(queries.length).toBeGreaterThan(5)
    const unnamed = [0, 3, 4, 9].map((at) => REQUEST_BLOBS[at])
    expect(unnamed).toEqual(['kind', 'code', 'cache', 'tier'])
  })
})

it('wrangler.toml has the settings of the page, so that Cloudflare records no URL', () => {
  const blocks = [...page.matchAll(/^```toml\n(.*?)^```/gms)].map(([, text = '']) => parse(text))
  const shown = blocks.find((block) => 'observability' in block)?.['observability']
  const { observability } = parse(readFileSync('wrangler.toml', 'utf8'))
  expect(shown).toEqual(observability)
  expect(observability).toMatchObject({
    redact_query_string: true,
    logs: { invocation_logs: false },
    traces: { enabled: false },
  })
})

it('the example line has its fields in their order', () => {
  const [, text = ''] = /^```json\n(.*?)^```/ms.exec(page) ?? []
  const shown: Record<string, unknown> = JSON.parse(text)
  const order = Object.keys(requestLine(answeredRequest())).filter((name) => Object.hasOwn(shown, name))
  expect(Object.keys(shown)).toEqual(order)
  expect(Object.keys(FIELDS)).toEqual(expect.arrayContaining(Object.keys(shown)))
  expect(
    Object.keys(Object(shown['stages'])).every((name) => STAGE_DOUBLES.some((stage) => stage === name)),
  ).toBe(true)
})
