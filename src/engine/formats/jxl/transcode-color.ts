import { colorConversion } from '../../color/conversion.ts'
import { isDisplayP3 } from '../../color/display-p3.ts'
import { JXL_DISPLAY_P3, JXL_GRAY, JXL_ICC_GRAY, JXL_ICC_RGB, JXL_SRGB } from '../../constants/kernel.ts'
import { type CleanProfile, rebuildProfile, statedProfile } from '../../metadata/icc.ts'
import type { CommonHeader } from '../../picture/header.ts'

/** A codestream's color encoding. */
export interface CodestreamColor {
  /** The encoding's number in the kernel. */
  readonly color: number
  /** ICC profile, if the encoding has one. */
  readonly profile: CleanProfile | undefined
}

type Colored = Pick<CommonHeader, 'color' | 'components'>

/**
 * Returns the color encoding for a JPEG's samples, which are stored unchanged. sRGB and Display P3
 * are code points. All other profiles are embedded with nothing but their numbers. A profile is
 * left out if it is damaged or does not fit the component count.
 */
export function transcodeColor(header: Colored): CodestreamColor {
  const isGray = header.components === 1
  const stated = statedColor(header)
  const profile = stated && rebuildProfile(stated.color.profile)
  if (!profile) return { color: isGray ? JXL_GRAY : JXL_SRGB, profile }
  if (isDisplayP3(stated)) return { color: JXL_DISPLAY_P3, profile: undefined }
  return { color: isGray ? JXL_ICC_GRAY : JXL_ICC_RGB, profile }
}

/**
 * `true` if a codestream can describe a JPEG's colors. It cannot if the profile contains everything
 * that a conversion needs but contradicts its own length, because other decoders would ignore such
 * a profile.
 */
export function describesColors(header: Colored): boolean {
  if (!colorConversion(header)) return true
  const stated = statedColor(header)
  return stated !== undefined && rebuildProfile(stated.color.profile) !== undefined
}

/** Returns a profile's colors, or `undefined` if they are taken as sRGB. */
function statedColor({ color, components }: Colored) {
  const profile = color?.kind === 'icc' ? statedProfile(color.profile) : undefined
  const stated = profile && ({ color: { kind: 'icc', profile }, components } as const)
  return stated && colorConversion(stated) ? stated : undefined
}
