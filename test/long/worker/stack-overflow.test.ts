import { cp, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { builtFile, withStack } from '../../support/kernel/small-stack.ts'
import { rawOf } from '../../support/picture/decoded.ts'
import { makePicture } from '../../support/picture/pictures.ts'
import { type Bundle, removeBundle } from '../../support/worker/bundle.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../../support/worker/worker.ts'

/** Length in bytes of dav1d's stack before it was enlarged. Loop restoration takes 283 KB. */
const SMALL = 64 * 1024

const VARIABLES = {
  SIGNING_KEYS,
  ENVIRONMENT: 'development',
  zones: { images: { prefix: '/', source: 'r2:IMAGES' } },
}

/** Returns a bundle copy in which only the length of dav1d's stack differs. */
async function bundleWithStack(bundle: Bundle, bytes: number): Promise<Bundle> {
  const directory = await mkdtemp(join(tmpdir(), 'signet-stack-'))
  await cp(bundle.directory, directory, { recursive: true })
  const decoder = builtFile('av1-decoder')
  const changed = []
  for (const name of await readdir(directory)) {
    if (!name.endsWith('.wasm') || !decoder.equals(await readFile(join(directory, name)))) continue
    await writeFile(join(directory, name), withStack('av1-decoder', bytes))
    changed.push(name)
  }
  expect(changed).toHaveLength(1)
  return { ...bundle, directory }
}

let small: Bundle
let worker: Worker
/** Answers before any stack overflows. */
const expected = new Map<number, Buffer>()

/** Names under which one file is served, so that no cache answers. */
type Copy = 'before' | 'beside' | 'after'
const COPIES: readonly Copy[] = ['before', 'beside', 'after']

const fits = (name: Copy, width: number) => `/${name}.avif?width=${width}&format=png`
const overflows = (width: number) => `/overflows.avif?width=${width}&format=png`
const WIDTHS = Array.from({ length: 5 }, (_, index) => 100 + index)

async function avif(effort: number): Promise<Buffer> {
  const picture = makePicture(237, 150, { noise: 16 })
  const image = sharp(picture.data, rawOf(picture)).removeAlpha()
  return image.avif({ quality: 60, effort, chromaSubsampling: '4:2:0' }).toBuffer()
}

beforeAll(async () => {
  small = await bundleWithStack(inject('bundle'), SMALL)
  worker = await startWorker(small, VARIABLES)
  const file = Uint8Array.from(await avif(0))
  for (const name of COPIES) await worker.bucket.put(`${name}.avif`, file)
  await worker.bucket.put('overflows.avif', Uint8Array.from(await avif(6)))
  for (const width of WIDTHS) {
    const { status, body } = await worker.get(fits('before', width))
    expect(status).toBe(200)
    expected.set(width, body)
  }
}, 120_000)

afterAll(async () => {
  await worker.close()
  await removeBundle(small)
})

it('images that overflow a stack get 422, and concurrent images are correct', async () => {
  const good = WIDTHS.map(async (width) => {
    const { status, body } = await worker.get(fits('beside', width))
    expect(status).toBe(200)
    expect(body.equals(expected.get(width) ?? expect.fail())).toBe(true)
  })
  const bad = WIDTHS.map(async (width) => {
    const { status, body, headers } = await worker.get(overflows(width))
    expect(status).toBe(422)
    expect(headers.get('signet-reason')).toMatch(/unreachable/)
    expect(JSON.parse(body.toString())).toMatchObject({ code: 'corrupt' })
  })
  // Clients that disconnect while their image is being decoded, or waits.
  const gone = WIDTHS.map((width, index) =>
    worker.get(overflows(width + 50), { signal: AbortSignal.timeout(5 + 20 * index) }).catch(() => undefined),
  )
  await Promise.all([...good, ...bad, ...gone])
  const refused = worker.lines.filter(({ code }) => code === 'corrupt')
  expect(refused.length).toBeGreaterThanOrEqual(WIDTHS.length)
  expect(worker.lines.filter(({ code }) => code === 'internal')).toEqual([])
  expect(worker.logs.join('\n')).not.toMatch(/hung|Uncaught/)
})

it('images are correct after the overflows', async () => {
  for (const width of WIDTHS) {
    expect((await worker.get(overflows(width + 100))).status).toBe(422)
    const { status, body } = await worker.get(fits('after', width))
    expect(status).toBe(200)
    expect(body.equals(expected.get(width) ?? expect.fail())).toBe(true)
  }
})
