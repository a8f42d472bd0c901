import { served } from '../checks.ts'
import { getAll, type ImageRequest } from '../requests.ts'
import type { Scenario } from '../scenario.ts'

export const stampede: Scenario = {
  about: '60 requests for one URL at once, from an origin that answers after 12 s',
  async run(stage) {
    const wanted: ImageRequest = {
      kind: 'photo',
      zone: 'photos',
      pace: 'late12',
      file: 'photo-1.jpg',
      query: 'width=400',
    }
    const entries = await getAll(stage, new Array<ImageRequest>(stage.options.concurrency ?? 60).fill(wanted))
    const originFetches = (await stage.origin.fetches())['/late12/0/photo-1.jpg'] ?? 0
    const fetched = { what: 'fetches from the origin', expected: '1', seen: String(originFetches) }
    return {
      checks: [{ ...fetched, holds: originFetches === 1 }, served('the stampede', entries)],
      figures: { originFetches },
    }
  },
}
