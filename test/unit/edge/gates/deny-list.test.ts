import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { denialOfToken } from '../../../../src/edge/gates/denial.ts'
import { DELAY_SECONDS, denyList } from '../../../../src/edge/gates/deny-list.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'

const TOKEN = 'A'.repeat(43)
const DENIED = parseWire(`https://img.example.com/a.jpg?width=4&token=${TOKEN}`)
const OTHER = parseWire(`https://img.example.com/a.jpg?width=4&token=${'B'.repeat(43)}`)
const entry = await denialOfToken(TOKEN)

let warned: Record<string, unknown>[] = []
beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
  warned = []
  vi.spyOn(console, 'warn').mockImplementation((text: string) => void warned.push(JSON.parse(text)))
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

type Read = () => Promise<string | null>

/** Returns a deny list whose namespace returns what `read` returns. */
function listOf(read: Read | string | null) {
  const state = { read: typeof read === 'function' ? read : async () => read }
  const get = vi.fn((_key: string, _options: object) => state.read())
  const list = denyList()
  const env = { DENIED: { get } }
  const ask = (wire = DENIED) => list.assertAllowed(wire, env, ignore).then(() => 'allowed', outcomeOf)
  return { state, get, ask }
}

const ignore = () => undefined
const outcomeOf = (error: unknown) => Object(error).code ?? String(error)
const later = (seconds: number) => vi.advanceTimersByTime(seconds * 1000)
const fail: Read = async () => Promise.reject(new Error('KV GET failed: 500'))
const hang: Read = () => new Promise(() => undefined)

/** Returns the outcome of an attempt that waits for its own timeout. */
async function afterTimeout(attempt: Promise<string>): Promise<string> {
  await vi.advanceTimersByTimeAsync(2000)
  return attempt
}

describe('a list', () => {
  it('refuses only the tokens that it contains', async () => {
    const { ask, get } = listOf(`${entry}\n`)
    expect([await ask(), await ask(OTHER)]).toEqual(['forbidden', 'allowed'])
    expect(get.mock.calls).toEqual([['tokens', { cacheTtl: 30 }]])
  })

  it.each([null, '', '\n'])('refuses nothing if it is empty: %j', async (text) => {
    expect(await listOf(text).ask()).toBe('allowed')
  })

  it('has a copy for each namespace', async () => {
    const list = denyList()
    const reads = [entry, null].map((text) => vi.fn(async () => text))
    const environments = reads.map((get) => ({ DENIED: { get } }))
    for (let time = 0; time < 2; time++) {
      const outcomes = environments.map((env) =>
        list.assertAllowed(DENIED, env, ignore).then(() => 'allowed', outcomeOf),
      )
      expect(await Promise.all(outcomes)).toEqual(['forbidden', 'allowed'])
    }
    expect(reads.map(({ mock }) => mock.calls.length)).toEqual([1, 1])
  })

  it('is not read without the binding', async () => {
    await expect(denyList().assertAllowed(DENIED, {}, ignore)).resolves.toBeUndefined()
  })

  it('gives the client no reason', async () => {
    const list = denyList()
    const refused = list.assertAllowed(DENIED, { DENIED: { get: async () => entry } }, ignore)
    await expect(refused).rejects.toMatchObject({ code: 'forbidden', detail: undefined })
  })
})

describe('the copy of an isolate', () => {
  it('is used for 20 seconds, then read again', async () => {
    const { state, get, ask } = listOf(null)
    expect(await ask()).toBe('allowed')
    state.read = async () => entry
    later(19.999)
    expect([await ask(), get.mock.calls.length]).toEqual(['allowed', 1])
    later(0.001)
    expect([await ask(), get.mock.calls.length]).toEqual(['forbidden', 2])
  })

  it('serves other requests for 2 seconds while one request reads', async () => {
    const { state, get, ask } = listOf(null)
    await ask()
    later(20)
    const { promise, resolve } = Promise.withResolvers<string>()
    state.read = () => promise
    const first = ask()
    expect([await ask(), get.mock.calls.length]).toEqual(['allowed', 2])
    resolve(entry)
    expect([await first, await ask()]).toEqual(['forbidden', 'forbidden'])
    expect(get).toHaveBeenCalledTimes(2)
  })

  it('is read by the next request if a reading one has ended', async () => {
    const { state, get, ask } = listOf(null)
    await ask()
    later(20)
    state.read = hang
    ask().catch(() => undefined)
    state.read = async () => entry
    later(1.999)
    expect(await ask()).toBe('allowed')
    later(0.001)
    expect([await ask(), get.mock.calls.length]).toEqual(['forbidden', 3])
  })

  it('is not overwritten by an older read', async () => {
    const { state, ask } = listOf(null)
    const early = Promise.withResolvers<string | null>()
    state.read = () => early.promise
    const first = ask()
    later(1)
    state.read = async () => entry
    expect(await ask()).toBe('forbidden')
    early.resolve(null)
    expect([await first, await ask()]).toEqual(['allowed', 'forbidden'])
  })

  it('does not exist at first, so that each request reads', async () => {
    const { state, get, ask } = listOf(hang)
    const first = ask()
    state.read = async () => entry
    expect([await ask(), get.mock.calls.length]).toEqual(['forbidden', 2])
    state.read = fail
    expect(await afterTimeout(first)).toBe('forbidden')
  })

  it('is up to date within the time that doctor and the documentation state', () => {
    expect(DELAY_SECONDS).toBe(30 + 20 + 2)
  })
})

const ways: readonly (readonly [string, Read])[] = [
  ['rejects', fail],
  [
    'throws',
    () => {
      throw new Error('KV failed')
    },
  ],
  ['hangs', hang],
  ['is malformed', async () => 'x'],
  ['is too long', async () => `${entry}\n`.repeat(30_000)],
]

describe.each(ways)('a list that %s', (_, broken) => {
  it('is replaced by the last copy for 5 minutes, then gives 503', async () => {
    const { state, ask } = listOf(entry)
    expect(await ask()).toBe('forbidden')
    state.read = broken
    later(295)
    expect(await afterTimeout(ask(OTHER))).toBe('allowed')
    expect(await afterTimeout(ask(DENIED))).toBe('forbidden')
    later(1)
    expect(await afterTimeout(ask(OTHER))).toBe('deny-list-unavailable')
    expect(await afterTimeout(ask(DENIED))).toBe('deny-list-unavailable')
    state.read = async () => entry
    expect([await ask(OTHER), await ask(DENIED)]).toEqual(['allowed', 'forbidden'])
  })

  it('gives 503 if there is no copy', async () => {
    const { ask } = listOf(broken)
    expect(await afterTimeout(ask(OTHER))).toBe('deny-list-unavailable')
  })
})

describe('a list that fails', () => {
  it('is read again every 2 seconds, not by each request', async () => {
    const { state, get, ask } = listOf(null)
    await ask()
    state.read = fail
    later(20)
    for (let request = 0; request < 5; request++) await ask()
    expect(get).toHaveBeenCalledTimes(2)
    later(2)
    await ask()
    expect(get).toHaveBeenCalledTimes(3)
  })

  it('is logged once a minute, without a token', async () => {
    const { ask } = listOf(fail)
    for (let request = 0; request < 3; request++) await ask()
    expect(warned).toEqual([
      { kind: 'fault', of: 'DENIED', reason: expect.stringContaining('KV GET failed: 500') },
    ])
    later(60)
    await ask()
    expect(warned).toHaveLength(2)
    expect(JSON.stringify(warned)).not.toMatch(/A{43}|[0-9a-f]{64}/)
  })

  it('gives a Retry-After without revealing the token', async () => {
    const refused = denyList().assertAllowed(DENIED, { DENIED: { get: fail } }, ignore)
    await expect(refused).rejects.toMatchObject({ retryAfter: 10, detail: undefined })
  })

  it.each(['a text', null, {}, 7])('is any value that is not a namespace: %j', async (binding) => {
    const refused = denyList().assertAllowed(OTHER, { DENIED: binding }, ignore)
    await expect(refused).rejects.toMatchObject({ code: 'deny-list-unavailable' })
  })
})
