import { tenth } from '../figures.ts'
import { AVIF, DAMAGED_AVIF, DAMAGED_WEBP, PHOTOS, WEBP } from '../pictures.ts'
import { get } from '../requests.ts'
import type { Check, Scenario, Stage } from '../scenario.ts'

const EACH = 8
/** Maximum growth by damaged files, in megabytes. */
const MAX_CLIMB = 24
/** Maximum memory of the isolate at the end, in megabytes. */
const MAX_END = 90

interface Row {
  readonly files: readonly string[]
  readonly query: string
  /**
   * `true` if the files are damaged. Their statuses are not checked, because some decoders make a
   * picture from damaged files.
   */
  readonly damaged?: boolean
}

const ROWS: Readonly<Record<string, Row>> = {
  blur: { files: PHOTOS, query: 'width=3000&blur=10' },
  'WebP output': { files: PHOTOS, query: 'width=1800&format=webp' },
  'progressive output': { files: PHOTOS, query: 'width=1800&format=jpeg&progressive=1' },
  'AVIF output': { files: PHOTOS, query: 'width=800&format=avif' },
  'WebP sources': { files: WEBP, query: 'width=400&format=jpeg' },
  'AVIF sources': { files: AVIF, query: 'width=400&format=jpeg' },
  'damaged WebP': {
    files: [...DAMAGED_WEBP, 'cut-webp-1.webp'],
    query: 'width=400&format=jpeg',
    damaged: true,
  },
  'damaged AVIF': { files: DAMAGED_AVIF, query: 'width=400&format=jpeg', damaged: true },
}

async function row(stage: Stage, kind: string, { files, query, damaged = false }: Row): Promise<Check> {
  const { isolate, print: say } = stage
  const now = async () => Math.round(await isolate.now())
  const before = await now()
  const [statuses, held]: [number[], number[]] = [[], []]
  for (let id = 0; id < EACH; id++) {
    const file = files[id % files.length] ?? ''
    statuses.push((await get(stage, { kind, zone: 'photos', pace: 'fast', id, file, query })).status)
    held.push(await now())
  }
  say(`${kind.padEnd(20)} ${before} MB, then ${held.join(' ')}   (${[...new Set(statuses)].join(', ')})`)
  if (!damaged) {
    const holds = statuses.every((status) => status === 200)
    return { what: kind, expected: 'all 200', seen: [...new Set(statuses)].join(', '), holds }
  }
  const climb = Math.max(...held.slice(1)) - (held[0] ?? 0)
  return {
    what: `${kind}: rise from the first to the peak`,
    expected: `at most ${MAX_CLIMB} MB`,
    seen: `${climb} MB`,
    holds: climb <= MAX_CLIMB,
  }
}

export const sequence: Scenario = {
  about: 'one at a time: eight each of blurs, WebP, progressive, AVIF, WebP and AVIF sources, damaged files',
  async run(stage) {
    const checks: Check[] = []
    for (const [kind, each] of Object.entries(ROWS)) checks.push(await row(stage, kind, each))
    const endMb = await stage.isolate.now()
    const end = {
      what: 'memory at the end',
      expected: `at most ${MAX_END} MB`,
      seen: `${Math.round(endMb)} MB`,
      holds: endMb <= MAX_END,
    }
    return { checks: [...checks, end], figures: { endMb: tenth(endMb) } }
  },
}
