import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ms } from '../../../bench/markdown.ts'
import { SERVICE_PRICES, TRAFFIC, VOLUMES } from '../../../tools/price-comparison.ts'

const page = readFileSync('docs/comparison.md', 'utf8')

/** Row cells in the first table after a marker. */
function rowsAfter(marker: string): string[][] {
  const [, table = ''] = page.split(`<!-- ${marker} -->\n`)
  const [text = ''] = table.split('\n<!--')
  return text
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

const costs = Object.fromEntries(
  rowsAfter('price-comparison').map(([service = '', ...cells]) => [service, cells]),
)
const units = Object.fromEntries(
  rowsAfter('price-sources').map(([service = '', text = '']) => [service, text]),
)

/** Numbers in a service's unit prices, in page order. */
const unitsOf = (service: string) =>
  [...(units[service] ?? '').matchAll(/\d[\d,.]*\d|\d/g)].map(([text]) => Number(text.replaceAll(',', '')))

/** Cells of the page: dollars with two decimals. */
const cells = (cost: (images: number) => number) => VOLUMES.map((images) => `$${cost(images).toFixed(2)}`)

/** The month of the page, by the assumptions that its text states. */
const [bytes, views, sizes, copies] = [60_000, 10, 5, 3]

describe('docs/comparison.md', () => {
  it('states the traffic that it computes with', () => {
    expect(TRAFFIC).toMatchObject({ bytes, views, sizes, copies })
    for (const words of ['It has 60 KB', 'Ten browsers', 'original has five', 'three times'])
      expect(page).toContain(words)
    expect(page).toContain(
      `takes ${TRAFFIC.transform} ms of CPU\n  and a cached answer ${ms(TRAFFIC.cached)} ms`,
    )
  })

  it('has the CPU of docs/costs.md', () => {
    const measured = readFileSync('docs/costs.md', 'utf8')
    expect(measured).toMatch(RegExp(`\\| 12 MP → 1200 WebP \\| ${TRAFFIC.transform} \\|`))
    expect(measured).toMatch(RegExp(`cached \\| ${ms(TRAFFIC.cached)} \\|`))
  })

  it('computes Signet from its unit prices', () => {
    const [plan = 0, requests = 0, perRequests = 0, cpu = 0, perCpu = 0] = unitsOf('Signet')
    const more = (amount: number, included: number, price: number) =>
      Math.max(0, amount / 1e6 - included) * price
    expect(costs['Signet']).toEqual(
      cells((images) => {
        const made = (images / views) * copies
        const used = made * TRAFFIC.transform + (images - made) * TRAFFIC.cached
        return plan + more(images, requests, perRequests) + more(used, cpu, perCpu)
      }),
    )
  })

  it('computes Cloudflare Images from its unit prices', () => {
    const [price = 0, per = 0, free = 0] = unitsOf('Cloudflare Images, originals elsewhere')
    expect(costs['Cloudflare Images, originals elsewhere']).toEqual(
      cells((images) => (Math.max(0, images / views - free) / per) * price),
    )
    const [stored = 0, perStored = 0, delivered = 0, perDelivered = 0] = unitsOf(
      'Cloudflare Images, originals stored there',
    )
    expect(costs['Cloudflare Images, originals stored there']).toEqual(
      cells(
        (images) =>
          Math.ceil(images / views / sizes / perStored) * stored +
          Math.ceil(images / perDelivered) * delivered,
      ),
    )
  })

  it('computes Bunny, and the traffic of imgproxy and IPX, from their unit prices', () => {
    const [website = 0, gigabyte = 0] = unitsOf('Bunny Optimizer')
    const traffic = (images: number) => ((images * bytes) / 1e9) * gigabyte
    expect(costs['Bunny Optimizer']).toEqual(cells((images) => website + traffic(images)))
    const served = cells(traffic).map((cost) => `a server + ${cost}`)
    expect([costs['imgproxy'], costs['IPX']]).toEqual([served, served])
  })

  it('computes imgix from credits and plans', () => {
    const credits = (images: number) =>
      (images * bytes) / 1e9 + images / views / 500 + (2 * images * bytes) / views / 1e9
    expect(VOLUMES.map((images) => Math.round(credits(images)))).toEqual([3, 272, 2720])
    // Starter, Starter or Basic, and Growth with 845 more credits.
    expect(costs['imgix']).toEqual(['$25.00', '$68.00', '$435.20'])
  })

  it('names a source for every price, with its date', () => {
    for (const { service, source, month } of SERVICE_PRICES)
      if (typeof month(1) === 'number')
        expect([service, source]).toEqual([service, expect.stringMatching(/2026-\d\d-\d\d|same page/)])
      else expect(units[service]).toMatch(/free software/)
  })
})
