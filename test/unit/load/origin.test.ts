import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getAnswer } from '../../load/client.ts'
import { type Origin, startOrigin } from '../../load/origin.ts'

let origin: Origin
let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'signet-origin-'))
  await writeFile(join(directory, 'photo.jpg'), new Uint8Array(400_000))
  origin = await startOrigin(directory)
})

afterAll(async () => {
  origin.close()
  await rm(directory, { recursive: true })
})

test('a file is served at the pace named in the path', async () => {
  const fast = await getAnswer(origin.ports.photos, '/fast/1/photo.jpg')
  expect(fast).toMatchObject({ status: 200, bytes: 400_000, fault: undefined })
  const ordinary = await getAnswer(origin.ports.other, '/ordinary/1/photo.jpg')
  expect(ordinary).toMatchObject({ status: 200, bytes: 400_000, fault: undefined })
  // 60 ms, then seven more pieces of 64 KB.
  expect(ordinary.milliseconds).toBeGreaterThan(145)
})

test('a connection is reset halfway or never answered', async () => {
  const { ports } = origin
  expect(await getAnswer(ports.photos, '/resetting/1/photo.jpg')).toMatchObject({ fault: expect.any(String) })
  const hanging = await getAnswer(ports.photos, '/hanging/1/photo.jpg', { timeout: 50 })
  expect(hanging).toMatchObject({ status: 0, fault: 'timed out after 50 ms' })
})

test('unknown files and paces give 404', async () => {
  const { photos } = origin.ports
  expect(await getAnswer(photos, '/fast/1/other.jpg')).toMatchObject({ status: 404 })
  expect(await getAnswer(photos, '/slowish/1/photo.jpg')).toMatchObject({ status: 404 })
  expect(await getAnswer(photos, '/toString/1/photo.jpg')).toMatchObject({ status: 404 })
})

test('fetches are counted by path', async () => {
  await getAnswer(origin.ports.photos, '/fast/twice/photo.jpg')
  await getAnswer(origin.ports.photos, '/fast/twice/photo.jpg')
  expect(await origin.fetches()).toMatchObject({ '/fast/twice/photo.jpg': 2 })
})
