import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (file: string) => readFileSync(file, 'utf8')
const page = read('docs/upgrading.md')
const costs = read('docs/costs.md')

/** Returns the number at the beginning of a table row's last cell. */
function lastCell(text: string, row: string): number {
  const line = text.split('\n').find((line) => line.startsWith(`| ${row} |`)) ?? ''
  const cell = line.split('|').at(-2)?.trim() ?? ''
  return Number(/^\$?([0-9.]+)/.exec(cell)?.[1])
}

test('the page and the changelog name the version of the cache keys', () => {
  const [, version = ''] = /const VERSION = (\d+)\n/.exec(read('src/edge/cache/key.ts')) ?? []
  expect(page).toContain(`now **${version}**`)
  const sections = read('CHANGELOG.md').split('\n## ').slice(1)
  expect(sections.find((section) => section.includes('\n### '))).toMatch(
    new RegExp(String.raw`^\[.*\n\n### Upgrade\n\n- \*\*Cache keys\*\*: version ${version}\b`),
  )
})

test('the cost of a new cache key follows from the page of costs', () => {
  const cells = (costs.split('\n').find((line) => line.startsWith('| 12 MP → 400 JPEG |')) ?? '').split('|')
  const [cpu, reads] = [cells[4], cells[5]].map((cell) => Number(cell?.replace('$', '')))
  expect(lastCell(page, 'CPU')).toBe(cpu)
  expect(lastCell(page, 'reads of originals in R2')).toBe(reads)
  expect(lastCell(page, 'writes to the bucket of derivatives, if there is one')).toBe(
    lastCell(costs, 'R2: class A operations (uploads, lists)'),
  )
  const storage = lastCell(costs, 'R2: storage')
  const [, gigabytes, dollars] = /are (\d+) GB, which is \$([0-9.]+) for that month/.exec(page) ?? []
  expect(Number(dollars)).toBeCloseTo(Number(gigabytes) * storage, 2)
})
