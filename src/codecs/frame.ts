import type { Frame, Pixels, Strip } from './codec.ts'

/** A picture that is wholly there, as pixels on their way: one strip that holds all rows. */
export function wholeFrame({ width, height, data }: Frame): Pixels {
  async function* strips(): AsyncGenerator<Strip> {
    yield { planes: [{ rows: data, stride: width * 4, count: height }] }
  }
  return { layout: 'rgba', inverted: false, planes: [{ width, height, density: [1, 1] }], strips: strips() }
}
