import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { untilReady } from '../../../../cli/start/until-ready.ts'

const NEVER = new Promise<never>(() => undefined)
const NOTICE = /^still starting … \(\d+ seconds\)$/

/** Starts a server that is ready as soon as `isReady` returns `true`. */
async function serverReadyIf(isReady: () => boolean, headers: Record<string, string> = {}): Promise<string> {
  const server = createServer((_, response) => {
    const ready = isReady()
    response.writeHead(ready ? 200 : 503, ready ? {} : headers).end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function wait(base: string, ended: Promise<unknown>, limit: number, lines: string[] = []) {
  const err = (line: string) => void lines.push(line)
  const trouble = await untilReady(base, ended, { err }, { notice: 50, limit })
  return { trouble, lines }
}

test('a slow server is waited for, with notices', async () => {
  const lines: string[] = []
  const base = await serverReadyIf(() => lines.length > 1)
  const { trouble } = await wait(base, NEVER, 20_000, lines)
  expect(trouble).toBeUndefined()
  expect(lines.length).toBeGreaterThan(1)
  for (const line of lines) expect(line).toMatch(NOTICE)
})

test('a server that never answers is given up with a sentence', async () => {
  const server = createServer(() => undefined)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => server.closeAllConnections())
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { trouble } = await wait(base, NEVER, 300)
  server.close()
  expect(trouble).toMatch(/^the server has not answered for \d+ minutes: .*, and start it again$/)
})

test('a request that the server has lost is repeated', async () => {
  let requests = 0
  const server = createServer((_, response) => {
    requests++
    if (requests > 1) response.end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  expect((await wait(base, NEVER, 20_000)).trouble).toBeUndefined()
  expect(requests).toBeGreaterThan(1)
})

test('the end of the process ends the wait', async () => {
  const { trouble } = await wait('http://127.0.0.1:9', Promise.resolve(), 10_000)
  expect(trouble).toBe('the server ended')
})

test('the reason of a server that refuses to start is returned at once', async () => {
  const base = await serverReadyIf(() => false, { 'signet-reason': 'zones.a: unknown field b' })
  expect((await wait(base, NEVER, 10_000)).trouble).toBe('zones.a: unknown field b')
})
