import { readFileSync } from 'node:fs'
import { parse } from 'smol-toml'
import { describe, expect, it, test } from 'vitest'
import { unusedCredentials } from '../../cli/project.ts'
import { configure } from '../../src/edge/config.ts'
import { encodeBase64url } from '../../src/signing/auth/base64url.ts'

const read = (file: string) => readFileSync(file, 'utf8')
const page = read('docs/costs.md')
const bench = read('bench/README.md')

/** Returns the cells of the rows below a table header. */
function rowsBelow(text: string, header: string): readonly (readonly string[])[] {
  const [, below = ''] = text.split(`| ${header} |`)
  const lines = below.split('\n').slice(2)
  const rows = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('|')),
  )
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

const dollars = (cell = '') => Number(/^\$?([0-9.]+)/.exec(cell)?.[1])
const prices = new Map(
  rowsBelow(page, 'what | included each month | beyond it').map(([what = '', , price]) => [
    what,
    dollars(price),
  ]),
)
const [request, cpu, reading] = [
  prices.get('requests to the Worker') ?? Number.NaN,
  prices.get('CPU of the Worker') ?? Number.NaN,
  prices.get('R2: class B operations (reads)') ?? Number.NaN,
]

/** Returns the CPU time in milliseconds that the bench reports for a picture or for a request. */
function measured(name: string): number {
  const [, section = ''] = bench.split(`### ${name}\n`)
  const [, picture] = /^\| signet \| ([0-9.]+)/m.exec(section) ?? []
  const row = rowsBelow(bench, 'request | requests | a second | CPU ms a request').find(([cell = '']) =>
    cell.startsWith(name),
  )
  return Number(picture ?? row?.[3])
}

describe('the costs of a million requests', () => {
  const rows = rowsBelow(page, 'request | CPU ms | requests | CPU | R2 reads | cost of a million')

  test.each(rows)('are correct for %s', (name = '', ms, requests, time, reads, total) => {
    expect(Number(ms)).toBe(measured(name))
    expect(dollars(requests)).toBe(request)
    expect(dollars(time)).toBe(Number((Number(ms) * cpu).toFixed(2)))
    expect(dollars(reads)).toBe(name.includes('→') ? reading : 0)
    expect(dollars(total)).toBeCloseTo(dollars(requests) + dollars(time) + dollars(reads), 2)
  })

  it('have rows of both kinds', () => {
    expect(rows.length).toBeGreaterThan(5)
  })
})

it('the monthly cost of a shop is the sum of its parts', () => {
  const month = rowsBelow(page, 'what | arithmetic | dollars').map(([what = '', , sum]): [string, number] => [
    what,
    dollars(sum),
  ])
  const { total, ...parts } = Object.fromEntries(month)
  const time = measured('12 MP → 400 JPEG') + 20 * measured('12 MP JPEG to 400 px, cached') - 30
  expect(parts['requests']).toBeCloseTo(11 * request, 2)
  expect(parts['CPU']).toBe(Number((time * cpu).toFixed(2)))
  expect(total).toBeCloseTo(
    Object.values(parts).reduce((sum, part) => sum + part, 0),
    2,
  )
})

/** Pages on which each block of configuration is complete by itself. */
const STANDALONE = [
  'caching',
  'deny-list',
  'deploying',
  'hardening',
  'domain',
  'limits',
  'metrics',
  'operations',
  'policies',
  'sources',
  'takedown',
  'tiered-cache',
  'zones',
]

describe('the configuration on the pages', () => {
  const pages = STANDALONE.map((name) => `docs/${name}.md`)
  const blocks = pages.flatMap((file) =>
    [...read(file).matchAll(/^```toml\n(.*?)^```/gms)].map(([, text = '']): [string, string] => [file, text]),
  )
  const base = Object(parse(read('wrangler.toml'))['vars'])
  const SIGNING_KEYS = `k1:${encodeBase64url(crypto.getRandomValues(new Uint8Array(32)))}`

  test.each(blocks)('is valid: %s, block %#', async (_, text) => {
    const { vars: all = {}, r2_buckets: buckets = [] } = Object(parse(text))
    const { zones, ...vars } = all
    const bindings: { binding: string }[] = [{ binding: 'IMAGES' }, ...buckets]
    const env = {
      ...base,
      ...vars,
      zones: { ...base.zones, ...zones },
      ...Object.fromEntries(bindings.map(({ binding }) => [binding, { get() {}, head() {} }])),
      ...unusedCredentials(all),
      SIGNING_KEYS,
    }
    await expect(configure(env)).resolves.toMatchObject({ development: false })
  })

  it('exists', () => {
    expect(blocks.length).toBeGreaterThan(5)
  })
})
