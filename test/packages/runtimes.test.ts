import { execFile } from 'node:child_process'
import { cp, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { convertV4MiniflareOptions, Miniflare, Response } from 'miniflare'
import { beforeAll, expect, inject, test } from 'vitest'
import { bundled, COMPATIBILITY_DATE } from './bundled.ts'
import { type Job, writeJobs } from './runtimes/jobs.ts'
import { node20, node22, runtime } from './tools.ts'

interface Digest {
  readonly image: { readonly error?: string; readonly type?: string; readonly sha256?: string }
  readonly fits: { readonly fits: boolean }
  readonly description: { readonly error?: string; readonly format?: string }
}
type Digests = Readonly<Record<string, Digest>>

const folder = join(inject('project'), 'runtimes')
const jobFolder = join(folder, 'jobs')

let jobs: readonly Job[]
let expected: Digests

async function run(program: string, ...args: readonly string[]): Promise<Digests> {
  const { stdout } = await promisify(execFile)(program, [...args, join(folder, 'main.js'), jobFolder], {
    cwd: folder,
    maxBuffer: 1 << 26,
  })
  return JSON.parse(stdout)
}

beforeAll(async () => {
  await cp(resolve('test', 'packages', 'runtimes'), folder, { recursive: true })
  jobs = await writeJobs(jobFolder)
  expected = await run(node22())
}, 120_000)

test('Node 22 transforms, plans and describes all pictures', () => {
  expect(Object.keys(expected)).toEqual(jobs.map(({ name }) => name))
  expect(new Set(jobs.map(({ picture }) => picture)).size).toBeGreaterThanOrEqual(30)
  const failed = Object.entries(expected).filter(
    ([, { image, fits, description }]) => image.error ?? description.error ?? !fits.fits,
  )
  expect(failed).toEqual([])
  const types = new Set(Object.values(expected).map(({ image }) => image.type))
  expect([...types].sort()).toEqual(['image/avif', 'image/jpeg', 'image/png', 'image/webp'])
  const formats = new Set(Object.values(expected).map(({ description }) => description.format))
  expect([...formats].sort()).toEqual(['avif', 'gif', 'heic', 'jpeg', 'png', 'webp'])
})

test.each([
  ['Node 20', () => run(node20())],
  ['Bun', () => run(runtime('bun'))],
  ['Deno', () => run(runtime('deno'), 'run', '--allow-read')],
] as const)('%s gives the same as Node 22', async (_, digests) => {
  expect(await digests()).toEqual(expected)
})

test('workerd gives the same as Node 22', async () => {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: await bundled(folder, `export { default } from '../worker.js'`),
      compatibilityDate: COMPATIBILITY_DATE,
      serviceBindings: {
        FILES: async ({ url }: { url: string }) =>
          new Response(await readFile(join(jobFolder, new URL(url).pathname.slice(1)))),
      },
      cf: false,
      telemetry: { enabled: false },
    }),
  )
  try {
    const response = await miniflare.dispatchFetch('http://localhost/')
    expect(await response.json()).toEqual(expected)
  } finally {
    await miniflare.dispose()
  }
})
