import type { ColorSource, CommonHeader } from '../picture/header.ts'
import { type MatrixProfile, parseProfile } from './icc.ts'
import type { InkTable } from './ink-table.ts'
import { determinant, IDENTITY, type Matrix, multiply } from './matrix.ts'
import { FROM_PCS, fromPrimaries, primariesOf } from './primaries.ts'
import { type ToLight, tableSpace } from './table-space.ts'
import { type Curve, fromSrgb, power, toSrgb, transferOf } from './transfer.ts'

/**
 * Color conversion to sRGB: in linear light by a matrix, with one table per channel, or by a
 * function that takes all channels together.
 */
export type Conversion =
  | {
      readonly kind: 'matrix'
      /** 3 · 256 values: the linear light, 0 to 1, for each code of R, then of G, then of B. */
      readonly curves: Float32Array
      /** 9 values, row by row: the matrix from the image's linear light to linear sRGB light. */
      readonly matrix: readonly number[]
    }
  | {
      readonly kind: 'channels'
      /** 3 · 256 values: the sRGB code for each code of R, then of G, then of B. */
      readonly tables: Uint8Array
    }
  | {
      readonly kind: 'cube'
      /** Conversion by an ICC profile's table. The operation `convert` samples it on a grid. */
      readonly toLight: ToLight
    }

/** A conversion as a plan has it. The kind decides how much memory the conversion takes. */
export type PlannedConversion = Pick<Conversion, 'kind'>

/**
 * Conversion from a color space's samples to linear sRGB light: first the curves, then the matrix.
 */
export interface ColorSpace {
  readonly curves: readonly [Curve, Curve, Curve]
  readonly matrix: Matrix
}

/** Color space as a plan has it: sRGB, or the space of the original's exact curves. */
export type SpaceName = 'srgb' | 'original'

export const SRGB: ColorSpace = { curves: [fromSrgb, fromSrgb, fromSrgb], matrix: IDENTITY }

type ColorFields = Pick<CommonHeader, 'color' | 'components'>

/**
 * Returns the conversion from an image's colors to sRGB for the operation `convert`. It is relative
 * colorimetric: white becomes white, and colors outside sRGB are clipped. It computes some 800
 * powers, so call it once for each image.
 *
 * @returns `undefined` if the image is sRGB within one code of 255, or is taken as sRGB. It is
 *   taken as sRGB if it does not describe its colors, or if its profile is unsupported, damaged or
 *   does not fit. It is also `undefined` for CMYK, which `inkTable` converts
 * @example
 * const conversion = colorConversion(header)
 * if (conversion) perform(kernel, picture, { op: 'convert', args: conversion })
 */
export function colorConversion(colored: ColorFields): Conversion | undefined {
  return resolve(colored)?.conversion
}

/**
 * Returns the conversion from an image's colors to sRGB as exact curves, for samples with more than
 * 8 bits. Returns `undefined` in the same cases as `colorConversion`, and if a profile's table
 * converts the colors.
 */
export function nonSrgbSpace(colored: ColorFields): ColorSpace | undefined {
  return resolve(colored)?.space
}

interface Resolved {
  readonly space?: ColorSpace
  readonly conversion: Conversion
}

function resolve({ color, components }: ColorFields): Resolved | undefined {
  const space = color && spaceOf(color, components)
  if (!space) return undefined
  if ('toLight' in space) return { conversion: { kind: 'cube', ...space } }
  const curves = sampleCurves(space.curves)
  if (!isIdentity(space.matrix))
    return { space, conversion: { kind: 'matrix', curves, matrix: space.matrix.flat() } }
  const tables = Uint8Array.from(curves, (light) => Math.round(255 * toSrgb(light)))
  if (tables.every((code, at) => Math.abs(code - (at & 255)) <= 1)) return undefined
  return { space: { ...space, matrix: IDENTITY }, conversion: { kind: 'channels', tables } }
}

/**
 * Returns the table from a CMYK image's profile, or `undefined` if the profile is missing,
 * unsupported or damaged.
 */
export function inkTable({ color, components }: ColorFields): InkTable | undefined {
  const profile = components === 4 && color?.kind === 'icc' ? parseProfile(color.profile) : undefined
  return profile?.space === 'inks' ? profile.inks : undefined
}

type Space = ColorSpace | { readonly toLight: ToLight }

function spaceOf(color: ColorSource, components: CommonHeader['components']): Space | undefined {
  if (components === 4) return undefined
  const space = color.kind === 'icc' ? profileSpace(color.profile, components) : labelledSpace(color)
  if (space === undefined || components === 3 || 'toLight' in space) return space
  return { ...space, matrix: IDENTITY }
}

function profileSpace(bytes: Uint8Array, components: 1 | 3): Space | undefined {
  const profile = parseProfile(bytes)
  if (profile?.space === 'gray' && components === 1) return sameForAll(profile.curve)
  if (!profile || profile.space === 'gray' || profile.space === 'inks' || components !== 3) return undefined
  const byMatrix = profile.space === 'rgb' ? profile : undefined
  const toLight = profile.table && tableSpace(profile.table, byMatrix)
  if (toLight) return { toLight }
  return byMatrix && matrixSpace(byMatrix)
}

function matrixSpace(profile: MatrixProfile): ColorSpace | undefined {
  const matrix = multiply(FROM_PCS, profile.matrix)
  return isUsable(matrix) ? { curves: profile.curves, matrix } : undefined
}

function labelledSpace(color: Exclude<ColorSource, { kind: 'icc' }>): ColorSpace {
  if (color.kind === 'cicp')
    return sameForAll(transferOf(color.transfer), fromPrimaries(primariesOf(color.primaries)))
  const { gamma, chromaticities } = color
  const primaries = chromaticities ? fromPrimaries(chromaticities) : IDENTITY
  const matrix = isUsable(primaries) ? primaries : IDENTITY
  return sameForAll(gamma === undefined ? fromSrgb : gammaCurve(gamma, matrix), matrix)
}

/**
 * Returns the curve that a `gAMA` chunk describes. A value of 1/2.2 means sRGB's curve (PNG, third
 * edition, 11.3.2.5).
 */
function gammaCurve(gamma: number, matrix: Matrix): Curve {
  return isIdentity(matrix) && Math.abs(gamma * 2.2 - 1) < 0.01 ? fromSrgb : power(1 / gamma)
}

function sameForAll(curve: Curve, matrix = IDENTITY): ColorSpace {
  return { curves: [curve, curve, curve], matrix }
}

/**
 * Maximum difference between a matrix element and the identity matrix at which the primaries count
 * as sRGB. sRGB profiles differ by this much, because of rounding and different whites.
 */
const TOLERANCE = 0.002

function isIdentity(matrix: Matrix): boolean {
  return matrix.flat().every((value, at) => Math.abs(value - (at % 4 === 0 ? 1 : 0)) <= TOLERANCE)
}

function isUsable(matrix: Matrix): boolean {
  return matrix.flat().every((value) => Math.abs(value) < 100) && Math.abs(determinant(matrix)) > 1e-6
}

function sampleCurves(curves: ColorSpace['curves']): Float32Array {
  const light = new Float32Array(3 * 256)
  for (const [channel, curve] of curves.entries()) {
    for (let code = 0; code < 256; code++) {
      const value = curve(code / 255)
      light[channel * 256 + code] = value > 0 ? Math.min(value, 1) : 0
    }
  }
  return light
}
