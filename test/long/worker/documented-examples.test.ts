import { readFile, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { decoded } from '../../support/picture/decoded.ts'
import { meanDifference } from '../../support/picture/differences.ts'
import { EXAMPLES, pictureFile } from '../../support/project/documented-examples.ts'
import { bubbles, DRAWN, documentedSources } from '../../support/project/documented-sources.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../../support/worker/worker.ts'

/** `true` if `npm run tool pictures` runs, which sets the variable. */
const UPDATES = Boolean(process.env['UPDATE_PICTURES'])

const TARGETS = new Set(Object.values(EXAMPLES).flatMap(({ pictures }) => pictures.map(([target]) => target)))

/** Returns the sources as shown on the page, because painting them anew takes a second. */
async function keptSources(): Promise<Readonly<Record<string, Buffer | string>>> {
  const names = [...TARGETS].filter((target) => !target.includes('?'))
  const files = await Promise.all(names.map(async (name) => [name, await readFile(pictureFile(name))]))
  return { ...Object.fromEntries(files), 'bubble.png': await bubbles(), ...DRAWN }
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

describe('the pictures of docs/parameters.md', () => {
  it.each([...TARGETS])('are up to date: %s', async (target) => {
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
