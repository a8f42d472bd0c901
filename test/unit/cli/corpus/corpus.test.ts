import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { encodeLossless } from '../../../../bench/formats/encode.ts'
import { JXL_DECODER } from '../../../../cli/corpus/assert-image.ts'
import { makeCorpus } from '../../../../cli/corpus/corpus.ts'
import { isInstalled } from '../../../../cli/run-program.ts'
import { landscape } from '../../../../samples/landscape.ts'
import { NOW, runCommand } from '../../../support/project/command.ts'

import { makeProject } from '../../../support/project/project.ts'

const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
  .png()
  .toBuffer()

function refusal(status: number, code: string, reason: string): Response {
  const headers = { 'content-type': 'application/problem+json', 'x-ip-error': code, 'signet-reason': reason }
  return new Response('{}', { status, headers })
}

const ANSWERS: Readonly<Record<string, () => Response>> = {
  'a.png': () => new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png' } }),
  'b.jpg': () => refusal(422, 'corrupt', 'the JPEG ends early'),
  'c.jpg': () => refusal(500, 'internal', 'TypeError: x'),
  'd.png': () => new Response('no image', { headers: { 'content-type': 'image/png' } }),
}

const closed: string[] = []
const builds: boolean[] = []

const corpus = makeCorpus(async (directory, _, heic) => {
  builds.push(heic)
  return {
    request: async (file) => ANSWERS[file]?.() ?? Response.error(),
    close: async () => void closed.push(directory),
  }
})

test('starts the build with HEIC for --heic', async () => {
  const directory = await makeProject({ 'a.png': '' })
  await runCommand(corpus, [directory])
  await runCommand(corpus, [directory, '--heic'])
  expect(builds.slice(-2)).toEqual([false, true])
})

test('lists refusals and failures, counts results and writes the report', async () => {
  const directory = await makeProject({ 'a.png': '', 'b.jpg': '', 'c.jpg': '', 'd.png': '' })
  const reports = await makeProject({})
  const report = join(reports, 'report.json')
  const { code, out, err } = await runCommand(corpus, [directory, '--report', report, '--query', 'width=9'])
  const counts = { files: 4, ok: 1, refused: 1, failed: 2 }
  expect(code).toBe(1)
  expect(out).toEqual([
    'refused  b.jpg: 422 corrupt: the JPEG ends early',
    'failed   c.jpg: 500 internal: TypeError: x',
    expect.stringMatching(/^failed {3}d\.png: {2}Error: /),
    JSON.stringify(counts),
  ])
  expect(err).toEqual(['4 files; building the Worker'])
  expect(closed).toContain(directory)
  expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({
    query: 'width=9',
    counts,
    files: [
      { file: 'a.png', kind: 'ok', status: 200 },
      { file: 'b.jpg', kind: 'refused', status: 422, why: 'corrupt: the JPEG ends early' },
      { file: 'c.jpg', kind: 'failed', status: 500 },
      { file: 'd.png', kind: 'failed' },
    ],
  })
})

test('shows progress every five seconds', async () => {
  const directory = await makeProject({ 'a.png': '', 'b.jpg': '' })
  let now = NOW
  const { code, err } = await runCommand(corpus, [directory], { now: () => (now += 3) })
  expect({ code, err }).toEqual({
    code: 0,
    err: ['2 files; building the Worker', '2 of 2: 1 refused, 0 failed'],
  })
})

test.each([
  [['/nope'], /^\/nope: no such file or directory$/],
  [[import.meta.filename], /corpus\.test\.ts: not a directory$/],
  [[], /^missing required argument 'DIR'\n/],
  [['/nope', '--query', 'widht=64'], /^unknown parameter widht; did you mean width\?$/],
  [['/nope', '--query', '?width=64'], /^unknown parameter \?width/],
  [['/nope', '--query', 'width=0'], /^width must be /],
  [['/nope', '--query', 'width=64&token=x'], /^--query: leave out the token/],
  [['/nope', '--queri', 'x'], /^unknown option '--queri'; did you mean --query\?\n/],
])('refuses %j with a message', async (args, message) => {
  const { code, out, err } = await runCommand(corpus, args)
  expect({ code, out }).toEqual({ code: 1, out: [] })
  expect(err).toEqual([expect.stringMatching(message)])
})

test('refuses an invalid configuration before it starts', async () => {
  const directory = await makeProject({ 'a.png': '' })
  const cwd = await makeProject({ 'wrangler.toml': '[vars\n' })
  const { code, out, err } = await runCommand(corpus, [directory], { cwd })
  expect({ code, out }).toEqual({ code: 1, out: [] })
  expect(err).toEqual([expect.stringMatching(/^wrangler\.toml: line 1: /)])
  expect(closed).not.toContain(directory)
})

test('refuses a report path that cannot be written, or an empty folder, before it starts', async () => {
  const directory = await makeProject({})
  expect((await runCommand(corpus, [directory])).err).toEqual([`${directory}: there are no files`])
  await writeFile(join(directory, 'a.png'), '')
  const { code, err } = await runCommand(corpus, [directory, '--report', '/nope/report.json'])
  expect({ code, err }).toEqual({ code: 1, err: ['/nope/report.json: no such file or directory'] })
  expect(closed).not.toContain(directory)
})

test('decodes JPEG XL if its decoder is installed, and reads the header otherwise', async () => {
  const { result: jxl } = await encodeLossless(landscape(24, 16), 'jxl')
  const cut = jxl.subarray(0, jxl.length - 20)
  const answers: Readonly<Record<string, Uint8Array>> = {
    'a.png': jxl,
    'b.png': cut,
    'c.png': new Uint8Array(64),
  }
  const directory = await makeProject({ 'a.png': '', 'b.png': '', 'c.png': '' })
  const run = (jxlDecoder: string) => {
    const headers = { 'content-type': 'image/jxl' }
    const request = async (file: string) => new Response(Uint8Array.from(answers[file] ?? []), { headers })
    return runCommand(
      makeCorpus(async () => ({ request, close: async () => undefined }), jxlDecoder),
      [directory],
    )
  }
  // `false` reads nothing and prints nothing, as djxl does with a file that does not decode.
  const decoded = await run('false')
  expect(decoded.out.map((line) => line.slice(0, 15))).toEqual([
    'failed   a.png:',
    'failed   b.png:',
    'failed   c.png:',
    '{"files":3,"ok"',
  ])
  const { code, out, err } = await run('no-such-decoder')
  expect(out).toEqual([
    expect.stringMatching(/^failed {3}c\.png: /),
    '{"files":3,"ok":2,"refused":0,"failed":1}',
  ])
  expect(err.at(-1)).toMatch(/^2 JPEG XL: only the header was read, because no-such-decoder /)
  expect(code).toBe(1)
  if (!(await isInstalled(JXL_DECODER))) return
  expect((await run(JXL_DECODER)).out.at(-1)).toBe('{"files":3,"ok":1,"refused":0,"failed":2}')
})
