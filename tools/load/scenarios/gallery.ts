import { countLine } from '../checks.ts'
import { PHOTOS } from '../pictures.ts'
import { getAll, type Wanted } from '../requests.ts'
import type { Scenario, Stage } from '../scenario.ts'

/** So many photos at once, each by a path of its own. */
async function page(stage: Stage, name: string, count: number): Promise<void> {
  const wanted = Array.from({ length: count }, (_, i): Wanted => {
    const file = PHOTOS[i % PHOTOS.length] ?? ''
    return { kind: 'photo', zone: 'photos', file, id: `${name}-${i}`, query: 'width=400&format=webp' }
  })
  const begin = performance.now()
  const entries = await getAll(stage, wanted)
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  stage.say(`${count} at once: ${countLine(entries.map(({ status }) => String(status)))} in ${seconds} s`)
}

export const gallery: Scenario = {
  about: 'a page of photographs that are in no cache: 12 at once, then 40',
  async run(stage) {
    const { concurrency } = stage.options
    for (const count of concurrency ? [concurrency] : [12, 40]) await page(stage, `of-${count}`, count)
    return {}
  },
}
