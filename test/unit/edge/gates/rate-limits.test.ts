import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { rateLimits } from '../../../../src/edge/gates/rate-limits.ts'
import { ERRORS, type ErrorCode, Failure } from '../../../../src/errors.ts'

const ADDRESS = '203.0.113.7'
const FORBIDDEN = new Failure('forbidden', undefined, 'the hmac token does not match')

let warned: string[] = []
beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
  warned = []
  vi.spyOn(console, 'warn').mockImplementation((text: string) => void warned.push(text))
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

type Limit = (options: { key: string }) => Promise<unknown>

const counted = (limit: Limit = async () => ({ success: true })) => {
  const binding = { limit: vi.fn(limit) }
  return { binding, keys: () => binding.limit.mock.calls.map(([{ key }]) => key) }
}
const over: Limit = async () => ({ success: false })

/** Bindings that each fail in a different way. */
const broken: readonly (readonly [string, unknown])[] = [
  [
    'throws',
    {
      limit() {
        throw new Error('no')
      },
    },
  ],
  ['rejects', { limit: async () => Promise.reject(new Error('no')) }],
  ['hangs', { limit: () => new Promise(() => undefined) }],
  ['answers something else', { limit: async () => ({}) }],
  ['answers nothing', { limit: async () => undefined }],
  ['is no rate limit', 'a text'],
]

async function afterTimeout<T>(attempt: Promise<T>): Promise<T> {
  await vi.advanceTimersByTimeAsync(300)
  return attempt
}

it('counts the requests and refusals of each instance apart', async () => {
  const { binding, keys } = counted()
  const env = { LIMITER: binding, REFUSALS: binding }
  for (const instance of ['', 'shop']) {
    await rateLimits().assertWithin(env, 'k1', ADDRESS, instance)
    await rateLimits().refusalOf(FORBIDDEN, env, ADDRESS, instance)
  }
  expect(keys()).toEqual(['k1:203.0.113.7', '203.0.113.7', 'shop/k1:203.0.113.7', 'shop/203.0.113.7'])
})

describe('the binding LIMITER', () => {
  it.each<[string | undefined, string | null, string]>([
    ['k1', ADDRESS, 'k1:203.0.113.7'],
    ['k1', '::ffff:203.0.113.7', 'k1:203.0.113.7'],
    ['k2', '2001:db8:1:2:3:4:5:6', 'k2:2001:db8:1:2::/64'],
    ['k2', '2001:db8:1:2::', 'k2:2001:db8:1:2::/64'],
    ['imgix', null, 'imgix:-'],
    [undefined, 'nonsense', '-:-'],
  ])('counts the key %s and the address %s as %s', async (key, address, expected) => {
    const { binding, keys } = counted()
    await rateLimits().assertWithin({ LIMITER: binding }, key, address)
    expect(keys()).toEqual([expected])
  })

  it('refuses requests above the limit with a Retry-After', async () => {
    const refused = rateLimits().assertWithin({ LIMITER: counted(over).binding }, 'k1', ADDRESS)
    await expect(refused).rejects.toMatchObject({
      code: 'too-many-requests',
      retryAfter: 60,
      detail: undefined,
    })
  })

  it.each(broken)('admits requests if it %s', async (_, binding) => {
    const passed = rateLimits().assertWithin({ LIMITER: binding }, 'k1', ADDRESS)
    await expect(afterTimeout(passed)).resolves.toBeUndefined()
  })

  it('is optional', async () => {
    await expect(rateLimits().assertWithin({}, 'k1', ADDRESS)).resolves.toBeUndefined()
    expect(warned).toEqual([])
  })
})

describe('the binding REFUSALS', () => {
  const codes = Object.keys(ERRORS) as ErrorCode[]
  const others = codes.filter((code) => ERRORS[code].status !== 403)

  it('counts the network of a refusal', async () => {
    const { binding, keys } = counted()
    const limits = rateLimits()
    for (const address of [ADDRESS, '2001:db8:1:2:3::', null])
      expect(await limits.refusalOf(FORBIDDEN, { REFUSALS: binding }, address)).toBe(FORBIDDEN)
    expect(keys()).toEqual([ADDRESS, '2001:db8:1:2::/64', '-'])
  })

  it('turns a refusal into 429 above the limit, the same for every reason', async () => {
    const env = { REFUSALS: counted(over).binding }
    const reasons = ['the hmac token does not match', 'the token is on the deny list', undefined]
    const answered = await Promise.all(
      reasons.map((reason) =>
        rateLimits().refusalOf(new Failure('forbidden', undefined, reason), env, ADDRESS),
      ),
    )
    for (const each of answered) expect(each).toEqual(answered[0])
    expect(answered[0]).toMatchObject({ code: 'too-many-requests', retryAfter: 60, reason: undefined })
  })

  it.each(others)('does not count %s', async (code) => {
    const { binding, keys } = counted(over)
    const failure = new Failure(code)
    expect(await rateLimits().refusalOf(failure, { REFUSALS: binding }, ADDRESS)).toBe(failure)
    expect(keys()).toEqual([])
  })

  it.each(broken)('keeps the 403 if it %s', async (_, binding) => {
    const attempt = rateLimits().refusalOf(FORBIDDEN, { REFUSALS: binding }, ADDRESS)
    expect(await afterTimeout(attempt)).toBe(FORBIDDEN)
  })

  it('is optional and counts no verified request', async () => {
    expect(await rateLimits().refusalOf(FORBIDDEN, {}, ADDRESS)).toBe(FORBIDDEN)
    const { binding, keys } = counted(over)
    await rateLimits().assertWithin({ REFUSALS: binding }, 'k1', ADDRESS)
    expect(keys()).toEqual([])
  })
})

describe('a failing limit', () => {
  const quoting = { limit: async ({ key }: { key: string }) => Promise.reject(new Error(`bad key: ${key}`)) }

  it('is logged once a minute for each binding', async () => {
    const limits = rateLimits()
    const env = { LIMITER: quoting, REFUSALS: quoting }
    for (let request = 0; request < 3; request++) {
      await limits.assertWithin(env, 'k1', ADDRESS)
      await limits.refusalOf(FORBIDDEN, env, ADDRESS)
    }
    expect(warned.map((line) => JSON.parse(line).of)).toEqual(['LIMITER', 'REFUSALS'])
    vi.advanceTimersByTime(60_000)
    await limits.assertWithin(env, 'k1', ADDRESS)
    expect(warned).toHaveLength(3)
  })

  it('is logged without the address', async () => {
    await rateLimits().assertWithin({ LIMITER: quoting }, 'k1', ADDRESS)
    expect(warned[0]).toContain('bad key')
    expect(warned[0]).not.toContain(ADDRESS)
  })
})
