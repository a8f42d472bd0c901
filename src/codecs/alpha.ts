/**
 * Multiplies the colours of RGBA pixels with their alpha, in place, so that a resampler weighs them by what is seen
 * of them.
 */
export function premultiply(pixels: Uint8Array): void {
  for (let at = 0; at < pixels.length; at += 4) {
    const alpha = pixels[at + 3] ?? 255
    if (alpha === 255) continue
    for (let channel = at; channel < at + 3; channel++) {
      pixels[channel] = Math.round(((pixels[channel] ?? 0) * alpha) / 255)
    }
  }
}

/** Turns premultiplied RGBA pixels back into straight ones, in place; what is wholly transparent becomes black. */
export function unpremultiply(pixels: Uint8Array): void {
  for (let at = 0; at < pixels.length; at += 4) {
    const alpha = pixels[at + 3] ?? 255
    if (alpha === 255) continue
    for (let channel = at; channel < at + 3; channel++) {
      const straight = alpha === 0 ? 0 : Math.round(((pixels[channel] ?? 0) * 255) / alpha)
      pixels[channel] = Math.min(straight, 255)
    }
  }
}
