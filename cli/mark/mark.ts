import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Failure } from '../../src/errors.ts'
import { claimsValue, openMarkKey, parseMarkKeys } from '../../src/signing/auth/mark-keys.ts'
import { readClaims } from '../../src/signing/auth/scheme.ts'
import { parseWire } from '../../src/signing/url/wire.ts'
import { refuse } from '../command.ts'
import { findSecret } from '../key-source.ts'
import { type ProjectIo, projectCommand } from '../project-place.ts'
import { prepareWebAssembly, UNBUILT } from '../webassembly.ts'
import type { Found } from './detect.ts'
import type { Shape } from './shapes.ts'

const SPEC = {
  name: 'mark',
  does: 'Reads the invisible mark of a picture, with the keys of MARK_KEYS. It needs no original.',
  argument: { name: 'FILE', about: 'a picture: a copy that was found somewhere', many: true },
  flags: {
    urls: {
      value: 'LIST',
      about: 'a file with signed URLs, one per line: prints those whose claims or mark match',
    },
    thorough: {
      about:
        'if nothing is found, also looks for copies that were stretched by up to 8 % or turned by up to 2°',
    },
  },
  examples: ['found.jpg', 'found.jpg --urls signed-urls.txt', 'found.jpg --thorough'],
} as const

/** Advice that is printed if the quick search finds nothing. */
const HINT = '; --thorough also looks for stretched and turned copies, which takes minutes'

const percent = (scale: number) => `${Math.round(100 / scale)} %`

/**
 * Describes the scale and rotation of a copy (a picture in which a mark was found) relative to the
 * marked output. If both scales are equal, the text has a single percentage.
 */
function formatShape({ across, down, turn }: Shape): string {
  if (turn !== 0) {
    const degrees = Math.abs((180 / Math.PI) * turn).toFixed(1)
    return `${formatShape({ across, down, turn: 0 })}, turned ${turn < 0 ? 'clockwise' : 'counter-clockwise'} by ${degrees}°`
  }
  if (across !== down) return `, at ${percent(across)} of its width and ${percent(down)} of its height`
  return across > 1.01 || across < 0.99 ? `, at ${percent(across)} of its size` : ''
}

/** Formats the line that is printed for a mark that was found. */
export function formatFound(name: string, { value, key, chance, shape, mirrored }: Found): string {
  return `${name}: ${value}, key ${key}${formatShape(shape)}${mirrored ? ', mirrored' : ''}; by chance in less than 1 of 10^${Math.floor(-chance)}`
}

interface Listed {
  readonly url: string
  readonly claims: Parameters<typeof claimsValue>[1]
  /** Value of the parameter `mark`. */
  readonly mark: string | undefined
}

/**
 * Returns the claims that a URL's signature covers. In a KeyCDN access URL, the claim `expire`
 * follows the token.
 */
function claimsOf(url: string): Listed['claims'] {
  const { signed, free } = parseWire(url)
  const kid = signed.get('kid')
  return { ...readClaims(new Map([...free, ...signed])), ...(kid !== undefined && { kid }) }
}

/**
 * Reads a list of signed URLs.
 * @throws Failure bad-parameter: a line is not a URL
 */
async function readList(file: string): Promise<readonly Listed[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim())
  return lines.flatMap((url, index) => {
    if (url === '') return []
    try {
      return [{ url, claims: claimsOf(url), mark: parseWire(url).signed.get('mark') }]
    } catch (error) {
      return refuse(`${file}, line ${index + 1}: ${messageOf(error)}`)
    }
  })
}

/** Returns the listed URLs whose parameter `mark` or whose claims give the value of a mark. */
async function urlsOf(value: string, list: readonly Listed[], key: Parameters<typeof claimsValue>[0]) {
  const matches = await Promise.all(
    list.map(
      async ({ claims, mark }) =>
        mark === value ||
        (Object.keys(claims).length > 0 && (await claimsValue(key, claims)).startsWith(value)),
    ),
  )
  return list.filter((_, index) => matches[index]).map(({ url }) => url)
}

/**
 * Returns a failure's message, so that the command can continue with the next file.
 * @throws the error itself if it is not a `Failure` but a defect of the command
 */
function messageOf(error: unknown): string {
  if (error instanceof Failure) return error.message
  throw error
}

async function readKeys(io: ProjectIo) {
  const secret = await findSecret('MARK_KEYS', { local: false }, io)
  return Promise.all(parseMarkKeys(secret).map(openMarkKey))
}

/** Reads the marks in files. The exit code is 1 if a file has no mark or cannot be read. */
export const mark = projectCommand(SPEC, async ({ all, flags: { urls, thorough } }, io) => {
  if (!(await prepareWebAssembly())) refuse(UNBUILT)
  const { wavesOf } = await import('./detect.ts')
  const { find } = await import('./find.ts')
  const keys = await readKeys(io)
  const waves = keys.flatMap(wavesOf)
  const list = urls === undefined ? [] : await readList(urls)
  let missing = 0
  for (const file of all) {
    const name = basename(file)
    const found = await find(file, waves, thorough ? 'thorough' : 'quick').catch(messageOf)
    if (typeof found === 'string') {
      io.err(`${name}: ${found}`)
      missing++
      continue
    }
    io.out(found ? formatFound(name, found) : `${name}: no mark of these keys${thorough ? '' : HINT}`)
    if (!found) missing++
    const key = keys.find(({ id }) => id === found?.key)
    if (!found || !key || urls === undefined) continue
    const matches = await urlsOf(found.value, list, key)
    for (const url of matches) io.out(`  ${url}`)
    if (matches.length === 0) io.out(`  no URL of ${urls} gives this mark`)
  }
  return missing > 0 ? 1 : 0
})
