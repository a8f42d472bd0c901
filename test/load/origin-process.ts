import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fetches, OriginPorts } from './origin.ts'
import { bytesDue, isPaceName, PACES, type Pace } from './pacing.ts'

/**
 * Origin program. It runs in its own process, so that the clients do not slow it down. Its two
 * servers are two different hosts for the Worker. They answer `/PACE/ANYTHING/FILE` with a file
 * from the folder in the first argument.
 */

const TICK = 50
/** Milliseconds for which an idle connection stays open, more than the longest pause of a run. */
const IDLE_MS = 120_000

const [directory = '.'] = process.argv.slice(2)
const files = new Map<string, Buffer>()
const fetches: Fetches = {}

function read(name: string): Buffer | undefined {
  const known = files.get(name)
  if (known) return known
  try {
    const bytes = readFileSync(join(directory, name))
    files.set(name, bytes)
    return bytes
  } catch {
    return undefined
  }
}

function roomOf(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    function settle(): void {
      response.off('drain', settle).off('close', settle)
      resolve()
    }
    response.on('drain', settle).on('close', settle)
    if (response.destroyed) settle()
  })
}

async function send(response: ServerResponse, body: Buffer, pace: Pace): Promise<void> {
  let begin = performance.now()
  const end = pace.resetAt === undefined ? body.length : Math.floor(body.length * pace.resetAt)
  for (let sent = 0; sent < end && !response.destroyed; ) {
    const due = Math.min(end, bytesDue(pace, body.length, performance.now() - begin))
    if (due === sent) {
      await sleep(Math.min(pace.every, TICK))
      continue
    }
    const [taken, before] = [response.write(body.subarray(sent, due)), performance.now()]
    sent = due
    if (taken) continue
    await roomOf(response)
    // Time spent waiting for the client does not count. Otherwise a slow client would get a burst
    // of data.
    begin += performance.now() - before
  }
  if (pace.resetAt === undefined) response.end()
  else response.socket?.resetAndDestroy()
}

async function answer({ url = '', method }: IncomingMessage, response: ServerResponse): Promise<void> {
  fetches[url] = (fetches[url] ?? 0) + 1
  const name = basename(url)
  const [, paceName = ''] = url.split('/')
  const body = read(name)
  if (!body || !isPaceName(paceName)) {
    response.writeHead(404).end()
    return
  }
  const pace: Pace = PACES[paceName]
  if (pace.latency === undefined) return
  await sleep(pace.latency)
  if (response.destroyed) return
  const headers = {
    'content-type': 'application/octet-stream',
    'content-length': body.length,
    etag: `"${name}"`,
    'cache-control': 'max-age=86400',
  }
  response.writeHead(200, headers).flushHeaders()
  if (method === 'HEAD') response.end()
  else await send(response, body, pace)
}

async function listen(): Promise<number> {
  const server = createServer((request, response) => void answer(request, response))
  // A short timeout would close connections at the moment in which the Worker uses them again.
  server.keepAliveTimeout = IDLE_MS
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

process.on('message', () => process.send?.(fetches))
process.on('disconnect', () => process.exit())
process.send?.({ photos: await listen(), other: await listen() } satisfies OriginPorts)
