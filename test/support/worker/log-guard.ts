import type { RequestLine } from '../../../src/edge/log/fields.ts'
import type { IsolateLine } from '../../../src/edge/log/isolate-metrics.ts'
import type { RawRequest } from './exchange.ts'

/** Variables of the Worker that are texts but not secrets. */
const PUBLIC = ['ENVIRONMENT', 'DEV_ORIGIN', 'ORIGIN']

const RUN = /[\w-]{16,}/g
const TOKENS = /(?:[?&](?:token|s)=)([^&]+)/g
const ADDRESS = /^cf-connecting-ip:\s*(\S+)/i

/** Returns a secret in every spelling in which its bytes could be logged. */
function spellings(text: string): string[] {
  const key = text.slice(text.indexOf(':') + 1)
  const bytes = [Buffer.from(key), Buffer.from(key, 'base64url'), Buffer.from(key, 'hex')]
  const encoded = bytes.flatMap((each) => [
    each.toString('hex'),
    each.toString('base64').replace(/=+$/, ''),
    each.toString('base64url'),
    [...each].join(','),
  ])
  return [key, ...encoded].filter(({ length }) => length >= 12)
}

/**
 * Finds texts that must never be logged: keys and other secrets, tokens, queries, and addresses of
 * clients.
 */
export interface LogGuard {
  /** Remembers a request's tokens and its client's address. */
  expect(request: RawRequest): void
  /** Returns the forbidden texts that a line contains. */
  leaksOf(line: string): string[]
}

/**
 * Creates a log guard.
 * @param variables variables of the Worker, including its secrets
 */
export function logGuard(variables: Readonly<Record<string, unknown>>): LogGuard {
  const texts = Object.entries(variables).filter(([name]) => !PUBLIC.includes(name))
  const secrets = texts
    .flatMap(([, value]) => (typeof value === 'string' ? value.split(',') : []))
    .flatMap((text) => spellings(text.trim()))
  const tokens = new Set<string>()
  const addresses = new Set<string>()
  return {
    expect({ target, headers = [] }) {
      const [path = ''] = target.split('?')
      // imgproxy and thumbor signatures are in the path.
      for (const run of path.match(RUN) ?? []) if (run.length >= 27) tokens.add(run)
      for (const [, token = ''] of target.matchAll(TOKENS))
        for (const run of token.match(RUN) ?? []) tokens.add(run)
      for (const line of headers) {
        const [, address] = ADDRESS.exec(line) ?? []
        if (address !== undefined && address.length >= 7) addresses.add(address)
      }
    },
    leaksOf(line) {
      const runs = line.match(RUN) ?? []
      return [
        ...secrets.filter((secret) => line.includes(secret)),
        ...runs.filter((run) => tokens.has(run) || run.length >= 43),
        ...[...addresses].filter((address) => line.includes(address)),
        ...(line.match(/token=|[?&]\w+=/g) ?? []),
      ]
    },
  }
}

/** Parses a structured log line. Returns `undefined` for any other text. */
export function readLine(text: string): RequestLine | IsolateLine | undefined {
  if (!text.startsWith('{"kind":"request"') && !text.startsWith('{"kind":"isolate"')) return undefined
  return JSON.parse(text)
}
