import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { addLocalStores, withLocalStores } from '../../../cli/local-stores.ts'
import { placeIn } from '../../support/project/place.ts'
import { makeProject } from '../../support/project/project.ts'

const DENIED = { binding: 'DENIED', id: 'signet-denied' }
const DERIVATIVES = { binding: 'DERIVATIVES', bucket_name: 'signet-derivatives' }
const IMAGES = { binding: 'IMAGES', bucket_name: 'images' }

const TOP = { environment: undefined }

describe('a configuration of the local server', () => {
  test('gets the stores that it lacks', () => {
    expect(addLocalStores({ name: 'a', r2_buckets: [IMAGES] }, TOP)).toEqual({
      name: 'a',
      kv_namespaces: [DENIED],
      r2_buckets: [IMAGES, DERIVATIVES],
    })
  })

  test('keeps its own stores', () => {
    const own = { kv_namespaces: [{ binding: 'DENIED', id: '0f2a' }], r2_buckets: [IMAGES] }
    expect(addLocalStores(own, TOP)).toEqual({ ...own, r2_buckets: [IMAGES, DERIVATIVES] })
    expect(
      addLocalStores({ ...own, r2_buckets: [{ binding: 'DERIVATIVES', bucket_name: 'b' }] }, TOP),
    ).toBeUndefined()
  })

  test.each([
    [{ vars: { DENIED: 'x' }, r2_buckets: [DERIVATIVES] }],
    [{ ratelimits: [{ name: 'DENIED' }], r2_buckets: [DERIVATIVES] }],
    [{ d1_databases: [{ binding: 'DERIVATIVES' }], kv_namespaces: [DENIED] }],
  ])('gets no store whose name is taken: %j', (tables) => {
    expect(addLocalStores(tables, TOP)).toBeUndefined()
  })

  test('gets them in the environment that is served, which inherits none', () => {
    const tables = {
      kv_namespaces: [DENIED],
      r2_buckets: [DERIVATIVES],
      env: { staging: { vars: {} }, other: {} },
    }
    expect(addLocalStores(tables, { environment: 'staging' })).toEqual({
      ...tables,
      env: { staging: { vars: {}, kv_namespaces: [DENIED], r2_buckets: [DERIVATIVES] }, other: {} },
    })
  })
})

describe('the written file', () => {
  test('is in the folder of the project while it is used, also twice at once', async () => {
    const cwd = await makeProject({ 'wrangler.toml': 'name = "a"\n' })
    const place = placeIn(cwd)
    const files = await withLocalStores(place, async (outer) => {
      const inner = await withLocalStores(place, async ({ file }) => file)
      const tables = JSON.parse(await readFile(outer.file ?? '', 'utf8'))
      expect(tables).toEqual({ name: 'a', kv_namespaces: [DENIED], r2_buckets: [DERIVATIVES] })
      return [outer.file, inner]
    })
    expect(new Set(files).size).toBe(2)
    expect(await readdir(cwd)).toEqual(['wrangler.toml'])
  })

  test('is removed after a failure', async () => {
    const cwd = await makeProject({ 'wrangler.toml': '' })
    const failing = withLocalStores(placeIn(cwd), async () => Promise.reject(new Error('no')))
    await expect(failing).rejects.toThrow('no')
    expect(await readdir(cwd)).toEqual(['wrangler.toml'])
  })

  test('is removed by a later process if its own was killed', async () => {
    const cwd = await makeProject({ 'wrangler.toml': '' })
    // No process of Linux has this number.
    await writeFile(join(cwd, 'wrangler.signet-4999999-0.json'), '{}')
    await writeFile(join(cwd, `wrangler.signet-${process.pid}-999.json`), '{}')
    await withLocalStores(placeIn(cwd), async () => undefined)
    expect((await readdir(cwd)).toSorted()).toEqual([
      `wrangler.signet-${process.pid}-999.json`,
      'wrangler.toml',
    ])
  })

  test('does not exist for a project without a configuration, or with all stores', async () => {
    const none = { ...placeIn('/nowhere'), file: undefined }
    expect(await withLocalStores(none, async ({ file }) => file)).toBeUndefined()
    const toml = '[[kv_namespaces]]\nbinding = "DENIED"\n[[r2_buckets]]\nbinding = "DERIVATIVES"\n'
    const place = placeIn(await makeProject({ 'wrangler.toml': toml }))
    expect(await withLocalStores(place, async ({ file }) => file)).toBe(place.file)
  })
})
