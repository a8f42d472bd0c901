import { randomNumbers } from '../support/properties/random.ts'
import type { RequestOptions } from './client.ts'
import {
  AVIF,
  BOMBS,
  CUT,
  DAMAGED_AVIF,
  DAMAGED_WEBP,
  HEAVY,
  LARGE,
  PHOTOS,
  PNG,
  PROGRESSIVE,
  WEBP,
} from './pictures.ts'
import type { ImageRequest } from './requests.ts'
import type { ZoneName } from './service.ts'

/** Random choices of one client. They are always the same for a seed. */
export interface Draw {
  /** Returns a random integer from `from` to `to`. */
  between(from: number, to: number): number
  pick<T>(from: readonly T[]): T
}

export function draws(seed: number): Draw {
  const next = randomNumbers(seed)
  const between = (from: number, to: number) => from + (next() % (to - from + 1))
  return {
    between,
    pick<T>(from: readonly T[]): T {
      return from[between(0, from.length - 1)] as T
    },
  }
}

/** Files that the bucket contains. All files are also available over HTTP. */
export const BUCKET = [...PHOTOS.slice(0, 4), ...WEBP, ...AVIF, ...PNG, ...CUT, ...BOMBS, LARGE]

/** A request without its kind. */
export interface Request extends Omit<ImageRequest, 'kind'> {
  readonly forged?: boolean
  /** Milliseconds after which the client resets the connection. */
  readonly leaveAfter?: number
}

export interface Kind {
  /** Percentage of the traffic. */
  readonly percent: number
  /** Expected statuses in addition to 503. */
  readonly right: readonly number[]
  readonly draw: (draw: Draw) => Request
}

/** Returns a query for a random size. Width and quality together make most URLs distinct. */
const sized = (draw: Draw, max: number, formats: readonly string[]) =>
  `format=${draw.pick(formats)}&width=${draw.between(100, max)}&quality=${draw.between(60, 90)}`

function from(draw: Draw, files: readonly string[], query: string, more: RequestOptions = {}): Request {
  const file = draw.pick(files)
  const zones: ZoneName[] = BUCKET.includes(file) ? ['photos', 'other', 'bucket'] : ['photos', 'other']
  return { zone: draw.pick(zones), file, query, ...more }
}

const LOSSY = ['jpeg', 'webp']

/** Kinds of traffic: good, bad and hostile requests. No origin fails. */
export const KINDS: Readonly<Record<string, Kind>> = {
  hit: {
    percent: 16,
    right: [200],
    draw: (draw) => ({ zone: 'photos', file: draw.pick(PHOTOS), query: 'width=400&format=webp' }),
  },
  photo: { percent: 17, right: [200], draw: (draw) => from(draw, PHOTOS, sized(draw, 1600, LOSSY)) },
  'to AVIF': { percent: 3, right: [200], draw: (draw) => from(draw, PHOTOS, sized(draw, 800, ['avif'])) },
  blurred: {
    percent: 2,
    right: [200],
    draw: (draw) => from(draw, PHOTOS, `width=${draw.between(1600, 3000)}&blur=${draw.between(2, 10)}`),
  },
  'to progressive': {
    percent: 2,
    right: [200],
    draw: (draw) => from(draw, PHOTOS, `${sized(draw, 1800, ['jpeg'])}&progressive=1`),
  },
  'progressive source': {
    percent: 4,
    right: [200],
    draw: (draw) => from(draw, PROGRESSIVE, sized(draw, 1000, LOSSY)),
  },
  'WebP source': { percent: 12, right: [200], draw: (draw) => from(draw, WEBP, sized(draw, 1000, LOSSY)) },
  'AVIF source': { percent: 12, right: [200], draw: (draw) => from(draw, AVIF, sized(draw, 600, LOSSY)) },
  'PNG source': { percent: 2, right: [200], draw: (draw) => from(draw, PNG, sized(draw, 1000, LOSSY)) },
  bomb: { percent: 4, right: [200, 422], draw: (draw) => from(draw, BOMBS, sized(draw, 400, LOSSY)) },
  // A truncated progressive JPEG may contain enough data for a thumbnail.
  truncated: { percent: 4, right: [200, 422], draw: (draw) => from(draw, CUT, sized(draw, 400, LOSSY)) },
  damaged: {
    percent: 2,
    right: [200, 422],
    draw: (draw) => from(draw, [...DAMAGED_WEBP, ...DAMAGED_AVIF], sized(draw, 400, LOSSY)),
  },
  '108 MP': { percent: 3, right: [200], draw: (draw) => from(draw, [LARGE], sized(draw, 1200, LOSSY)) },
  forged: {
    percent: 3,
    right: [403],
    draw: (draw) => ({ ...from(draw, PHOTOS, sized(draw, 1600, LOSSY)), forged: true }),
  },
  missing: { percent: 1, right: [404], draw: (draw) => from(draw, ['missing.jpg'], sized(draw, 400, LOSSY)) },
  'bad parameter': { percent: 1, right: [400], draw: (draw) => from(draw, PHOTOS, 'width=0') },
  original: {
    percent: 4,
    right: [200],
    draw: (draw) => ({ ...from(draw, [...PHOTOS, HEAVY], ''), id: draw.between(0, 3) }),
  },
  HEAD: {
    percent: 2,
    right: [200],
    draw: (draw) => from(draw, PHOTOS, draw.pick(['', sized(draw, 800, LOSSY)]), { method: 'HEAD' }),
  },
  Range: {
    percent: 2,
    right: [206],
    draw: (draw) => from(draw, PHOTOS, '', { headers: { range: `bytes=${draw.between(0, 9)}000-99999` } }),
  },
  leaving: {
    percent: 4,
    right: [],
    draw: (draw) => {
      const query = draw.pick(['', sized(draw, 1600, LOSSY)])
      return { ...from(draw, PHOTOS, query), leaveAfter: draw.between(5, 600) }
    },
  },
}

/** Draws a traffic kind according to the percentages. */
export function drawKind(draw: Draw): [string, Kind] {
  let at = draw.between(1, 100)
  for (const row of Object.entries(KINDS)) {
    at -= row[1].percent
    if (at <= 0) return row
  }
  throw new RangeError('the shares do not add up to 100')
}
