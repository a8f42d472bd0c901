import { type HttpRequest, sendRequest } from '../support/process/http-client.ts'
import type { Answer } from './verdict.ts'

const TIMEOUT = 30_000

/**
 * Sends a request over a new loopback connection. Never rejects: an error becomes the answer's
 * `fault`.
 */
export async function getAnswer(
  port: number,
  { method, target, headers }: Pick<HttpRequest, 'method' | 'target' | 'headers'>,
): Promise<Answer> {
  const pieces: Buffer[] = []
  const request = { method, target, headers, timeout: TIMEOUT }
  const { headers: received, ...result } = await sendRequest(port, request, (piece) => pieces.push(piece))
  const texts = Object.entries(received).map(([name, value]): [string, string] => [name, String(value)])
  return { ...result, headers: new Headers(texts), body: Buffer.concat(pieces) }
}
