import { countLine } from '../checks.ts'
import { PHOTOS } from '../pictures.ts'
import { getAll, type ImageRequest } from '../requests.ts'
import type { Scenario } from '../scenario.ts'

export const pauses: Scenario = {
  about: '3 large transforms at once, from an origin that pauses for 1 s in the middle of a body',
  async run(stage) {
    const wanted = Array.from({ length: stage.options.concurrency ?? 3 }, (_, id): ImageRequest => {
      const file = PHOTOS[id % PHOTOS.length] ?? ''
      return { kind: 'large', zone: 'photos', pace: 'pausing', id, file, query: 'width=3000&blur=10' }
    })
    const entries = await getAll(stage, wanted)
    const served = {
      what: 'the large transforms',
      expected: 'all 200',
      seen: countLine(entries.map(({ status, code }) => `${status} ${code ?? ''}`.trim())),
      holds: entries.every(({ status, fault }) => status === 200 && fault === undefined),
    }
    return { checks: [served] }
  },
}
