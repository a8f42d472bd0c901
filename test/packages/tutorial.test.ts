import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import signer from '../../packages/signer/package.json' with { type: 'json' }
import worker from '../../packages/worker/package.json' with { type: 'json' }
import { readPage } from '../documents/pages.ts'
import { runShell } from '../documents/run-shell.ts'
import { decodeJxl } from '../support/jxl/decoder/decode.ts'
import { freePort } from '../support/process/free-port.ts'
import { openShell, type Running } from './shell.ts'
import { type Step, stepsOf } from './tutorial-steps.ts'

const PAGE = 'docs/tutorial.md'

const steps = stepsOf(readPage(PAGE).blocks)
const starts = steps.findIndex((step) => step.kind === 'shell' && step.text.includes('signet dev'))

/** Tarballs in place of the packages that the reader installs by name. */
const tarballs = inject('tarballs')
const INSTALLED: Readonly<Record<string, string>> = {
  [worker.name]: tarballs['worker'] ?? '',
  [signer.name]: tarballs['signer'] ?? '',
}

let folder: string
let port: number
let server: Running | undefined

/** Installing and painting take a minute on a busy machine (2026-11-29). */
const TIMEOUT = { timeout: 300_000 }

const gallery = () => join(folder, 'gallery')
const shell = () => openShell(gallery())

/**
 * Replaces the page's address by this test's address, and package names by tarballs and by the
 * tested wrangler version.
 */
const adapted = (text: string) =>
  text
    .replaceAll('127.0.0.1:8787', `127.0.0.1:${port}`)
    .replaceAll(/@[\w-]+\/[\w-]+/g, (name) => INSTALLED[name] ?? name)
    .replaceAll(
      /\bwrangler$/gm,
      `wrangler@${manifest.devDependencies.wrangler} --prefer-offline --no-audit --no-fund`,
    )

async function startServer(text: string): Promise<void> {
  const [program = '', ...args] = text.split(' ')
  server = shell().start(program, ...args, '--port', String(port))
  while (server.runs() && !/^Signet listens on/m.test(server.printed())) await setTimeout(100)
  if (!server.runs()) throw new Error(server.printed())
}

const escaped = (line: string) => line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '[^]*')

async function type({ text, output }: Extract<Step, { kind: 'shell' }>): Promise<void> {
  if (text.includes('signet dev')) {
    await startServer(text)
    expect(server?.printed()).toMatch(new RegExp(output.map((line) => escaped(adapted(line))).join('\n?')))
    return
  }
  // The first block makes the folder; all others are typed in it.
  const cwd = existsSync(gallery()) ? gallery() : folder
  const lines = text
    .split('\n')
    .map((line, offset) => ({ offset, code: adapted(line), output: [], fails: false }))
  const printed = output.map(adapted)
  const cases = lines.map((line, index) => (index === lines.length - 1 ? { ...line, output: printed } : line))
  expect(await runShell(cases, { cwd, env: { ...shell().env, HOME: folder } })).toEqual([])
}

async function follow(step: Step): Promise<void> {
  if (step.kind === 'shell') return type(step)
  await mkdir(dirname(join(gallery(), step.name)), { recursive: true })
  await writeFile(join(gallery(), step.name), step.text)
}

/** Number of steps that have been followed. */
let done = 0

/** Follows the steps that are left before the step with this index. */
async function followTo(end: number): Promise<void> {
  for (; done < end; done++) {
    const step = steps[done]
    if (step) await follow(step)
  }
}

const get = (path: string) => fetch(new URL(path, `http://127.0.0.1:${port}`))

/** Reads the page until the server has noticed the last change of the code. */
async function pageWith(text: string): Promise<string> {
  for (let tries = 0; tries < 300; tries++) {
    const page = await get('/').then(
      (answer) => answer.text(),
      () => '',
    )
    if (page.includes(text)) return page
    await setTimeout(100)
  }
  throw new Error(`no page has ${text}: ${server?.printed()}`)
}

const urlsOf = (page: string) =>
  [...page.matchAll(/http:[^\s"]+/g)].map(([url]) => url.replaceAll('&amp;', '&'))

const versions = steps.flatMap((step, index) =>
  step.kind === 'file' && step.name === 'index.ts' ? [index] : [],
)

beforeAll(async () => {
  folder = await mkdtemp(join(dirname(inject('project')), 'tutorial-'))
  port = await freePort()
  await mkdir(join(folder, 'Pictures'))
  await cp(join('docs', 'parameters', 'landscape.jpeg'), join(folder, 'Pictures', 'landscape.jpg'))
})

afterAll(() => server?.close())

test('the tutorial has three versions of index.ts', () => {
  expect(versions).toHaveLength(3)
})

test('steps 1 to 4 start Signet and sign a URL', TIMEOUT, async () => {
  await followTo(versions[1] ?? 0)
  expect(starts).toBeLessThan(done)
  expect(await pageWith('')).toBe('My gallery')
  const url = (
    await shell().run('npx', '--no', 'signet', 'sign', '/img/samples/landscape.jpg?width=400')
  ).trim()
  const answer = await fetch(url)
  expect((await sharp(await answer.arrayBuffer()).metadata()).width).toBe(400)
  expect((await fetch(url.replace('width=400', 'width=4000'))).status).toBe(403)
})

test('step 5 puts a picture on the page', TIMEOUT, async () => {
  await followTo((versions[1] ?? 0) + 1)
  const [url = ''] = urlsOf(await pageWith('<img'))
  const answer = await fetch(url, { headers: { accept: 'image/webp' } })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp'])
})

test('step 6 makes the pictures fit every screen', TIMEOUT, async () => {
  await followTo((versions[2] ?? 0) + 1)
  const urls = urlsOf(await pageWith('<picture>'))
  const smallest = urls.filter((url) => url.endsWith('w=300'))
  expect(smallest.map((url) => /format=(\w+)/.exec(url)?.[1]).toSorted()).toEqual([
    'avif',
    'avif',
    'avif',
    'jpeg',
    'jpeg',
    'jpeg',
    'jxl',
    'jxl',
    'jxl',
    'webp',
    'webp',
    'webp',
  ])
  for (const url of smallest) {
    const answer = await fetch(url)
    expect([url, answer.status]).toEqual([url, 200])
    const file = new Uint8Array(await answer.arrayBuffer())
    // sharp does not read JPEG XL.
    const { width, height } = url.includes('format=jxl') ? decodeJxl(file) : await sharp(file).metadata()
    expect([width, height]).toEqual([300, 200])
  }
  expect((await fetch((smallest[0] ?? '').replace('w=300', 'w=500'))).status).toBe(403)
})

test('steps 7 and 8 add a picture and check the configuration', TIMEOUT, async () => {
  await followTo(steps.length)
  const url = (await shell().run('npx', '--no', 'signet', 'sign', '/img/photos/mine.jpg?width=60')).trim()
  expect((await fetch(url)).status).toBe(200)
})
