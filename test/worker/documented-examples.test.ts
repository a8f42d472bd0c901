import { readFile, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { decoded } from '../support/decoded.ts'
import { meanDifference } from '../support/differences.ts'
import { EXAMPLES, pictureFile } from '../support/documented-examples.ts'
import { DRAWN, documentedSources } from '../support/documented-sources.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../support/worker.ts'

/** `true` if `npm run tool pictures` runs, which sets the variable. */
const UPDATES = Boolean(process.env['UPDATE_PICTURES'])

const SHOWN = Object.entries(EXAMPLES)
  .map(([group, { pictures }]) => ({ group, targets: pictures.map(([target]) => target) }))
  .filter(({ targets }) => targets.length > 0)

const TARGETS = new Set(SHOWN.flatMap(({ targets }) => targets))

/** Returns the sources as shown on the page, because painting them anew takes a second. */
async function keptSources(): Promise<Readonly<Record<string, Buffer | string>>> {
  const names = [...TARGETS].filter((target) => !target.includes('?'))
  const files = await Promise.all(names.map(async (name) => [name, await readFile(pictureFile(name))]))
  return { ...Object.fromEntries(files), ...DRAWN }
}

let worker: Worker

beforeAll(async () => {
  worker = await startWorker(inject('bundle'), { ...inject('bundle').variables, SIGNING_KEYS })
  const sources = Object.entries(UPDATES ? await documentedSources() : await keptSources())
  await Promise.all(sources.map(([name, source]) => worker.bucket.put(name, source)))
}, 60_000)

afterAll(() => worker.close())

/** Maximum mean difference, from 0 to 255. Rounding differs between processors. */
const GREATEST_DIFFERENCE = 0.02

/**
 * Examples that show if the pictures are out of date. test/worker/examples.test.ts compares every
 * effect.
 */
const COMPARED: readonly string[] = [
  'framed.jpg?trim=10',
  'portrait.jpg?crop=smart&width=100&height=100',
  'landscape.jpg?crop=fpd,100,40,3&width=120&height=80',
  'landscape.jpg?width=120&height=120&fit=contain&position=top&bg=39,169,225',
  'seal.jpg?width=160&filter=mitchell',
  'stars.jpg?width=90&linear=1',
  'landscape.jpg?extend=20,5,20,5',
  'landscape.jpg?rotate=30&bg=27a9e1',
  'pebbles.jpg?redact=20,20,50,40;110,60,60,50',
  'landscape.jpg?olurl=/stamp.svg&olscale=30&olalign=topright',
  'landscape.jpg?oltext=The%20lake&olsize=0.2&olshadow=3,2,2',
  'pebbles.jpg?quality=10',
  'pebbles.jpg?format=webp&quality=10',
  'windmill.gif?animate=1&format=webp',
]

const MADE = UPDATES ? [...TARGETS] : COMPARED

describe('the pictures of docs/parameters.md', () => {
  it.each(SHOWN)('include one of $group to compare', ({ targets }) => {
    expect(targets.filter((target) => COMPARED.includes(target))).not.toEqual([])
  })

  it.each(MADE)('are up to date: %s', async (target) => {
    const { status, headers, body } = await worker.get(`/${target}`)
    expect(status).toBe(200)
    const file = pictureFile(target)
    if (UPDATES) await writeFile(file, body)
    const kept = await readFile(file)
    const { width, height } = await sharp(kept).metadata()
    if (target.includes('?')) expect(headers.get('x-ip-info')).toContain(`odim=${width}x${height}; `)
    expect(meanDifference(await decoded(body), await decoded(kept))).toBeLessThan(GREATEST_DIFFERENCE)
  })
})
