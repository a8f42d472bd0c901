import { expect, it } from 'vitest'
import { configure } from '../../../../src/config.ts'
import { toFailure } from '../../../../src/errors.ts'
import { refusalResponse } from '../../../../src/http/response.ts'
import { openLog } from '../../../../src/log/request-log.ts'
import { purge as answerPurge } from '../../../../src/tiered/purge.ts'
import type { PurgeTarget } from '../../../../src/tiered/purge-url.ts'
import { purge } from '../../../../tools/purge/purge.ts'
import { purgeByRequest } from '../../../../tools/purge/signed-purge.ts'
import { runCommand } from '../../../support/command.ts'

const SIGNING_KEYS = 'k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const ENV = {
  SIGNING_KEYS,
  IMAGES: { get() {}, head() {} },
  zones: { images: { prefix: '/', source: 'r2:IMAGES' } },
}

/** A Worker whose tiered cache notes what is purged. */
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
    now,
  }
}

it('is what a tiered Worker takes', async () => {
  const { purged, fetch } = worker()
  const own = io()
  const targets: PurgeTarget[] = [{ source: "/photos/a%20b'.jpg" }, { zone: 'images' }]
  expect(await purgeByRequest('https://img.example.com', targets, own, fetch)).toBe(0)
  expect(purged).toEqual([
    [{ source: "r2:IMAGES/photos/a b'.jpg" }, [expect.stringMatching(/^source:[\w-]{22}$/)]],
    [{ zone: 'images' }, ['zone:images']],
  ])
  expect(own.lines).toEqual([
    "purged /photos/a%20b'.jpg in the tiered cache",
    'purged the zone images in the tiered cache',
  ])
})

it.each<[PurgeTarget, string | undefined, string]>([
  [{ zone: 'none' }, undefined, 'https://img.example.com answers 404 not-found for the zone none'],
  [{ source: '/a.jpg?b=c' }, undefined, 'https://img.example.com answers 400 bad-parameter for /a.jpg?b=c'],
  [{ source: 'a.jpg' }, undefined, 'https://img.example.com answers 400 bad-url for a.jpg'],
  [{ zone: 'images' }, 'rate', 'https://img.example.com answers 503 busy for the zone images'],
])('says that the Worker refuses %j', async (target, problem, sentence) => {
  const { fetch } = worker(problem)
  const run = purgeByRequest('https://img.example.com', [target], io(), fetch)
  await expect(run).rejects.toThrow(sentence)
})

it('says that the Worker has no tiered cache', async () => {
  const fetch = async () => new Response(null, { status: 405 })
  const run = purgeByRequest('https://img.example.com', [{ zone: 'images' }], io(), fetch)
  await expect(run).rejects.toThrow('https://img.example.com has no tiered cache')
})

it('says that nothing answers', async () => {
  const fetch = () => Promise.reject(new TypeError('fetch failed'))
  const run = purgeByRequest('https://img.example.com', [{ zone: 'images' }], io(), fetch)
  await expect(run).rejects.toThrow('https://img.example.com does not answer')
})

it('is asked for by --url', async () => {
  const given = ['--zone', 'images', '--url', 'img.example.com']
  const { code, err } = await runCommand(purge, given, { cwd: '/none' })
  expect([code, err.join()]).toEqual([1, expect.stringContaining('img.example.com')])
})
