import { colorConversion } from '../../color/conversion.ts'
import { isDisplayP3 } from '../../color/display-p3.ts'
import { JXL_DISPLAY_P3, JXL_GRAY, JXL_ICC_GRAY, JXL_ICC_RGB, JXL_SRGB } from '../../constants/kernel.ts'
import { cleanIcc } from '../../metadata/icc.ts'
import type { CommonHeader } from '../../picture/header.ts'

/** Colour encoding of a codestream. */
export interface CodestreamColour {
  /** Number of the encoding in the kernel. */
  readonly colour: number
  /** ICC profile, if the encoding has one. */
  readonly profile: Uint8Array | undefined
}

type Colored = Pick<CommonHeader, 'color' | 'components'>

/**
 * Returns the colour encoding of the samples of a JPEG, which are stored unchanged. sRGB and
 * Display P3 are code points. All other profiles are embedded, without bytes after their end. A
 * profile that is damaged, or that does not fit the number of components, is left out.
 */
export function transcodeColour(header: Colored): CodestreamColour {
  const isGray = header.components === 1
  const profile = profileOf(header)
  if (!profile) return { colour: isGray ? JXL_GRAY : JXL_SRGB, profile }
  if (isDisplayP3({ ...header, color: { kind: 'icc', profile } }))
    return { colour: JXL_DISPLAY_P3, profile: undefined }
  return { colour: isGray ? JXL_ICC_GRAY : JXL_ICC_RGB, profile }
}

/**
 * `true` if a codestream can describe the colours of a JPEG. Its profile may contradict its length,
 * but contain all that a conversion needs: other decoders would ignore such a profile.
 */
export const describesColours = (header: Colored): boolean =>
  !colorConversion(header) || profileOf(header) !== undefined

/** Returns the profile that describes the samples, or `undefined` if they are taken as sRGB. */
function profileOf({ color, components }: Colored): Uint8Array | undefined {
  const profile = color?.kind === 'icc' ? cleanIcc(color.profile) : undefined
  const isUsed = profile && colorConversion({ color: { kind: 'icc', profile }, components })
  return isUsed ? profile : undefined
}
