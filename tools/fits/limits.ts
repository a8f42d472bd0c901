import '../../src/engine/codecs/standard.ts'
import * as v from 'valibot'
import { addHeic } from '../../src/engine/codecs/heic.ts'
import type { Header } from '../../src/engine/formats/header.ts'
import { largestThatFits } from '../../src/engine/plan/bisection.ts'
import { makePlan } from '../../src/engine/plan/make-plan.ts'
import type { Plan, PlanInputs } from '../../src/engine/plan/plan.ts'
import libheif from '../../src/engine/wasm/built/libheif.wasm'
import { LimitsTable } from '../../src/limits.ts'
import { parseIntent } from '../../src/signing/url/intent.ts'
import { parseWire } from '../../src/signing/url/wire.ts'
import { HEIF_PIXEL_BYTES, type HeifShape, heifHeader } from './headers.ts'

const LIMITS = v.parse(LimitsTable, {})
const MEGA = 1e6

/** Steps in which limits are searched, and their maximum: no limit allows more megapixels. */
const STEPS = { perMegapixel: 100, max: 13_000 }

/**
 * Length in bytes of a large file. The exact length does not matter, because the file is not held
 * in memory.
 */
const FILE = 30_000_000

/** Returns the width and height of a 3:2 picture with the given megapixels. */
export function sized(megapixels: number) {
  const height = Math.sqrt((megapixels * MEGA) / 1.5)
  return { width: Math.max(1, Math.floor(1.5 * height)), height: Math.max(1, Math.floor(height)) }
}

function optionsOf(query: string) {
  const { mark: _none, ...options } = parseIntent(parseWire(`https://images.example/a?${query}`)) ?? {}
  return options
}

/**
 * Returns the plan for a request with default limits; `undefined` if it is refused.
 * @param query image options as in a URL
 * @param bytes file length
 */
export function planned(
  header: Header,
  query: string,
  bytes: number,
  inputs: PlanInputs = {},
): Plan | undefined {
  try {
    return makePlan(header, optionsOf(query), bytes, LIMITS, inputs)
  } catch {
    return undefined
  }
}

/** Returns the most megapixels for which a request fits. */
export const most = (plan: (megapixels: number) => Plan | undefined): number =>
  largestThatFits(STEPS.max, (step) => plan(step / STEPS.perMegapixel) !== undefined) / STEPS.perMegapixel

/** Returns the maximum megapixels for an output whose source streams. */
export function outputLimit(query: string, header: Header): number {
  const source = { ...header, width: 12_000, height: 8000 }
  return most((megapixels) => {
    const { width, height } = sized(megapixels)
    return planned(source, `${query}&width=${header.orientation >= 5 ? height : width}`, FILE)
  })
}

/**
 * Returns the most megapixels for an output that is enlarged from a source with some megapixels.
 */
export const enlargedLimit = (header: Header, from: number, query: string): number =>
  most((megapixels) =>
    planned({ ...header, ...sized(from) }, `${query}&width=${sized(megapixels).width}`, MEGA),
  )

/** Returns the maximum megapixels for a source. */
export const sourceLimit = (header: Header, query: string, bytes = FILE): number =>
  most((megapixels) => planned({ ...header, ...sized(megapixels) }, query, bytes))

/** Returns the maximum megapixels for an AVIF or HEIC. */
export const heifLimit = (shape: HeifShape, query: string): number =>
  most((megapixels) =>
    planned(heifHeader(shape, sized(megapixels)), query, HEIF_PIXEL_BYTES * megapixels * MEGA),
  )

/** Returns the maximum megapixels for a source whose output has a given share of its width. */
export const shareLimit = (header: Header, share: number): number =>
  most((megapixels) => {
    const size = sized(megapixels)
    return planned({ ...header, ...size }, `width=${Math.floor(size.width * share)}`, FILE)
  })

/** Adds the HEIC decoder, which only some builds have. */
export const withHeic = (): void => addHeic(libheif)
