import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Patience, untilReady } from '../../../../cli/start/until-ready.ts'

const NEVER = new Promise<never>(() => undefined)
const NOTICE = /^still starting … \(\d+ seconds\)$/

/** Notices come soon, and no attempt ends before its answer, however busy the machine is. */
const PATIENCE: Patience = { notice: 50, attempt: 20_000, limit: 20_000 }

/** Starts a server. Returns its address. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Starts a server that is ready as soon as `isReady` returns `true`. */
function serverReadyIf(isReady: () => boolean, headers: Record<string, string> = {}): Promise<string> {
  return serve((_, response) => {
    const ready = isReady()
    response.writeHead(ready ? 200 : 503, ready ? {} : headers).end()
  })
}

interface Options {
  readonly patience?: Partial<Patience>
  readonly ended?: Promise<unknown>
  readonly err?: (line: string) => void
}

function wait(base: string, { patience, ended = NEVER, err = () => undefined }: Options = {}) {
  return untilReady(base, ended, { err }, { ...PATIENCE, ...patience })
}

test('a slow server is waited for, with notices', async () => {
  const lines: string[] = []
  const base = await serverReadyIf(() => lines.length > 1)
  // The notices are the only clock: a limit would depend on the speed of the machine.
  const patience = { limit: Number.POSITIVE_INFINITY }
  expect(await wait(base, { patience, err: (line) => void lines.push(line) })).toBeUndefined()
  expect(lines.length).toBeGreaterThan(1)
  for (const line of lines) expect(line).toMatch(NOTICE)
})

test('a clock that is set does not end the wait', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  let requests = 0
  const base = await serverReadyIf(() => {
    vi.setSystemTime(Date.now() + 1_000_000)
    return ++requests > 1
  })
  expect(await wait(base)).toBeUndefined()
  expect(requests).toBe(2)
})

test('a server that never answers is given up with a sentence', async () => {
  const base = await serve(() => undefined)
  expect(await wait(base, { patience: { attempt: 200, limit: 300 } })).toMatch(
    /^the server was not ready after \d+ minutes \(last attempt: TimeoutError\): .*, and start it again$/,
  )
})

test('the sentence names the status of the last attempt', async () => {
  const base = await serverReadyIf(() => false)
  expect(await wait(base, { patience: { limit: 300 } })).toContain(' (last attempt: status 503): ')
})

test('the sentence names the error of the last attempt', async () => {
  const base = await serve((request) => request.socket.destroy())
  expect(await wait(base, { patience: { limit: 300 } })).toContain(' (last attempt: UND_ERR_SOCKET): ')
})

test('a request that the server has lost is repeated', async () => {
  let requests = 0
  const base = await serve((_, response) => {
    requests++
    if (requests > 1) response.end()
  })
  const patience = { attempt: 500, limit: Number.POSITIVE_INFINITY }
  expect(await wait(base, { patience })).toBeUndefined()
  expect(requests).toBeGreaterThan(1)
})

test('the end of the process ends the wait', async () => {
  expect(await wait('http://127.0.0.1:9', { ended: Promise.resolve() })).toBe('the server ended')
})

test('the reason of a server that refuses to start is returned at once', async () => {
  const base = await serverReadyIf(() => false, { 'signet-reason': 'zones.a: unknown field b' })
  expect(await wait(base)).toBe('zones.a: unknown field b')
})
