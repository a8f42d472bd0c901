import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { getAnswer } from '../../load/client.ts'
import { requestAndReset, requestAndStall } from '../../load/raw-client.ts'

const BODY = Buffer.alloc(8_000_000, 1)
let server: Server

async function serve(listener: RequestListener): Promise<number> {
  server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

describe('a client that reads', () => {
  test('reports status, bytes, Retry-After and error code', async () => {
    const headers = { 'retry-after': '2', 'x-ip-error': 'busy' }
    const port = await serve((_, response) => response.writeHead(503, headers).end('later'))
    expect(await getAnswer(port, '/')).toMatchObject({ status: 503, bytes: 5, retryAfter: '2', code: 'busy' })
  })

  test('reports a body that breaks off, a missing answer and a timeout', async () => {
    const port = await serve(({ url }, response) => {
      if (url === '/never') return
      if (url === '/short') response.writeHead(200, { 'content-length': 10 }).write('half')
      setTimeout(() => response.destroy(), 20)
    })
    expect(await getAnswer(port, '/short')).toMatchObject({
      status: 200,
      bytes: 4,
      fault: expect.any(String),
    })
    expect(await getAnswer(port, '/')).toMatchObject({ status: 0, fault: expect.any(String) })
    const late = await getAnswer(port, '/never', { timeout: 30 })
    expect(late).toMatchObject({ status: 0, fault: 'timed out after 30 ms' })
  })
})

describe('a client that disconnects', () => {
  test('disconnects after some bytes or after some time', async () => {
    const port = await serve(({ url }, response) => {
      if (url === '/body') response.end(BODY)
    })
    const inBody = await requestAndReset(port, '/body', { bytes: 100_000 })
    expect(inBody).toMatchObject({ status: 200, left: true })
    expect(inBody.bytes).toBeLessThan(BODY.length)
    expect(await requestAndReset(port, '/never', { milliseconds: 20 })).toMatchObject({
      status: 0,
      left: true,
    })
  })

  test('has not disconnected if the answer ended before', async () => {
    const port = await serve((_, response) => response.writeHead(500).end())
    expect(await requestAndReset(port, '/', { bytes: 100_000 })).toMatchObject({ status: 500, left: false })
  })
})

describe('a client that does not read', () => {
  test('leaves most bytes at the server until `read`, then receives all', async () => {
    let sent = false
    const port = await serve((_, response) => {
      response.writeHead(200, { 'content-length': BODY.length }).end(BODY, () => {
        sent = true
      })
    })
    const client = requestAndStall(port, '/')
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(sent).toBe(false)
    const answer = await client.read()
    expect(answer).toMatchObject({ status: 200, fault: undefined })
    expect(answer.bytes).toBeGreaterThan(BODY.length)
  })

  test('reports that the server dropped it', async () => {
    const port = await serve((_, response) => {
      response.writeHead(200, { 'content-length': BODY.length }).write(BODY)
      setTimeout(() => response.socket?.resetAndDestroy(), 50)
    })
    const client = requestAndStall(port, '/')
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await client.read()).toMatchObject({ status: 200, fault: expect.any(String) })
  })
})
