import { served } from '../checks.ts'
import { PHOTOS } from '../pictures.ts'
import { getAll, type ImageRequest } from '../requests.ts'
import type { Scenario } from '../scenario.ts'

export const wave: Scenario = {
  about: '100 different URLs at once, from an origin that answers after 2 s',
  async run(stage) {
    const count = stage.options.concurrency ?? 100
    const entries = await getAll(
      stage,
      Array.from({ length: count }, (_, id): ImageRequest => {
        const file = PHOTOS[id % PHOTOS.length] ?? ''
        return { kind: 'photo', zone: 'photos', pace: 'late2', id, file, query: 'width=400' }
      }),
    )
    return { checks: [served('the wave', entries)] }
  },
}
