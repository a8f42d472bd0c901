import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { claimsValue, openMarkKey, parseMarkKeys } from '../../src/auth/mark-keys.ts'
import { readClaims } from '../../src/auth/scheme.ts'
import { command, type Io, refuse } from '../../src/cli/command.ts'
import { findSecret } from '../../src/cli/key-source.ts'
import { parseWire } from '../../src/url/wire.ts'
import type { Found } from './detect.ts'
import { readPicture } from './picture.ts'

const SPEC = {
  name: 'mark',
  does: 'Reads the invisible mark of a picture, with the keys of MARK_KEYS. It needs no original.',
  argument: { name: 'FILE', about: 'a picture: a copy that was found somewhere', many: true },
  flags: {
    urls: {
      value: 'LIST',
      about: 'a file with signed URLs, one a line: prints those whose claims the mark stands for',
    },
  },
  examples: ['found.jpg', 'found.jpg --urls signed-urls.txt'],
} as const

const KERNEL = new URL('../../src/wasm/kernel.wasm', import.meta.url)

/** What is printed of a mark. */
export function formatFound(name: string, { value, key, chance, scale, mirrored }: Found): string {
  const size = scale > 1.01 || scale < 0.99 ? `, at ${Math.round(100 / scale)} % of its size` : ''
  return `${name}: ${value}, key ${key}${size}${mirrored ? ', mirrored' : ''}; by chance in less than 1 of 10^${Math.floor(-chance)}`
}

/** The URLs of a list whose claims give a value. */
async function urlsOf(
  value: string,
  list: string,
  key: Parameters<typeof claimsValue>[0],
): Promise<readonly string[]> {
  const urls = list.split('\n').filter((line) => line.trim() !== '')
  const matches = await Promise.all(
    urls.map(async (url) => {
      const { signed } = parseWire(url.trim())
      const kid = signed.get('kid')
      const claims = { ...readClaims(signed), ...(kid !== undefined && { kid }) }
      return Object.keys(claims).length > 0 && (await claimsValue(key, claims)).startsWith(value)
    }),
  )
  return urls.filter((_, index) => matches[index])
}

async function readKeys(io: Io) {
  const secret = await findSecret('MARK_KEYS', { flag: undefined, local: false }, io)
  return Promise.all(parseMarkKeys(secret).map(openMarkKey))
}

/** Reads the marks of files. Exits with 1 where one has none. */
export const mark = command(SPEC, async ({ all, flags: { urls } }, io) => {
  if (!existsSync(KERNEL)) refuse('run npm run kernel first: the kernel is not built')
  await import('../../bench/wasm-hook.ts')
  const { detect, wavesOf } = await import('./detect.ts')
  const keys = await readKeys(io)
  const waves = keys.flatMap(wavesOf)
  const list = urls === undefined ? undefined : await readFile(urls, 'utf8')
  let missing = 0
  for (const file of all) {
    const { data, width, height } = await readPicture(file)
    const found = detect(data, width, height, waves)
    io.out(found ? formatFound(basename(file), found) : `${basename(file)}: no mark of these keys`)
    if (!found) missing++
    const key = keys.find(({ id }) => id === found?.key)
    if (found && key && list !== undefined)
      for (const url of await urlsOf(found.value, list, key)) io.out(`  ${url}`)
  }
  return missing > 0 ? 1 : 0
})
