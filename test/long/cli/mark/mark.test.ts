import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mark } from '../../../../cli/mark/mark.ts'
import { claimsValue, openMarkKey, parseMarkKeys } from '../../../../src/signing/auth/mark-keys.ts'
import { marked } from '../../../../tools/mark-trial/marked.ts'
import { makePicture } from '../../../support/picture/pictures.ts'

const bytes = Uint8Array.from({ length: 32 }, (_, at) => (at * 7 + 3) % 256)
const MARK_KEYS = `m1:${Buffer.from(bytes).toString('base64url')}`
const URL = 'https://img.example.com/a.jpg?expire=1800000000&kid=anna&token=x'
const ACCESS = 'https://img.example.com/a.jpg?token=x&expire=1800000001'

let folder: string

async function put(name: string, claims: { kid?: string; expire: number }) {
  const key = await openMarkKey(parseMarkKeys(MARK_KEYS)[0])
  const { data, width, height } = marked(
    makePicture(330, 250, { noise: 12 }),
    await claimsValue(key, claims),
    key,
  )
  await sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toFile(join(folder, name))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signet-mark-'))
  await put('anna.png', { kid: 'anna', expire: 1_800_000_000 })
  await put('access.png', { expire: 1_800_000_001 })
  await writeFile(join(folder, 'text.jpg'), 'no picture')
  await writeFile(join(folder, 'urls.txt'), `${URL}\n\n${URL.replace('anna', 'ben')}\n${ACCESS}\n`)
  await writeFile(join(folder, 'wrong.txt'), `${URL}\n\nanna\n`)
})
afterAll(() => rm(folder, { recursive: true }))

async function run(args: readonly string[], env: Record<string, string> = { MARK_KEYS }) {
  const lines: { out: string[]; err: string[] } = { out: [], err: [] }
  const code = await mark(
    args.map((name) => (name.startsWith('-') ? name : join(folder, name))),
    {
      out: (line) => void lines.out.push(line),
      err: (line) => void lines.err.push(line),
      env,
      cwd: folder,
      now: () => 0,
    },
  )
  return { code, ...lines }
}

describe('mark', () => {
  it('reads marks and lists the URLs that they stand for', async () => {
    const { code, out } = await run(['anna.png', 'access.png', '--urls', 'urls.txt'])
    expect(code).toBe(0)
    expect(out).toEqual([
      expect.stringMatching(/^anna\.png: [0-9a-f]{8}, key m1; by chance in less than 1 of 10\^\d+$/),
      `  ${URL}`,
      expect.stringMatching(/^access\.png: /),
      `  ${ACCESS}`,
    ])
  })

  it('reads the mark of a copy that was enlarged', async () => {
    const { width = 0, height = 0 } = await sharp(join(folder, 'anna.png')).metadata()
    await sharp(join(folder, 'anna.png'))
      .resize(2.5 * width, 2.5 * height)
      .png()
      .toFile(join(folder, 'large.png'))
    const { out } = await run(['large.png'])
    expect(out).toEqual([
      expect.stringMatching(/^large\.png: [0-9a-f]{8}, key m1, at 2[45]\d % of its size; /),
    ])
  })

  it.each([
    ['stretched.png', 1.06, 0, ', at 10[567] % of its width and (99|100|101) % of its height'],
    ['clockwise.png', 1, 1.5, ', turned clockwise by 1\\.[3-7]°'],
    ['back.png', 1, -1.5, ', turned counter-clockwise by 1\\.[3-7]°'],
  ])('reads the mark of a distorted copy with --thorough: %s', async (name, across, degrees, shape) => {
    const { width = 0, height = 0 } = await sharp(join(folder, 'anna.png')).metadata()
    await sharp(join(folder, 'anna.png'))
      .resize(Math.round(across * width), height, { fit: 'fill' })
      .rotate(degrees)
      .png()
      .toFile(join(folder, name))
    const { code, out } = await run([name, '--thorough', '--urls', 'urls.txt'])
    expect(code).toBe(0)
    expect(out).toEqual([
      expect.stringMatching(
        new RegExp(`^${name}: [0-9a-f]{8}, key m1${shape}; by chance in less than 1 of 10\\^\\d+$`),
      ),
      `  ${URL}`,
    ])
  })

  it('suggests --thorough if nothing is found without it', async () => {
    await sharp({ create: { width: 40, height: 30, channels: 3, background: '#808080' } })
      .png()
      .toFile(join(folder, 'gray.png'))
    expect(await run(['gray.png'])).toEqual({
      code: 1,
      out: [expect.stringMatching(/^gray\.png: no mark of these keys; --thorough also looks for /)],
      err: [],
    })
    expect(await run(['gray.png', '--thorough'])).toEqual({
      code: 1,
      out: ['gray.png: no mark of these keys'],
      err: [],
    })
  })

  it('continues after a file that is missing or not a picture', async () => {
    const { code, out, err } = await run(['text.jpg', 'missing.jpg', 'anna.png'])
    expect(code).toBe(1)
    expect(out).toHaveLength(1)
    expect(err).toEqual([
      expect.stringMatching(/^text\.jpg: sharp cannot read it: .*unsupported image format; save .* as PNG/),
      expect.stringMatching(/^missing\.jpg: sharp cannot read it: Input file is missing$/),
    ])
  })

  it.each([
    ['no key', ['anna.png'], {}, /^no key found: set MARK_KEYS in the environment/],
    [
      'a list with a line that is no URL',
      ['anna.png', '--urls', 'wrong.txt'],
      undefined,
      /wrong\.txt, line 3: /,
    ],
    ['a list that is not there', ['anna.png', '--urls', 'none.txt'], undefined, /none\.txt: no such file/],
  ])('refuses with a message: %s', async (_, args, env, says) => {
    const { code, out, err } = await run(args, env)
    expect({ code, out }).toEqual({ code: 1, out: [] })
    expect(err).toEqual([expect.stringMatching(says)])
  })
})
