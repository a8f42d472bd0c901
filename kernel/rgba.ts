/**
 * Alpha bits in an opaque RGBA pixel. As a number, it is also the smallest pixel with alpha 255.
 */
export const OPAQUE: u32 = 0xff000000
