import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { getPlatformProxy } from 'wrangler'
import { markKey, storeKey } from '../../../../src/cache/r2-store.ts'
import { purge } from '../../../../tools/purge/purge.ts'
import { QUIET } from '../../../../tools/quiet.ts'
import { runCommand } from '../../../support/command.ts'
import { makeProject } from '../../../support/project.ts'

const WRANGLER = `
name = "signet"
compatibility_date = "2026-11-01"
[[r2_buckets]]
binding = "IMAGES"
bucket_name = "images"
[vars.zones.images]
prefix = "/"
source = "r2:IMAGES"
[vars.zones.fixed]
prefix = "/fixed/"
source = "r2:IMAGES/fixed/"
immutable = true
`

const BUCKET = `
[[r2_buckets]]
binding = "DERIVATIVES"
bucket_name = "derivatives"
`

it.each<[string[], string]>([
  [[], 'give either --source or --zone'],
  [['--source', '/a.jpg', '--zone', 'images'], 'give either --source or --zone'],
  [['--source', 'a.jpg'], '--source must be a path as in a URL, got a.jpg'],
  [['--source', '/a.jpg?width=4'], '--source must be a path as in a URL, got /a.jpg?width=4'],
  [['--zone', 'image'], '--zone: there is no zone image; did you mean images?'],
  [['--zone', 'shop'], '--zone: there is no zone shop; there are images, fixed'],
  [['--zone', 'images'], 'wrangler.toml: there is no bucket with the binding DERIVATIVES'],
])('%j: %s', async (args, sentence) => {
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER })
  expect(await runCommand(purge, args, { cwd })).toEqual({ code: 1, out: [], err: [sentence] })
})

it('deletes from the local bucket', async () => {
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER + BUCKET })
  await mkdir(join(cwd, '.wrangler'))
  Object.assign(process.env, QUIET)
  const names = ['r2:IMAGES/a b.jpg', 'r2:IMAGES/c.jpg', 'r2:IMAGES/fixed/d.jpg']
  async function withBucket<T>(use: (bucket: R2Bucket) => Promise<T>): Promise<T> {
    const platform = await getPlatformProxy<{ DERIVATIVES: R2Bucket }>({
      configPath: join(cwd, 'wrangler.toml'),
    })
    return use(platform.env.DERIVATIVES).finally(() => platform.dispose())
  }
  const keys = await Promise.all(
    names.map((name) => storeKey(`https://h/.signet/4/d/6/-/${encodeURIComponent(name)}`)),
  )
  await withBucket(async (bucket) => {
    for (const [index, key] of keys.entries())
      await bucket.put(key, 'x', { customMetadata: { source: encodeURIComponent(names[index] ?? '') } })
  })
  const run = async (...args: string[]) => (await runCommand(purge, args, { cwd })).out
  expect(await run('--source', '/a%20b.jpg')).toEqual([
    'deleted 1 cached images; copies in the Cache API are made anew within 300 s',
  ])
  expect(await run('--zone', 'fixed')).toEqual([
    'deleted 1 cached images; copies in the Cache API are made anew when they are stale, since the zone is immutable',
  ])
  const left = await withBucket(async (bucket) => (await bucket.list()).objects.map(({ key }) => key))
  const marks = await Promise.all([{ source: names[0] ?? '' }, { zone: 'fixed' }].map(markKey))
  expect(left.sort()).toEqual([...marks, keys[1]].sort())
})
