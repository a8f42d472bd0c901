import { expect, test } from 'vitest'
import { folderPictures, folderUrls, sampleUrls } from '../../../../cli/start/start-urls.ts'
import { makeProject } from '../../../support/project/project.ts'

const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const keys = (count: number) => Array.from({ length: count }, (_, at) => `k${at}:${KEY}`).join()

test.each([
  [4, null],
  [5, 'k0'],
])('the URLs of the samples with %i keys name the key %s', async (count, kid) => {
  const urls = await sampleUrls('http://127.0.0.1:8787', keys(count))
  expect(new Set(urls.map((url) => new URL(url).searchParams.get('kid')))).toEqual(new Set([kid]))
})

test.each([
  [false, ['a.gif']],
  [true, ['a.gif', 'b.HEIC']],
])('HEIC files of a folder are listed only if HEIC is decoded: %s', async (heic, names) => {
  const folder = await makeProject({ 'a.gif': '', 'b.HEIC': '', 'c.txt': '' })
  const paths = names.map((name) => `/origin/${name}`)
  const urls = await folderUrls('http://127.0.0.1:8787', keys(1), {
    directory: folder,
    prefix: '/origin/',
    heic,
  })
  expect((await folderPictures(folder, heic)).map(({ path }) => path).sort()).toEqual(names)
  expect(urls.map((url) => new URL(url).pathname).sort()).toEqual(paths)
})
