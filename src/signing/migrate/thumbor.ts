import { Failure } from '../../errors.ts'
import { arrange, type Draft, type Translation } from './draft.ts'
import { type Row, readParts, translated, without } from './row.ts'
import { sourcePath } from './source-path.ts'
import { THUMBOR_FILTERS } from './thumbor-filters.ts'

const SIZE = /^(-?)([0-9]*|orig)x(-?)([0-9]*|orig)$/

function readTrim([, tolerance = '']: readonly string[]): Draft {
  return { trim: tolerance === '' ? '0' : String(Number(tolerance)) }
}

function readArea([left, top, right, bottom]: readonly string[]): Draft | undefined {
  const [x = 0, y = 0, farX = 0, farY = 0] = [left, top, right, bottom].map(Number)
  if (x === 0 && y === 0 && farX === 0 && farY === 0) return {}
  return farX > x && farY > y ? { area: [farX - x, farY - y, x, y].join() } : undefined
}

function readSize([mirrored = '', width = '', flipped = '', height = '']: readonly string[]):
  | Draft
  | undefined {
  if (width === 'orig' || height === 'orig') return undefined
  return {
    ...(width !== '' && { width: String(Number(width)) }),
    ...(height !== '' && { height: String(Number(height)) }),
    ...(mirrored && { flop: '1' }),
    ...(flipped && { flip: '1' }),
  }
}

type Part = Row & {
  /** Matches the path segments to which this row applies. */
  readonly pattern: RegExp
}

/**
 * Translation table for the parts of a thumbor URL before its filters and source, in their order in
 * the URL. Each part may appear once.
 */
export const THUMBOR_PARTS: readonly Part[] = [
  { pattern: /^debug$/, ...without('debug', 'Signet has no debug answer') },
  { pattern: /^meta$/, ...without('meta', '`output=json` has other fields') },
  {
    pattern: /^trim(?::(top-left))?(?::([0-9]+))?$/,
    ...translated(
      'trim',
      '`trim`',
      'the tolerance, from 0 to 100; the color of the top left pixel',
      readTrim,
    ),
  },
  {
    pattern: /^trim:bottom-right(?::[0-9]+)?$/,
    ...without('trim:bottom-right', 'only the top left pixel can be the reference'),
  },
  {
    pattern: /^([0-9]+)x([0-9]+):([0-9]+)x([0-9]+)$/,
    ...translated('AxB:CxD', '`crop=W,H,X,Y`', 'C − A, D − B, A, B', readArea),
  },
  {
    pattern: /^fit-in$/,
    ...translated('fit-in', '`fit=inside`', 'with `enlarge=0`, unless the filter `upscale` is there', () => ({
      fit: 'inside',
    })),
  },
  {
    pattern: /^full-fit-in$/,
    ...translated(
      'full-fit-in',
      '`fit=outside`',
      'with `enlarge=0`, unless the filter `upscale` is there',
      () => ({ fit: 'outside' }),
    ),
  },
  {
    pattern: /^adaptive-(?:full-)?fit-in$/,
    ...without('adaptive-fit-in', 'no size depends on the aspect ratio of the original'),
  },
  {
    pattern: SIZE,
    ...translated(
      '-Ex-F',
      '`width`, `height`, `flop`, `flip`',
      '0 and empty sides are left out; the minus signs become `flop` and `flip`; `orig` has no counterpart',
      readSize,
    ),
  },
  {
    pattern: /^(left|center|right)$/,
    ...translated(
      'HALIGN',
      '`position`',
      '`left`, `center` or `right`, if the image is cropped',
      ([side = '']) => ({
        focusX: side,
      }),
    ),
  },
  {
    pattern: /^(top|middle|bottom)$/,
    ...translated(
      'VALIGN',
      '`position`',
      '`top`, `middle` or `bottom`, if the image is cropped',
      ([side = '']) => ({
        focusY: side,
      }),
    ),
  },
  {
    pattern: /^smart$/,
    ...translated('smart', '`crop=smart`', 'by edges, colors and skin, not by faces', () => ({
      focus: 'smart',
    })),
  },
]

const FILTERS = /^filters:(.+?\))\//
const FILTER = /^([a-z0-9_]+)\(([^()]*)\)$/

function takeParts(rest: string): { parts: [string, string[]][]; tail: string } {
  const parts: [string, string[]][] = []
  let tail = rest
  for (const { pattern, names } of THUMBOR_PARTS) {
    const end = tail.indexOf('/')
    const match = end < 0 ? null : pattern.exec(tail.slice(0, end))
    if (!match) continue
    parts.push([names[0] ?? '', match.slice(1).map((group = '') => group)])
    tail = tail.slice(end + 1)
  }
  return { parts, tail }
}

function takeFilters(tail: string): { filters: [string, string[]][]; image: string } {
  const [whole, list] = FILTERS.exec(tail) ?? []
  if (whole === undefined || list === undefined) return { filters: [], image: tail }
  const filters = list.split(/(?<=\)):/).map((text): [string, string[]] => {
    const [, name, args] = FILTER.exec(text) ?? []
    if (name === undefined || args === undefined)
      throw new Failure(
        'bad-parameter',
        `thumbor's filters must be name(arguments) between colons, got ${text}`,
      )
    return [name, args === '' ? [] : args.split(',')]
  })
  return { filters, image: tail.slice(whole.length) }
}

function resolve(given: Draft, problems: string[]): Draft {
  const { focusX = 'center', focusY = 'middle', canvas, fit = 'cover', enlarge, ...rest } = given
  const position = [focusY, focusX].filter((side) => side !== 'center' && side !== 'middle').join('')
  const fits = fit === 'inside' || fit === 'outside'
  if (canvas === '1' && fit !== 'inside') problems.push('the thumbor filter fill needs fit-in')
  if (rest.rotate !== undefined && (rest.flip !== undefined || rest.flop !== undefined))
    problems.push('the thumbor filter rotate cannot be joined with a mirrored size')
  return {
    ...rest,
    position: position === '' ? 'center' : position,
    fit: canvas === '1' ? 'contain' : fit,
    enlarge: enlarge ?? (fits ? '0' : '1'),
  }
}

/**
 * Translates a thumbor URL. Its source has no URL scheme: it is `host/path` if the zone has a host,
 * otherwise only a path.
 *
 * @param rest the path after the signature, percent-encoded, without its leading slash
 * @param source the zone's source, as for `sourcePath`
 * @throws Failure bad-parameter: the image is not in the zone's source, the source has a URL
 *   scheme, or the filters are malformed
 * @example translateThumbor('300x200/smart/h.example.com/a.jpg', 'https://h.example.com/')
 */
export function translateThumbor(rest: string, source: string | undefined): Translation {
  const { parts, tail } = takeParts(rest)
  const { filters, image } = takeFilters(tail)
  if (/^[a-z][a-z0-9+.-]*:\//i.test(image) || /^https?:/i.test(image))
    throw new Failure('bad-parameter', 'a thumbor source must not have a scheme')
  const scheme = /^https?:\/\//.exec(source ?? '')?.[0] ?? ''
  const path = sourcePath(scheme + image, source)
  const read = [readParts('thumbor', THUMBOR_PARTS, parts), readParts('thumbor', THUMBOR_FILTERS, filters)]
  const [whole, filtered] = read.map(({ draft }) => draft)
  const found = read.flatMap(({ problems }) => problems)
  if (whole?.fit !== undefined && filtered?.fit !== undefined)
    found.push('the thumbor filter stretch cannot be joined with fit-in')
  const arranged = arrange(resolve({ ...whole, ...filtered }, found), path)
  return { path, parameters: arranged.parameters, problems: [...found, ...arranged.problems] }
}
