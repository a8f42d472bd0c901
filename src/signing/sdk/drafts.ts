import { Failure } from '../../errors.ts'
import { formatQuery } from '../url/canonical.ts'
import { readIntent } from '../url/intent.ts'
import type { Options } from '../url/options.ts'
import { formatOptions } from '../url/parameters.ts'
import { formatWire, parseWire } from '../url/wire.ts'
import { claimsOf } from './access.ts'
import {
  IMG_SETTINGS,
  type ImgSettings,
  type Picture,
  picture,
  type SourceFormat,
  sourcesAmong,
} from './attributes.ts'
import { type Candidates, choose } from './candidates.ts'
import { type Grant, snap } from './grant.ts'
import { type ImageValues, readImageOptions, type SizedOptions } from './image-options.ts'
import type { SyncSigner } from './methods.ts'
import { encodeRooted } from './rooted.ts'

/** Path and query of a URL before it is signed, encoded as in the URL. */
export interface Unsigned {
  readonly path: string
  readonly query: string
}

/**
 * Work of a signer's method, split into the parts before and after signing. The asynchronous and
 * the synchronous signer share it.
 */
export interface Draft<Result> {
  readonly unsigned: readonly Unsigned[]
  /**
   * Builds the method's result.
   * @param tokens one token for each entry of `unsigned`
   */
  readonly finish: (tokens: readonly string[]) => Result
}

type Drafts = {
  readonly [Name in keyof SyncSigner]: (
    ...args: Parameters<SyncSigner[Name]>
  ) => Draft<ReturnType<SyncSigner[Name]>>
}

/**
 * Parses a signed URL like the server. Throws the failure with which the server would refuse the
 * URL, and otherwise returns the URL.
 */
function checked(url: string): string {
  readIntent(parseWire(url))
  return url
}

const ASIDE: readonly string[] = ['download']

/**
 * Refuses a call without any image options. Without this check, a call whose options are all
 * `undefined` would deliver the original, without watermark and in full size.
 */
function assertAsked(options: ImageValues): void {
  if (Object.keys(options).every((name) => ASIDE.includes(name)))
    throw new Failure(
      'bad-parameter',
      'no option says what to do with the image; { original: true } hands out the original',
    )
}

/**
 * `true` if an image with these options may be a `<source>` of this format. Only WebP is animated
 * and has a near-lossless mode that JPEG XL lacks, and only JPEG carries a gain map.
 */
function mayBeSource(format: SourceFormat, { hdr, animate, lossless, nearlossless }: ImageValues): boolean {
  if (hdr || (animate && format !== 'webp')) return false
  return format !== 'jxl' || !nearlossless || lossless === true
}

function map<From, To>({ unsigned, finish }: Draft<From>, to: (result: From) => To): Draft<To> {
  return { unsigned, finish: (tokens) => to(finish(tokens)) }
}

/**
 * Creates the drafts of all methods, which both signers share.
 * @param id id of the key that signs
 */
export function drafts(origin: string, id: string): Drafts {
  function one<Result>(path: string, options: Options, finish: (url: string) => Result): Draft<Result> {
    const unsigned = { path: encodeRooted(path), query: formatQuery(formatOptions(options)) }
    return {
      unsigned: [unsigned],
      finish: ([token]) => finish(checked(formatWire({ origin, ...unsigned, token }))),
    }
  }

  function grant(
    path: string,
    options: ImageValues,
    candidates: Candidates,
    others: readonly string[] = [],
  ): Draft<Grant> {
    const { signed, name, values, usual, unit } = choose(options, candidates)
    const claims = claimsOf(candidates, id, ['widths', 'dprs', ...others])
    return one(path, { ...signed, ...claims }, (base) => {
      const candidate = (value: number) => `${base}&${name}=${value}`
      return {
        src: candidate(snap(values, usual)),
        base,
        ...(name === 'w' ? { widths: [...values] } : { dprs: [...values] }),
        srcset: values.map((value) => `${checked(candidate(value))} ${value}${unit}`).join(', '),
      }
    })
  }

  function images(
    path: string,
    options: SizedOptions,
    settings: Candidates & ImgSettings,
    sources: readonly SourceFormat[],
  ): Draft<Picture> {
    const read = readImageOptions(options)
    const formats = sources.filter((format) => mayBeSource(format, read))
    const wanted = [read, ...formats.map((format) => ({ ...read, format }))]
    const parts = wanted.map((values) => grant(path, values, settings, IMG_SETTINGS))
    return {
      unsigned: parts.flatMap(({ unsigned }) => unsigned),
      finish: (tokens) => {
        const grants = parts.map(({ finish }, index) => finish(tokens.slice(index, index + 1)))
        return picture(formats, grants, {
          ...settings,
          width: settings.width ?? read.width,
          height: settings.height ?? read.height,
        })
      },
    }
  }

  return {
    sign(path, options, access = {}) {
      const read = readImageOptions(options)
      assertAsked(read)
      return one(path, { ...read, ...claimsOf(access, id) }, (url) => url)
    },
    srcset: (path, options, candidates) =>
      map(grant(path, readImageOptions(options), candidates), ({ srcset }) => srcset),
    grant: (path, options, candidates) => grant(path, readImageOptions(options), candidates),
    imgAttrs: (path, options, settings) => map(images(path, options, settings, []), ({ img }) => img),
    picture: (path, options, { formats, ...settings }) =>
      images(path, options, settings, sourcesAmong(formats)),
  }
}
