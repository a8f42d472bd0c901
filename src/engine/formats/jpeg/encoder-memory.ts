import { sizes } from '../../wasm/sizes.ts'

/**
 * Returns the size in bytes of the kernel memory that encoding a JPEG takes, without the planes
 * that the caller passes. The number is the same for every picture, because the encoder keeps no
 * coefficients.
 */
export const jpegEncoderMemory = (): number => sizes().encodeBytes()
