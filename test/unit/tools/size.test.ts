import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeSize } from '../../../tools/size.ts'
import type { StartUp } from '../../../tools/start-up.ts'
import { runCommand } from '../../support/project/command.ts'
import { randomNumbers } from '../../support/properties/random.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'signet-size-'))
  await copyFile('wrangler.toml', join(cwd, 'wrangler.toml'))
})
afterEach(() => rm(cwd, { recursive: true }))

/** Writes a bundle and a source map. The source map does not count. */
async function build(name: string, bytes: number, kernel = 120_000): Promise<void> {
  const directory = join(cwd, 'dist', name)
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, 'index.js'), new Uint8Array(bytes - kernel))
  await writeFile(join(directory, 'f00-kernel.wasm'), new Uint8Array(kernel))
  await writeFile(join(directory, 'index.js.map'), new Uint8Array(20_000_000))
}

const around = (median: number) => ({ low: median - 10, median, high: median + 10 })

const QUICK: StartUp = { cpu: around(160), elapsed: around(230) }

const run = (startUp: StartUp = QUICK) =>
  runCommand(
    makeSize(async () => startUp),
    [],
    { cwd },
  )

test('bundles within their budgets pass', async () => {
  await build('worker', 12_000_000)
  await build('small', 4_200_000)
  const { code, out, err } = await run()
  expect({ code, err }).toEqual({ code: 0, err: [] })
  expect(out.slice(0, 4)).toEqual([
    '  120000  f00-kernel.wasm',
    '11880000  index.js',
    '12000000  dist/worker',
    '     160  dist/worker: ms CPU to start, median of 20 (quartiles 150 to 170, 230 ms elapsed)',
  ])
  expect(out).toHaveLength(8)
})

test.each([
  ['worker', 12_000_000],
  ['small', 4_200_000],
  ['heic', 14_000_000],
  ['heic-without-avif-output', 8_500_000],
])('dist/%s may have %d bytes', async (name, bytes) => {
  await build(name, bytes + 1)
  const { code, err } = await run()
  expect({ code, err }).toEqual({ code: 1, err: [`over budget: dist/${name} may have ${bytes} bytes`] })
})

test('kernel.wasm may have 185000 bytes', async () => {
  await build('worker', 300_000, 185_000)
  await build('small', 300_000, 185_001)
  const { code, err } = await run()
  expect({ code, err }).toEqual({
    code: 1,
    err: ['over budget: kernel.wasm in dist/small may have 185000 bytes'],
  })
})

test('vp8-encoder.wasm may have 25000 bytes after gzip', async () => {
  await build('worker', 300_000)
  const file = join(cwd, 'dist/worker/f00-vp8-encoder.wasm')
  const random = randomNumbers(1)
  const noise = Uint8Array.from({ length: 25_001 }, () => random())
  await writeFile(file, new Uint8Array(60_000))
  expect(await run()).toMatchObject({ code: 0 })
  await writeFile(file, noise)
  expect(await run()).toMatchObject({
    code: 1,
    err: ['over budget: vp8-encoder.wasm in dist/worker may have 25000 bytes after gzip'],
  })
  await writeFile(file, noise.subarray(0, 24_900))
  expect(await run()).toMatchObject({ code: 0 })
})

test.each<[string, StartUp, number]>([
  ['500 ms of CPU pass, however long they take', { cpu: around(500), elapsed: around(3000) }, 0],
  ['more do not', { cpu: around(510), elapsed: around(510) }, 1],
  ['without CPU time, the time that has passed counts', { cpu: undefined, elapsed: around(501) }, 1],
])('%s', async (_, startUp, code) => {
  await build('worker', 300_000)
  const err = code === 0 ? [] : ['over budget: the start of dist/worker may have 500 ms']
  expect(await run(startUp)).toMatchObject({ code, err })
})

test('the start-up time is measured with the compatibility settings of wrangler.toml, 20 times', async () => {
  await build('small', 300_000)
  const asked: unknown[] = []
  const size = makeSize(async (...given) => {
    asked.push(given)
    return QUICK
  })
  await runCommand(size, [], { cwd })
  const flags = expect.arrayContaining(['global_fetch_strictly_public'])
  expect(asked).toEqual([[join(cwd, 'dist/small'), { date: expect.stringMatching(/^2026-/), flags }, 20]])
})

test('a missing build fails', async () => {
  expect(await run()).toEqual({ code: 1, out: [], err: ['there is no bundle: run npm run build'] })
})
