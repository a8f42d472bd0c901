import fc from 'fast-check'
import { encodePath } from '../../src/signing/url/canonical.ts'
import { paths } from '../support/properties/arbitraries.ts'
import { type Mutant, mutate } from './mutate.ts'
import { overlayParameters, type Parameters, queryOf, tameParameters, wildParameters } from './queries.ts'
import { caseRandom, happens, pick, type Random, weighted } from './random.ts'
import type { Seed } from './seeds.ts'
import { tampered } from './targets.ts'

/**
 * Percentage of cases by the damaged part: the image, its overlay, the options or the signed URL.
 * `mandatory` cases request a zone with a mandatory overlay.
 */
const KINDS = { image: 55, overlay: 12, options: 18, target: 10, mandatory: 5 } as const
export type Kind = keyof typeof KINDS

/** One request and the files that it needs. */
export interface Case {
  readonly index: number
  readonly kind: Kind
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  /** Path and query to sign. */
  readonly target: string
  /** Changes the target after it is signed. */
  readonly tamper: ((signed: string) => string) | undefined
  readonly source: Uint8Array
  readonly overlay: Uint8Array | undefined
  /** Description of the changes for the failure report. */
  readonly how: string
}

const intact = ({ name, file }: Seed): Mutant => ({ file, how: name })

/** Path prefix of the zone with a mandatory overlay. */
export const COVERED = '/covered'

function pathEnd(random: Random): string {
  if (happens(85, random)) return '/a.jpg'
  const [path = '/'] = fc.sample(paths, { seed: random() | 0, numRuns: 1 })
  return encodePath(path)
}

const ACCEPTS = [
  'image/avif,image/webp,*/*',
  'image/webp',
  '*/*',
  'image/avif;q=0,image/webp;q=0.1',
  '',
  'x'.repeat(2000),
]

function methodAndHeaders(random: Random): Pick<Case, 'method' | 'headers'> {
  const accept = happens(40, random) ? { accept: pick(ACCEPTS, random) } : {}
  if (happens(93, random)) return { method: 'GET', headers: accept }
  const range = pick(
    ['bytes=0-', 'bytes=-1', 'bytes=5-9', 'bytes=9-5', 'bytes=0-1,3-4', 'bytes=999999-', 'x', 'bytes=-0'],
    random,
  )
  return pick(
    [
      { method: 'HEAD', headers: accept },
      { method: 'GET', headers: { ...accept, range } },
      {
        method: 'GET',
        headers: { ...accept, 'if-none-match': pick(['*', '"a"', 'W/"b", "c"', ','], random) },
      },
      {
        method: pick(['OPTIONS', 'POST', 'DELETE', 'PROPFIND'], random),
        headers: { origin: 'https://shop.example' },
      },
    ],
    random,
  )
}

const GRANTS: readonly (readonly [string, string])[] = [
  ['widths', '100,320'],
  ['dprs', '1,2'],
  ['expire', '99999999999'],
  ['start', '0'],
  ['kid', 'test'],
]

/** Picks a seed so that each format is equally likely, however many seeds it has. */
function anyOf(seeds: readonly Seed[], random: Random): Seed {
  const format = pick([...new Set(seeds.map((seed) => seed.format))], random)
  return pick(
    seeds.filter((seed) => seed.format === format),
    random,
  )
}

interface Files {
  readonly image: Mutant
  readonly overlay: Mutant | undefined
}

function filesOf(kind: Kind, seeds: readonly Seed[], random: Random): Files {
  const rasters = seeds.filter(({ format }) => format !== 'svg')
  const chosen = anyOf(rasters, random)
  const image = kind === 'image' ? mutate(chosen, seeds, random) : intact(chosen)
  const overlay = anyOf(
    happens(50, random) ? seeds.filter(({ format }) => format === 'svg') : rasters,
    random,
  )
  if (kind === 'overlay') return { image, overlay: mutate(overlay, seeds, random) }
  return { image, overlay: kind !== 'mandatory' && happens(10, random) ? intact(overlay) : undefined }
}

function parametersOf(kind: Kind, olurl: string | undefined, random: Random): Parameters {
  const wild = kind === 'options' || (kind === 'mandatory' && happens(50, random))
  const asked = wild ? wildParameters(random) : tameParameters(random)
  if (kind === 'target') return [...asked, ...GRANTS.filter(() => happens(40, random))]
  if (olurl === undefined) return asked
  return [...asked.filter(([name]) => !name.startsWith('ol')), ...overlayParameters(olurl, random)]
}

/**
 * Makes a case. The same seed and index always make the same case.
 * @param seeds valid files
 */
export function makeCase(seed: number, index: number, seeds: readonly Seed[]): Case {
  const random = caseRandom(seed, index)
  const kind = weighted(KINDS, random)
  const { image, overlay } = filesOf(kind, seeds, random)
  const parameters = parametersOf(kind, overlay && `/o${index}/mark`, random)
  const untouched = kind === 'image' && !overlay && happens(5, random)
  const query = untouched ? '' : queryOf(parameters, random)
  const path = `${kind === 'mandatory' ? COVERED : ''}/c${index}${pathEnd(random)}`
  return {
    index,
    kind,
    ...methodAndHeaders(random),
    target: query ? `${path}?${query}` : path,
    tamper: kind === 'target' ? (signed) => tampered(signed, caseRandom(~seed, index)) : undefined,
    source: image.file,
    overlay: overlay?.file,
    how: [image.how, ...(overlay ? [`over it ${overlay.how}`] : [])].join('; '),
  }
}
