import { expect, it } from 'vitest'
import { configure } from '../../../../src/edge/config.ts'
import { readWanted } from '../../../../src/edge/request/wanted.ts'
import type { Admitted } from '../../../../src/signing/auth/admit.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { failure } from '../../../support/failure.ts'

const keyOf = (by: number) =>
  `k1:${Buffer.from(Uint8Array.from({ length: 32 }, (_, at) => at * by + 3)).toString('base64url')}`

async function wanted(
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
  return readWanted(admitted, zone, config, { accept: null, now: 0 })
}

it('a mark is refused without a key', async () => {
  await expect(wanted('mark=00000001')).rejects.toThrow(
    failure('bad-parameter', 'mark: MARK_KEYS is not set; set it, or leave mark out'),
  )
})

it('a mark gets its key and the value of its claims', async () => {
  const secrets = { MARK_KEYS: keyOf(7) }
  const { intent } = await wanted('mark=00000001', secrets)
  expect(intent).toMatchObject({ mark: { value: '00000001', key: { id: 'k1' }, personal: false } })
  const personal = await wanted('mark=claims', secrets)
  expect(personal.intent?.mark?.value).toMatch(/^[0-9a-f]{16}$/)
  expect(personal.intent?.mark?.personal).toBe(true)
})

it('claims that nobody signed give no mark, because clients could choose whom to accuse', async () => {
  const unsigned = { unsigned: 'no-token' } as const
  await expect(wanted('kid=anna&mark=claims', { MARK_KEYS: keyOf(7) }, unsigned)).rejects.toThrow(
    failure('bad-parameter', 'mark=claims needs at least one of kid, expire, ip and start'),
  )
})

it('a description is not marked', async () => {
  const { intent } = await wanted('output=json&mark=claims')
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
])('%s is refused', async (query, detail) => {
  await expect(wanted(query)).rejects.toThrow(failure('bad-parameter', detail))
})

it("the zone's default for animation applies unless an option contradicts it", async () => {
  const animated = async (query: string) =>
    (await wanted(query, {}, {}, { animations: true })).intent?.animate
  expect(await animated('width=9')).toBe(true)
  expect(await animated('width=9&format=webp')).toBe(true)
  for (const query of ['format=jpeg', 'page=2', 'page=1&width=9', 'output=json'])
    expect(await animated(query)).toBeUndefined()
  expect(await animated('width=9&animate=0')).toBe(false)
})
