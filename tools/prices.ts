/** Date on which the prices below were looked up in Cloudflare's documentation. */
export const PRICES_DATE = '2026-11-26'

interface Price {
  readonly what: string
  /** Amount that is included each month. */
  readonly included: string
  readonly beyond: string
}

/** Cloudflare's list prices in US dollars. */
export const PRICES: readonly Price[] = [
  { what: 'Workers Paid', included: '', beyond: '$5.00 a month' },
  { what: 'requests to the Worker', included: '10 million', beyond: '$0.30 per million' },
  { what: 'CPU of the Worker', included: '30 million ms', beyond: '$0.02 per million ms' },
  { what: 'R2: storage', included: '10 GB', beyond: '$0.015 per GB and month' },
  { what: 'R2: class A operations (uploads, lists)', included: '1 million', beyond: '$4.50 per million' },
  { what: 'R2: class B operations (reads)', included: '10 million', beyond: '$0.36 per million' },
  {
    what: 'KV: reads, for the [deny list](deny-list.md)',
    included: '10 million',
    beyond: '$0.50 per million',
  },
  { what: 'KV: writes', included: '1 million', beyond: '$5.00 per million' },
  { what: 'egress of the Worker and of R2', included: '', beyond: 'free' },
]

/** Dollars for a million requests, a million milliseconds and a million R2 reads. */
const MILLION = { requests: 0.3, cpu: 0.02, reads: 0.36 } as const
const PLAN = 5
const GIGABYTE_MONTH = 0.015

/** Costs in dollars for a million requests, beyond the included amounts. */
export interface Costs {
  readonly requests: number
  readonly cpu: number
  readonly reads: number
  readonly total: number
}

/**
 * Computes the costs for a million requests.
 * @param cpu CPU milliseconds per request
 * @param reads R2 reads per request
 */
export function costsOfMillion(cpu: number, reads: 0 | 1): Costs {
  const costs = { requests: MILLION.requests, cpu: cents(cpu * MILLION.cpu), reads: reads * MILLION.reads }
  return { ...costs, total: costs.requests + costs.cpu + costs.reads }
}

/** Lines in a month's bill: the name, the arithmetic, and dollars. */
export type Bill = readonly (readonly [what: string, arithmetic: string, dollars: number])[]

/**
 * Computes the example bill on the cost page: a million transforms, 20 million answers from the
 * cache, and 100 GB of originals.
 * @param transform CPU milliseconds per transform, as the page shows them
 * @param cached CPU milliseconds per answer from the cache, as the page shows them
 */
export function exampleBill(transform: string, cached: string): Bill {
  const cpu = Number(transform) + 20 * Number(cached) - 30
  return [
    ['plan', '', PLAN],
    ['requests', `(21 − 10) million × ${MILLION.requests.toFixed(2)}`, 11 * MILLION.requests],
    [
      'CPU',
      `(1 × ${transform} + 20 × ${cached} − 30) million ms × ${MILLION.cpu}`,
      cents(Math.max(0, cpu) * MILLION.cpu),
    ],
    ['storage', `(100 − 10) GB × ${GIGABYTE_MONTH}`, 90 * GIGABYTE_MONTH],
    ['reads', '1 million, included', 0],
  ]
}

const cents = (dollars: number) => Math.round(dollars * 100) / 100

/** Formats dollars. */
export const dollars = (amount: number): string => amount.toFixed(2)
