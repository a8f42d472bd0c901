import { table } from './table.ts'

/** Months that the page compares, as the number of images that browsers get. */
export const VOLUMES: readonly number[] = [10_000, 1_000_000, 10_000_000]

/** Traffic that all services are compared with. */
export const TRAFFIC = {
  /** Image size in bytes. */
  bytes: 60_000,
  /** Images that browsers get for each different image, which is one original in one size. */
  views: 10,
  /** Original sizes. */
  sizes: 5,
  /** Times that Signet makes an image: data centers with visitors, and evictions. */
  copies: 3,
  /** CPU time per transform in ms: 12 MP to 1200 pixels, WebP. */
  transform: 68,
  /** CPU time per cached answer in ms. */
  cached: 0.76,
} as const

const different = (images: number) => images / TRAFFIC.views
const originals = (images: number) => different(images) / TRAFFIC.sizes
const gigabytes = (images: number) => (images * TRAFFIC.bytes) / 1e9
const beyond = (amount: number, included: number) => Math.max(0, amount - included)

function signet(images: number): number {
  const made = different(images) * TRAFFIC.copies
  const cpu = made * TRAFFIC.transform + (images - made) * TRAFFIC.cached
  const million = 1_000_000
  return (
    5 +
    (beyond(images, 10 * million) / million) * 0.3 +
    (beyond(cpu, 30 * million) / million) * 0.02 +
    (beyond(made, 10 * million) / million) * 0.36
  )
}

const cloudflareRemote = (images: number) => (beyond(different(images), 5000) / 1000) * 0.5

const cloudflareStored = (images: number) =>
  Math.ceil(originals(images) / 100_000) * 5 + Math.ceil(images / 100_000) * 1

/** imgix plans: dollars a month, credits, and dollars for one more credit. */
const IMGIX_PLANS = [
  [25, 100, 0.25],
  [75, 375, 0.2],
  [150, 830, 0.18],
  [300, 1875, 0.16],
  [500, 3570, 0.12],
] as const

function imgix(images: number): number {
  const cached = (different(images) * TRAFFIC.bytes) / 1e9
  const credits = gigabytes(images) + different(images) / 500 + 2 * cached
  return Math.min(...IMGIX_PLANS.map(([month, included, more]) => month + beyond(credits, included) * more))
}

const bunny = (images: number) => 9.5 + gigabytes(images) * 0.01

const bunnyTraffic = (images: number) => gigabytes(images) * 0.01

const DOLLARS = { style: 'currency', currency: 'USD' } as const

const dollars = (amount: number) => amount.toLocaleString('en-US', DOLLARS)

const server = (images: number) => `a server + ${dollars(bunnyTraffic(images))}`

/** A service's price: its cost per month, and the page that lists its unit prices. */
export interface ServicePrice {
  readonly service: string
  readonly month: (images: number) => number | string
  readonly units: string
  readonly source: string
}

const READ = 'read 2026-11-29'

/** Services in docs/comparison.md with their prices. */
export const SERVICE_PRICES: readonly ServicePrice[] = [
  {
    service: 'Signet',
    month: signet,
    units: '$5.00 a month; beyond 10 million requests $0.30 a million, beyond 30 million ms of CPU $0.02',
    source: '[costs](costs.md), 2026-11-26',
  },
  {
    service: 'Cloudflare Images, originals elsewhere',
    month: cloudflareRemote,
    units: '$0.50 per 1,000 different images beyond 5,000',
    source: `[Cloudflare](https://developers.cloudflare.com/images/pricing/), ${READ} in commit \`a7f17ac\` of its documentation`,
  },
  {
    service: 'Cloudflare Images, originals stored there',
    month: cloudflareStored,
    units: '$5.00 per 100,000 originals, $1.00 per 100,000 images delivered',
    source: 'the same page',
  },
  {
    service: 'imgix',
    month: imgix,
    units:
      '1 credit per GB delivered or 500 transforms, 2 per GB cached; plans from $25 for 100 credits to $500 for 3,570, each additional credit $0.25 to $0.12',
    source: `credits: [imgix](https://www.imgix.com/faq-categories/credit-usage-value), ${READ}; plans: [a list of 2026-05-04](https://github.com/api-evangelist/imgix/blob/main/plans/imgix-plans-pricing.yml), not verified at imgix`,
  },
  {
    service: 'Bunny Optimizer',
    month: bunny,
    units: '$9.50 per website, and $0.01 per GB in Europe and North America',
    source: `[Optimizer](https://docs.bunny.net/optimizer/pricing) and [CDN](https://docs.bunny.net/cdn/pricing), ${READ}`,
  },
  {
    service: 'imgproxy',
    month: server,
    units: 'free software; your servers, and a CDN before them: here Bunny at $0.01 per GB',
    source: '[imgproxy](https://imgproxy.net/features); the price of imgproxy Pro could not be verified',
  },
  {
    service: 'IPX',
    month: server,
    units: 'free software; your servers, and a CDN before them: here Bunny at $0.01 per GB',
    source: '[IPX](https://github.com/unjs/ipx)',
  },
]

const shown = (cost: number | string) => (typeof cost === 'string' ? cost : dollars(cost))

/**
 * Formats a service's price for a month.
 * @throws Error if there is no such service
 */
export function priceOf(name: string, images: number): string {
  const row = SERVICE_PRICES.find(({ service }) => service === name)
  if (!row) throw new Error(`there is no price of ${name}`)
  return shown(row.month(images))
}

/** Generated tables in docs/comparison.md by section name. */
export const PRICE_SECTIONS: Readonly<Record<string, () => string>> = {
  'price-comparison': () =>
    table(
      ['service', ...VOLUMES.map((images) => `${images.toLocaleString('en-US')} images`)],
      SERVICE_PRICES.map(({ service, month }) => [service, ...VOLUMES.map((images) => shown(month(images)))]),
    ),
  'price-sources': () =>
    table(
      ['service', 'unit prices', 'source'],
      SERVICE_PRICES.map(({ service, units, source }) => [service, units, source]),
    ),
}
