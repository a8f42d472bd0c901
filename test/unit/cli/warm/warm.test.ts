import { describe, expect, it } from 'vitest'
import type { Fetch } from '../../../../cli/doctor/visit.ts'
import { makeWarm, type WarmMeans } from '../../../../cli/warm/warm.ts'
import { runCommand } from '../../../support/project/command.ts'
import { makeProject } from '../../../support/project/project.ts'

const BROWSER = 'image/jxl,image/avif,image/webp,image/*,*/*;q=0.8'

const urlOf = (name: string) => `https://img.example.com/${name}?width=400&token=t-${name}`

const hit = () => new Response('image', { headers: { 'cache-status': 'signet; hit' } })
const made = () => new Response('image', { headers: { 'cache-status': 'signet; fwd=uri-miss; stored' } })
const refused = (status: number, code: string, headers = {}) =>
  Response.json({}, { status, headers: { 'x-ip-error': code, ...headers } })

type Answer = (request: { readonly path: string; readonly accept: string; readonly time: number }) => Response

/**
 * Runs the command over a list. `answer` gets the `time` 0, 1, … for successive requests with the
 * same path and Accept header.
 */
async function run(
  list: string,
  answer: Answer,
  args: readonly string[] = [],
  given: Partial<WarmMeans> = {},
  file = 'urls.txt',
) {
  const asked: string[] = []
  const waits: number[] = []
  const written: string[] = []
  const fetch: Fetch = async (input, init) => {
    init?.signal?.throwIfAborted()
    const { pathname: path } = new URL(String(input))
    const accept = new Headers(init?.headers).get('accept') ?? ''
    const time = asked.filter((each) => each === `${path} ${accept}`).length
    asked.push(`${path} ${accept}`)
    return answer({ path, accept, time })
  }
  const warm = makeWarm({
    fetch,
    sleep: async (ms) => waits.push(ms / 1000),
    screen: { write: (text) => written.push(text) },
    readStdin: async () => '',
    onInterrupt: () => () => undefined,
    ...given,
  })
  const cwd = await makeProject({ 'urls.txt': list })
  return { ...(await runCommand(warm, [file, ...args], { cwd })), asked, waits, written }
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `${index}.jpg`)
const listOf = (count: number) => names(count).map(urlOf).join('\n')

it('warm requests each URL like a browser and counts the images that were made', async () => {
  const { code, out, err, asked } = await run(listOf(3), ({ path }) => (path === '/1.jpg' ? hit() : made()))
  expect({ code, out, err }).toEqual({ code: 0, out: ['made 2, cached 1, failed 0'], err: [] })
  expect(asked.sort()).toEqual(names(3).map((name) => `/${name} ${BROWSER}`))
})

it('warm reads the list from stdin', async () => {
  const { out } = await run('', hit, [], { readStdin: async () => listOf(2) }, '-')
  expect(out).toEqual(['made 0, cached 2, failed 0'])
})

it('warm requests each URL once for every kind of visitor', async () => {
  const { asked, out } = await run(listOf(2), made, ['--accept', 'image/webp', '--accept', '*/*'])
  expect(asked.sort()).toEqual(['/0.jpg */*', '/0.jpg image/webp', '/1.jpg */*', '/1.jpg image/webp'])
  expect(out).toEqual(['made 4, cached 0, failed 0'])
})

describe('a server that is busy', () => {
  it('is retried after its Retry-After', async () => {
    const { code, out, waits } = await run(listOf(1), ({ time }) =>
      time < 2 ? refused(time === 0 ? 503 : 429, 'busy', { 'retry-after': String(3 + time) }) : made(),
    )
    expect({ code, out, waits }).toEqual({ code: 0, out: ['made 1, cached 0, failed 0'], waits: [3, 4] })
  })

  it('fails after the last retry', async () => {
    const { code, out, asked } = await run(listOf(1), () => refused(503, 'busy', { 'retry-after': '1' }))
    expect(asked).toHaveLength(6)
    expect({ code, out }).toEqual({
      code: 1,
      out: [
        'failed  503 busy  https://img.example.com/0.jpg?width=400  (line 1)',
        'made 0, cached 0, failed 1',
      ],
    })
  })
})

it('warm lists failures at the end, without tokens, and continues after them', async () => {
  const { code, out, err, asked, written } = await run(listOf(5), ({ path }) => {
    if (path === '/0.jpg') return refused(403, 'forbidden')
    if (path === '/1.jpg') return new Response(null, { status: 302, headers: { location: urlOf('4.jpg') } })
    if (path === '/2.jpg') throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })
    if (path === '/3.jpg')
      return new Response(
        new ReadableStream({ pull: (controller) => controller.error(new TypeError('terminated')) }),
      )
    return made()
  })
  expect(code).toBe(1)
  expect(out.sort()).toEqual([
    'failed  302  https://img.example.com/1.jpg?width=400  (line 2)',
    'failed  403 forbidden  https://img.example.com/0.jpg?width=400  (line 1)',
    'failed  ECONNREFUSED  https://img.example.com/2.jpg?width=400  (line 3)',
    'failed  TypeError  https://img.example.com/3.jpg?width=400  (line 4)',
    'made 1, cached 0, failed 4',
  ])
  expect(asked).toHaveLength(5)
  expect([...out, ...err, ...written].join()).not.toMatch(/token|t-\d/)
})

it.each([
  [[], 4],
  [['--concurrency', '9'], 9],
  [['--concurrency', '64'], 20],
])('warm with %j has %i concurrent requests, each up to the end of its body', async (args, most) => {
  let open = 0
  let peak = 0
  const slow = () => {
    peak = Math.max(peak, ++open)
    let sent = false
    return new Response(
      new ReadableStream({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 2))
          if (sent) {
            open--
            controller.close()
          } else controller.enqueue(new Uint8Array(10))
          sent = true
        },
      }),
    )
  }
  await run(listOf(20), slow, args)
  expect([peak, open]).toEqual([most, 0])
})

it('warm prints a summary when the user interrupts it', async () => {
  let stop = () => {}
  let forgotten = false
  const { code, out, asked } = await run(
    listOf(100),
    ({ path }) => {
      if (path === '/9.jpg') stop()
      return made()
    },
    ['--concurrency', '1'],
    {
      onInterrupt(callback) {
        stop = callback
        return () => {
          forgotten = true
        }
      },
    },
  )
  expect({ code, out }).toEqual({ code: 1, out: ['made 10, cached 0, failed 0, not requested 90'] })
  expect([asked.length, forgotten]).toEqual([10, true])
})

it('warm shows its progress on a terminal', async () => {
  const written: string[] = []
  const screen = { isTTY: true, columns: 60, write: (text: string) => written.push(text) }
  await run(listOf(3), made, ['--concurrency', '1'], { screen })
  expect(written[0]).toBe('\r\u001B[K[########-----------------] 1/3  made 1, cached 0, failed 0')
  expect(written.at(-1)).toBe('\r\u001B[K')
})

it.each([
  ['0', 'got 0'],
  ['65', 'got 65'],
  ['four', 'got four'],
  ['1.5', 'got 1.5'],
])('warm refuses --concurrency %s', async (value, words) => {
  const { code, err } = await run(listOf(1), hit, ['--concurrency', value])
  expect([code, err]).toEqual([1, [`--concurrency must be a whole number from 1 to 64, ${words}`]])
})
