import { expect, it } from 'vitest'
import { purge } from '../../../../cli/purge/purge.ts'
import { purgeByRequest } from '../../../../cli/purge/signed-purge.ts'
import { configure } from '../../../../src/edge/config.ts'
import { refusalResponse } from '../../../../src/edge/http/response.ts'
import { openLog } from '../../../../src/edge/log/request-log.ts'
import { purge as answerPurge } from '../../../../src/edge/tiered/purge.ts'
import { toFailure } from '../../../../src/errors.ts'
import { runCommand } from '../../../support/project/command.ts'
import { placeIn } from '../../../support/project/place.ts'

type Chosen = Parameters<typeof purgeByRequest>[1]

const SIGNING_KEYS = 'k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const ENV = {
  SIGNING_KEYS,
  IMAGES: { get() {}, head() {} },
  zones: { images: { prefix: '/', source: 'r2:IMAGES' } },
}

/** Returns a Worker whose tiered cache records what is purged. */
function worker(problem?: string) {
  const purged: unknown[] = []
  const render = {
    fetch: () => Promise.reject(new Error('not asked')),
    purge: async (...given: unknown[]) => {
      purged.push(given)
      return problem
    },
  }
  const fetch = async (...given: Parameters<typeof globalThis.fetch>) => {
    const request = new Request(...given)
    const config = await configure(ENV)
    return answerPurge(request, { config, env: ENV, log: openLog(), render }).catch((error) =>
      refusalResponse(toFailure(error), false),
    )
  }
  return { purged, fetch }
}

function io() {
  const lines: string[] = []
  const now = () => Math.floor(Date.now() / 1000)
  return {
    lines,
    out: (line: string) => lines.push(line),
    err() {},
    env: { SIGNING_KEYS },
    cwd: '/none',
    project: placeIn('/none'),
    now,
  }
}

it('a tiered Worker accepts the request', async () => {
  const { purged, fetch } = worker()
  const own = io()
  const chosen = { source: ["https://img.example.com/photos/a b'.jpg?width=4&token=x"], zone: ['images'] }
  expect(await purgeByRequest('https://img.example.com', chosen, own, fetch)).toBe(0)
  expect(purged).toEqual([
    [{ source: "r2:IMAGES/photos/a b'.jpg" }, [expect.stringMatching(/^source:[\w-]{22}$/)]],
    [{ zone: 'images' }, ['zone:images']],
  ])
  expect(own.lines).toEqual([
    "purged /photos/a%20b'.jpg in the tiered cache of https://img.example.com",
    'purged the zone images in the tiered cache of https://img.example.com',
  ])
})

const IMAGES = { source: [], zone: ['images'] }

it.each<[Chosen, string | undefined, string]>([
  [
    { source: [], zone: ['none'] },
    undefined,
    'https://img.example.com answers 404 not-found for the zone none',
  ],
  [IMAGES, 'rate', 'https://img.example.com answers 503 busy for the zone images'],
  [{ source: ['a.jpg'], zone: [] }, undefined, 'source must be a URL, or the path of one'],
])('a failed purge explains the reason: %j', async (chosen, problem, sentence) => {
  const { fetch } = worker(problem)
  const run = purgeByRequest('https://img.example.com', chosen, io(), fetch)
  await expect(run).rejects.toThrow(sentence)
})

it('a Worker without a tiered cache is reported', async () => {
  const fetch = async () => new Response(null, { status: 405 })
  const run = purgeByRequest('https://img.example.com', IMAGES, io(), fetch)
  await expect(run).rejects.toThrow('https://img.example.com has no tiered cache')
})

it('a URL of another host is refused, and nothing is sent', async () => {
  const sent: unknown[] = []
  const fetch = async (url: unknown) => {
    sent.push(url)
    return new Response(null, { status: 204 })
  }
  const chosen = { source: ['https://h.example.com/a.jpg'], zone: [] }
  const config = { base: '', hosts: ['img.example.com'] }
  const run = purgeByRequest('https://img.example.com', chosen, io(), fetch, config)
  await expect(run).rejects.toThrow('h.example.com is not in hosts')
  expect(sent).toEqual([])
})

it('a Worker that does not answer is reported', async () => {
  const fetch = () => Promise.reject(new TypeError('fetch failed'))
  const run = purgeByRequest('https://img.example.com', IMAGES, io(), fetch)
  await expect(run).rejects.toThrow('https://img.example.com does not answer')
})

it.each([
  [['--url', 'img.example.com'], '--url must be a URL such as https://img.example.com'],
  [['--url', 'https://img.example.com'], 'no key found: set SIGNING_KEYS in the environment or in .dev.vars'],
  [['--url', 'https://img.example.com', '--preview'], '--url goes without --preview'],
])('invalid arguments are reported: %j: %s', async (given, sentence) => {
  const { code, err } = await runCommand(purge, ['zone', 'images', '--yes', ...given], { cwd: '/none' })
  expect([code, err.join()]).toEqual([1, expect.stringContaining(sentence)])
})

it("the answer of a redirect's target is ignored", async () => {
  const fetch = async (_url: unknown, { redirect }: RequestInit = {}) =>
    new Response(null, { status: redirect === 'manual' ? 307 : 204 })
  const run = purgeByRequest('https://img.example.com', IMAGES, io(), fetch)
  await expect(run).rejects.toThrow('https://img.example.com answers 307')
})
