import { expect, it } from 'vitest'
import { configure } from '../../../../src/edge/config.ts'
import { isUnmarked } from '../../../../src/edge/request/mark.ts'
import { keyMark, readOptions } from '../../../../src/edge/request/meaning.ts'
import type { TransformOptions } from '../../../../src/engine/options/transform-options.ts'
import type { Admitted } from '../../../../src/signing/auth/admit.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { failure } from '../../../support/process/failure.ts'

const keyOf = (by: number) =>
  `k1:${Buffer.from(Uint8Array.from({ length: 32 }, (_, at) => at * by + 3)).toString('base64url')}`

async function read(
  query: string,
  secrets: Record<string, string> = {},
  unsigned: Pick<Admitted, 'unsigned'> = {},
  rules: Record<string, unknown> = {},
) {
  const config = await configure({
    SIGNING_KEYS: keyOf(5),
    zones: { images: { prefix: '/', source: 'https://origin.example.com/', ...rules } },
    ...secrets,
  })
  const [zone] = config.zones
  if (!zone) throw new Error('there is no zone')
  const wire = parseWire(`https://img.example.com/a.jpg?${query}`)
  const admitted = { wire, path: 'a.jpg', claims: { expire: 9 }, key: 'k1', policy: undefined, ...unsigned }
  const { asked } = await readOptions.run({ admitted, zone, accept: null, now: 0 })
  return keyMark.run({ asked, admitted, config })
}

it('refuses a mark where there is no key', async () => {
  await expect(read('mark=00000001')).rejects.toThrow(
    failure('bad-parameter', 'mark: MARK_KEYS is not set; set it, or leave mark out'),
  )
})

it('gives a mark its key, and claims their value', async () => {
  const secrets = { MARK_KEYS: keyOf(7) }
  const { intent } = await read('mark=00000001', secrets)
  expect(intent).toMatchObject({ mark: { value: '00000001', key: { id: 'k1' }, personal: false } })
  const personal = await read('mark=claims', secrets)
  expect(personal.intent?.mark?.value).toMatch(/^[0-9a-f]{16}$/)
  expect(personal.intent?.mark?.personal).toBe(true)
})

it('knows no intent with a mark that lacks its key', () => {
  // @ts-expect-error: the key is missing
  const lost: TransformOptions = { width: 9, mark: '00000001' }
  expect(isUnmarked({ width: 9, mark: '00000001' })).toBe(false)
  expect(lost.mark).toBe('00000001')
})

it('gives no mark of claims that nobody signed: it would accuse whom the client likes', async () => {
  const unsigned = { unsigned: 'no-token' } as const
  await expect(read('kid=anna&mark=claims', { MARK_KEYS: keyOf(7) }, unsigned)).rejects.toThrow(
    failure('bad-parameter', 'mark=claims needs at least one of kid, expire, ip and start'),
  )
})

it('marks no description', async () => {
  const { intent } = await read('output=json&mark=claims')
  expect(intent).toEqual({ output: 'json' })
})

it.each([
  [
    'animate=1&format=avif',
    'animate=1 cannot be combined with format=avif, which shows one frame: ask for format=webp or format=auto',
  ],
  [
    'animate=1&page=1',
    'animate=1 cannot be combined with page, which shows one frame: leave one of them out',
  ],
  [
    'format=gif',
    'format=gif: GIF is read, not written; format=webp with animate=1 keeps an animation, in fewer bytes',
  ],
])('refuses %s', async (query, detail) => {
  await expect(read(query)).rejects.toThrow(failure('bad-parameter', detail))
})

it("animates by the zone's default where nothing contradicts it", async () => {
  const animated = async (query: string) => (await read(query, {}, {}, { animations: true })).intent?.animate
  expect(await animated('width=9')).toBe(true)
  expect(await animated('width=9&format=webp')).toBe(true)
  for (const query of ['format=jpeg', 'page=2', 'page=1&width=9', 'output=json'])
    expect(await animated(query)).toBeUndefined()
  expect(await animated('width=9&animate=0')).toBe(false)
})
