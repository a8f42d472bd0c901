import { type IncomingMessage, request } from 'node:http'
import { ENDPOINTS, type Endpoint } from '../../../playground/protocol.ts'
import { OWN, type PlaygroundRequest } from './playground-attacks.ts'

export interface PlaygroundAnswer {
  readonly status: number
  readonly headers: Readonly<IncomingMessage['headers']>
  readonly body: Buffer
  json<Answer>(): Answer
}

/**
 * Sends a request with any Host to a server on loopback.
 * @param port port of the server
 */
export function sendTo(
  port: number,
  path: string,
  { method = 'POST', host = `127.0.0.1:${port}`, headers = {} }: PlaygroundRequest,
  sent: Uint8Array | string = '',
): Promise<PlaygroundAnswer> {
  return new Promise((resolve, reject) => {
    const length = Buffer.byteLength(sent)
    const isDeclared = headers['content-length'] !== undefined
    const isSized = length > 0 && !isDeclared && headers['transfer-encoding'] === undefined
    const all = { ...headers, host, ...(isSized && { 'content-length': length }) }
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers: all }, async (response) => {
      const body = Buffer.concat(await response.toArray())
      const { statusCode: status = 0, headers } = response
      resolve({ status, headers, body, json: () => JSON.parse(body.toString()) })
      if (isDeclared) outgoing.destroy()
    })
    outgoing.once('error', reject)
    // The server refuses a too long body by its declared length. It then closes the connection
    // before the client sends the body.
    if (isDeclared) outgoing.flushHeaders()
    else outgoing.end(sent)
  })
}

/**
 * Calls endpoints of the playground like a program that sends the required header.
 * @param host host under which the server answers
 */
export function playgroundClient(port: number, host = `127.0.0.1:${port}`) {
  return (endpoint: Endpoint, sent: object | string, search = ''): Promise<PlaygroundAnswer> => {
    const body = sent instanceof Uint8Array || typeof sent === 'string' ? sent : JSON.stringify(sent)
    return sendTo(port, ENDPOINTS[endpoint] + search, { host, headers: OWN }, body)
  }
}
