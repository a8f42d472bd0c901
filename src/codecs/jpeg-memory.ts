import type { Header } from '../probe/header.ts'

export const jpegDecoderMemory = (
  { width, height, components, progressive, sampling = [] }: Header,
  _size: number,
  d: number,
): number => {
  const max = Math.max(1, ...sampling.flat())
  const share = sampling.reduce((sum, [h, v]) => sum + h * v, 0) / (max * max)
  const kept = (64 / (d * d) / 64) * 2 + (d < 8 ? 8 / 64 : 0)
  return 400_000 + width * components * 32 + (progressive ? width * height * share * kept * 1.05 : 0)
}
