import { below, happens, pick, type Random } from './random.ts'

/** Visible ASCII characters, which are all that a request target may contain. */
const CHARACTERS = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).filter((character) =>
  /[!-~]/.test(character),
)

interface Split {
  readonly path: string
  readonly signed: readonly string[]
  readonly token: string
  readonly free: readonly string[]
}

function split(target: string): Split {
  const [path = '', query = ''] = target.split(/\?(.*)/s)
  const pairs = query.split('&')
  const at = pairs.findIndex((pair) => pair.startsWith('token='))
  return { path, signed: pairs.slice(0, at), token: pairs[at] ?? '', free: pairs.slice(at + 1) }
}

const join = ({ path, signed, token, free }: Split): string =>
  `${path}?${[...signed, token, ...free].join('&')}`

function misspelt(text: string, random: Random): string {
  const at = below(text.length, random)
  const character = pick(CHARACTERS, random)
  return pick(
    [
      text.slice(0, at) + character + text.slice(at + 1),
      text.slice(0, at) + text.slice(at + 1),
      text.slice(0, at) + character + text.slice(at),
    ],
    random,
  )
}

const escaped = (character: string, random: Random) => {
  const hex = character.charCodeAt(0).toString(16).padStart(2, '0')
  return `%${happens(50, random) ? hex : hex.toUpperCase()}`
}

function reencoded(text: string, random: Random): string {
  const at = below(text.length, random)
  return text.slice(0, at) + escaped(text[at] ?? '', random) + text.slice(at + 1)
}

const PIECES = [
  '/.',
  '/..',
  '//',
  '/%2e%2e',
  '%2F',
  '%5C',
  '\\',
  '%00',
  '%0a',
  '%ff',
  '%c0%ae',
  ';',
  '/',
  '%',
  '%zz',
  '%25',
  '+',
  '@',
  ':',
]

const FREE = [
  'w=100',
  'w=320',
  'w=0',
  'dpr=2',
  'dpr=1',
  'width=100',
  'format=png',
  'token=a',
  'expire=99999999999',
  'w=100&w=320',
  'w=%3100',
  '',
  '=',
  'w',
  '&',
  '__proto__=1',
  'quality=1',
  'olurl=',
]

type Change = (split: Split, random: Random) => string

function taken(
  pairs: readonly string[],
  random: Random,
): { one: readonly string[]; rest: readonly string[] } {
  const at = below(pairs.length, random)
  return { one: pairs.slice(at, at + 1), rest: pairs.toSpliced(at, 1) }
}

const CHANGES: Readonly<Record<string, Change>> = {
  misspelt: (all, random) => misspelt(join(all), random),
  reencoded: (all, random) => reencoded(join(all), random),
  'the token misspelt': (all, random) =>
    join({ ...all, token: `token=${misspelt(all.token.slice(6), random)}` }),
  'the token cut': (all, random) =>
    join({ ...all, token: all.token.slice(0, below(all.token.length, random)) }),
  'the token in another case': (all) => join({ ...all, token: `token=${all.token.slice(6).toUpperCase()}` }),
  'no token': ({ path, signed, free }) => `${path}?${[...signed, ...free].join('&')}`,
  'the token twice': (all) => join({ ...all, free: [all.token, ...all.free] }),
  'the token first': ({ path, signed, token, free }) => `${path}?${[token, ...signed, ...free].join('&')}`,
  'a parameter less': (all, random) => join({ ...all, signed: taken(all.signed, random).rest }),
  'a parameter twice': (all, random) =>
    join({ ...all, signed: [...all.signed, ...taken(all.signed, random).one] }),
  'a parameter last': (all, random) => {
    const { one, rest } = taken(all.signed, random)
    return join({ ...all, signed: [...rest, ...one] })
  },
  'a parameter after the token': (all, random) => {
    const { one, rest } = taken(all.signed, random)
    return join({ ...all, signed: rest, free: [...one, ...all.free] })
  },
  'a parameter before the token': (all, random) =>
    join({ ...all, signed: [...all.signed, pick(FREE, random)] }),
  'a free parameter': (all, random) => join({ ...all, free: [...all.free, pick(FREE, random)] }),
  'a piece in the path': (all, random) => {
    const at = below(all.path.length + 1, random)
    return join({ ...all, path: all.path.slice(0, at) + pick(PIECES, random) + all.path.slice(at) })
  },
  'another case of an escape': (all) => join(all).replace(/%[0-9A-F]{2}/, (hex) => hex.toLowerCase()),
  'a fragment': (all) => `${join(all)}#x`,
  'no query': ({ path }) => path,
}

/** Changes a signed target in one or two ways. */
export function tampered(target: string, random: Random): string {
  let changed = target
  for (let changes = happens(80, random) ? 1 : 2; changes > 0; changes--) {
    const name = pick(Object.keys(CHANGES), random)
    changed = CHANGES[name]?.(split(changed), random) ?? changed
  }
  return changed.startsWith('/') ? changed : `/${changed}`
}

const GRANTS: Readonly<Record<string, string>> = { w: 'widths', dpr: 'dprs' }

/**
 * Returns `true` if a target equals the signed one, or differs from it only as its signer allowed:
 * by `w` from `widths` and `dpr` from `dprs`. A fragment is ignored, because it is not part of a
 * request (RFC 9110, 7.1) and workerd removes it before the Worker sees the URL.
 */
export function isGranted(target: string, signed: string): boolean {
  const plain = target.replace(/#.*/s, '')
  if (plain === signed) return true
  const [asked, original] = [split(plain), split(signed)]
  if (join({ ...asked, free: [] }) !== join({ ...original, free: [] })) return false
  const names = asked.free.map((pair) => pair.split('=')[0] ?? '')
  if (new Set(names).size < names.length) return false
  return asked.free.every((pair) => {
    const [name = '', value = ''] = pair.split('=')
    const list = original.signed.find((other) => other.startsWith(`${GRANTS[name]}=`))
    return (
      list
        ?.slice(list.indexOf('=') + 1)
        .split(',')
        .includes(value) ?? false
    )
  })
}
