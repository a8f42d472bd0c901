import { countLine, served } from '../checks.ts'
import { PHOTOS } from '../pictures.ts'
import { getAll, type ImageRequest } from '../requests.ts'
import type { Check, Scenario, Stage } from '../scenario.ts'

async function page(stage: Stage, count: number): Promise<Check> {
  const wanted = Array.from({ length: count }, (_, i): ImageRequest => {
    const file = PHOTOS[i % PHOTOS.length] ?? ''
    return { kind: 'photo', zone: 'photos', file, id: `${count}-${i}`, query: 'width=400&format=webp' }
  })
  const begin = performance.now()
  const entries = await getAll(stage, wanted)
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  stage.print(`${count} at once: ${countLine(entries.map(({ status }) => String(status)))} in ${seconds} s`)
  return served(`${count} photographs at once`, entries)
}

export const gallery: Scenario = {
  about: 'a page of photographs that are in no cache: 12 at once, then 40',
  async run(stage) {
    const { concurrency } = stage.options
    const checks: Check[] = []
    for (const count of concurrency ? [concurrency] : [12, 40]) checks.push(await page(stage, count))
    return { checks }
  },
}
