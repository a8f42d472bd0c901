import { connect } from 'node:net'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer
}

/** A raw request. */
export interface RawRequest {
  readonly method?: string
  /** Any request target, with one byte for each character. */
  readonly target: string
  /** Header lines, with one byte for each character. */
  readonly headers?: readonly string[]
}

/**
 * Sends a request byte for byte, without the normalization of `fetch`, and reads the whole answer.
 * @param port port of a server on loopback
 */
export async function exchange(
  port: number,
  { method = 'GET', target, headers = [] }: RawRequest,
): Promise<Answer> {
  const host = headers.some((line) => /^host:/i.test(line)) ? [] : [`Host: 127.0.0.1:${port}`]
  const lines = [`${method} ${target} HTTP/1.1`, ...host, ...headers, 'Connection: close', '', '']
  return parse(await converse(port, lines.join('\r\n')))
}

function converse(port: number, request: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => socket.write(request, 'latin1'))
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(chunks)))
  })
}

function parse(answer: Buffer): Answer {
  const end = answer.indexOf('\r\n\r\n')
  const [first = '', ...lines] = answer.subarray(0, end).toString('latin1').split('\r\n')
  const headers = new Headers(
    lines.map((line) => /^([^:]+): *(.*)$/.exec(line)?.slice(1, 3) as [string, string]),
  )
  const body = answer.subarray(end + 4)
  const chunked = headers.get('transfer-encoding') === 'chunked'
  return { status: Number(first.split(' ')[1]), headers, body: chunked ? unchunk(body) : body }
}

/** Decodes a chunked body (RFC 9112 7.1). Of a truncated body it returns the part that arrived. */
function unchunk(body: Buffer): Buffer {
  const chunks: Buffer[] = []
  for (let at = 0; at < body.length; ) {
    const start = body.indexOf('\r\n', at) + 2
    const size = Number.parseInt(body.toString('latin1', at, start), 16)
    if (!(size > 0)) break
    chunks.push(body.subarray(start, start + size))
    at = start + size + 2
  }
  return Buffer.concat(chunks)
}
